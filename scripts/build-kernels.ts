/**
 * Builds the kernels, the files of TARGETS, when a source is newer than them, and puts what a head runs on beside them.
 *
 *   node scripts/build-kernels.ts [--force]
 *
 * Prints one line. Fails with the compiler's output and leaves the earlier files as they were.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildHead } from "./build-head.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CONFIGURATION = "asconfig.json";
/** Targets of asconfig.json, what they are made from, and the files that they make. */
const TARGETS = [
  { target: "serving", entry: "assembly/index.ts", output: "build/kernels.wasm" },
  { target: "lists", entry: "assembly/lists.ts", output: "build/kernels-lists.wasm" },
  { target: "training", entry: "assembly/training.ts", output: "build/kernels-threads.wasm" },
  { target: "page", entry: "assembly/training.ts", output: "build/kernels-training.wasm" },
];

const modifiedMs = (path: string): number =>
  statSync(join(ROOT, path), { throwIfNoEntry: false })?.mtimeMs ?? Number.NEGATIVE_INFINITY;

function isCurrent(): boolean {
  // The folder counts too: its time changes when a file is removed or renamed.
  const sources = [CONFIGURATION, "assembly", ...readdirSync(join(ROOT, "assembly")).map((name) => `assembly/${name}`)];
  return Math.max(...sources.map(modifiedMs)) < Math.min(...TARGETS.map(({ output }) => modifiedMs(output)));
}

/** Compiles beside the output and renames, so that a reader never meets half a file. Returns its size in bytes. */
function build({ target, entry, output }: (typeof TARGETS)[number]): number {
  const compiler = join(ROOT, "node_modules/assemblyscript/bin/asc.js");
  const partial = `${output}.partial-${process.pid}`;
  const run = spawnSync(
    process.execPath,
    [compiler, entry, "--config", CONFIGURATION, "--target", target, "--outFile", partial],
    { cwd: ROOT, encoding: "utf8" },
  );
  if (run.status !== 0) {
    rmSync(join(ROOT, partial), { force: true });
    process.stderr.write(`kernels: target ${target} does not compile\n${run.stdout}${run.stderr}`);
    process.exit(1);
  }
  renameSync(join(ROOT, partial), join(ROOT, output));
  return statSync(join(ROOT, output)).size;
}

mkdirSync(join(ROOT, "build"), { recursive: true });
buildHead(ROOT);
if (!process.argv.includes("--force") && isCurrent()) {
  process.stdout.write("kernels: up to date\n");
} else {
  const built = TARGETS.map((target) => `${target.output} (${build(target)} bytes)`);
  process.stdout.write(`kernels: built ${built.join(", ")}\n`);
}
