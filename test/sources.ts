import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";

/** Source texts by path from the root of the repository, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

/** One import (or re-export) of a file. */
export interface Import {
  readonly from: string;
  /** A path from the root for a file of ours; the specifier as it stands for a package. */
  readonly to: string;
  readonly kind: "static" | "dynamic" | "type";
}

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** All TypeScript sources below these folders. */
export function readSources(...folders: readonly string[]): Sources {
  const paths = folders.flatMap((folder) =>
    readdirSync(posix.join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .map((path) => posix.join(folder, path.replaceAll("\\", "/")))
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts")),
  );
  return new Map(paths.map((path) => [path, readFileSync(posix.join(ROOT, path), "utf8")]));
}

/** Comments, or strings: whichever begins first. */
const COMMENT_OR_STRING = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;
const STATIC_IMPORT = /^[ \t]*(?:import|export)\b(\s+type\b)?[^;"'`()]*?\bfrom\s*["']([^"']+)["']/gm;
const BARE_IMPORT = /^[ \t]*import\s*["']([^"']+)["']/gm;
const DYNAMIC_IMPORT = /\bimport\s*\(\s*["'`]([^"'`]+)["'`]/g;

/** The imports of one file. An import whose names are all marked `type` one by one still loads its module: static. */
export function importsOf(path: string, source: string): Import[] {
  const code = source.replaceAll(COMMENT_OR_STRING, (text) => (text.startsWith("/") ? " " : text));
  const found: Import[] = [];
  const add = (specifier: string | undefined, kind: Import["kind"]): void => {
    if (specifier === undefined) return;
    const to = specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : specifier;
    found.push({ from: path, to, kind });
  };
  for (const [, type, specifier] of code.matchAll(STATIC_IMPORT)) add(specifier, type ? "type" : "static");
  for (const [, specifier] of code.matchAll(BARE_IMPORT)) add(specifier, "static");
  for (const [, specifier] of code.matchAll(DYNAMIC_IMPORT)) add(specifier, "dynamic");
  return found;
}

export function importsOfAll(sources: Sources): Import[] {
  return [...sources].flatMap(([path, source]) => importsOf(path, source));
}
