/**
 * Builds the two packages that are published into `dist/nearedge` and `dist/nearedge-cli`, or the folders of these names in FOLDER:
 * `npm pack ./dist/nearedge` makes a tarball of one.
 *
 *   npm run build
 *   node scripts/build-packages.ts [FOLDER]
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { bundleWorkers, WORKER_BUNDLE } from "../src/cli/worker-bundle.ts";
import { bundleEngine } from "./packages/bundle-engine.ts";
import { compile } from "./packages/compile.ts";
import { copyDeclarations } from "./packages/declarations.ts";
import { ENTRIES } from "./packages/entries.ts";
import { commandsManifest, engineManifest } from "./packages/manifests.ts";
import { thirdParty } from "./packages/third-party.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OUT = resolve(process.argv[2] ?? join(ROOT, "dist"));

/** What an import of a `.wasm` file gives depends on the bundler: its module, its bytes or its address. */
const BINARY_TYPES = "declare const binary: WebAssembly.Module;\nexport default binary;\n";

const scratch = mkdtempSync(join(tmpdir(), "nearedge-packages-"));
try {
  const [engine, commands] = [join(OUT, "nearedge"), join(OUT, "nearedge-cli")];
  // These two alone: whatever else lies in FOLDER is none of ours.
  for (const folder of [engine, commands]) rmSync(folder, { recursive: true, force: true });
  compile(ROOT, scratch);
  await buildEngine(engine);
  await buildCommands(commands);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function buildEngine(folder: string): Promise<void> {
  await bundleEngine(ROOT, join(folder, "dist"));
  const sources = ENTRIES.map(({ source }) => source);
  copyDeclarations(scratch, join(folder, "types"), sources);
  writeFileSync(join(folder, "types/binary.d.ts"), BINARY_TYPES);
  writeFileSync(join(folder, "THIRD-PARTY.md"), thirdParty(ROOT));
  copyInto(folder, ["LICENSE", "README.md"]);
  writeManifest(folder, engineManifest);
}

async function buildCommands(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  cpSync(scratch, join(folder, "dist"), { recursive: true });
  copyInto(folder, ["LICENSE", "README.md", "CHANGELOG.md", "wrangler.toml", "bin", "docs", "spark"]);
  cpSync(join(ROOT, "build"), join(folder, "dist/build"), { recursive: true });
  await bundleWorkers(ROOT, join(folder, WORKER_BUNDLE));
  process.env.NEAREDGE_WEB_OUT = join(folder, "dist/web");
  await build({ configFile: join(ROOT, "web/vite.config.ts"), logLevel: "error" });
  writeManifest(folder, commandsManifest);
}

function copyInto(folder: string, names: readonly string[]): void {
  for (const name of names) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
}

function writeManifest(folder: string, manifest: typeof engineManifest): void {
  const root = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest(root), null, 2)}\n`);
}
