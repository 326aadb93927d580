import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** What packages are made of. */
const SOURCES = ["assembly", "bin", "docs", "scripts/packages", "spark", "src", "web", "worker"];
const FILES = ["package.json", "package-lock.json", "README.md", "CHANGELOG.md", "wrangler.toml", "tsconfig.json"];

/** Tarballs of the two packages, as they would be published. */
export interface Packed {
  readonly nearedge: string;
  readonly cli: string;
}

/** Packs both packages, once for a state of the sources. Throws Error with what the script or npm said. */
export function packed(): Packed {
  const folder = join(ROOT, ".nearedge", `packed-${stateOf(ROOT)}`);
  if (!existsSync(folder)) {
    const partial = `${folder}-${process.pid}`;
    try {
      run(process.execPath, [join(ROOT, "scripts/build-kernels.ts")]);
      run(process.execPath, [join(ROOT, "scripts/build-packages.ts"), partial]);
      for (const name of ["nearedge", "nearedge-cli"]) {
        run("npm", ["pack", join(partial, name), "--pack-destination", partial, "--ignore-scripts"]);
        rmSync(join(partial, name), { recursive: true });
      }
      renameSync(partial, folder);
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
  }
  const tarball = (start: RegExp): string => join(folder, readdirSync(folder).find((name) => start.test(name)) ?? "");
  return { nearedge: tarball(/^nearedge-\d/), cli: tarball(/^nearedge-cli-\d/) };
}

function stateOf(root: string): string {
  const hash = createHash("sha256");
  const nested = SOURCES.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const path of [...nested, ...FILES.map((name) => join(root, name))].sort()) {
    hash.update(path.slice(root.length)).update(readFileSync(path));
  }
  return hash.digest("hex").slice(0, 12);
}

function run(program: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}\n${stdout}${stderr}`);
}
