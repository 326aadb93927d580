import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

/** Imports, exports and types by import, as the compiler writes them in declarations. */
const SPECIFIER = /(\bfrom |\bimport\(|^import )"([^"]+)"/gm;

/**
 * Copies the declarations that `entries` (paths of sources) reach from `compiled` to `folder`. Throws Error where one of them names
 * a package: the engine's package has no dependencies, so nobody could resolve it.
 */
export function copyDeclarations(compiled: string, folder: string, entries: readonly string[]): void {
  const reached = new Set<string>(entries);
  for (const source of reached) {
    const name = source.replace(/\.ts$/, ".d.ts");
    const text = readFileSync(join(compiled, name), "utf8");
    for (const [, , specifier = ""] of text.matchAll(SPECIFIER)) {
      if (!specifier.startsWith(".")) throw new Error(`${name}: expected types of our own, got some of ${specifier}`);
      reached.add(posix.join(posix.dirname(source), specifier));
    }
    const target = join(folder, name);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(
      target,
      text.replaceAll(SPECIFIER, (_, before, to) => `${before}"${to.replace(/\.ts$/, ".js")}"`),
    );
  }
}
