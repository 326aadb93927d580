import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PACKAGE = "node_modules/@tensorflow/tfjs-backend-wasm/wasm-out";
const BINARY = "tfjs-backend-wasm-simd.wasm";
const FACTORY = "tfjs-backend-wasm.js";

/** What is replaced in the factory, and by what; each must be there. */
const CHANGES: readonly (readonly [text: string | RegExp, instead: string])[] = [
  // Where it runs: nowhere that it would know. Minifiers then drop what it does there.
  [/var ENVIRONMENT_IS_WEB=[^;]+;var ENVIRONMENT_IS_WORKER=[^;]+;var ENVIRONMENT_IS_NODE=[^;]+;/, ""],
  [/ENVIRONMENT_IS_(WEB|WORKER|NODE)/g, "false"],
  [/typeof process!=="undefined"&&process\.listeners/g, "false"],
  [/if\((beforeListeners|listenersAdded)\)/g, "if(false)"],
  [/ {2}var _scriptDir = [^\n]+\n[^\n]*__filename[^\n]+\n/, "  var _scriptDir;\n"],
  // How it hands itself out; an ES module does that otherwise.
  [/if \(typeof exports === 'object' && typeof module === 'object'\).*$/s, "export default WasmBackendModule;\n"],
];

/**
 * Puts the binary of the tfjs WASM backend and the factory of its module into `build`, beside the kernels: one address for every
 * bundler. The factory becomes an ES module that does not ask where it runs: its own test finds Node wherever `process.versions.node`
 * exists, also in a Worker with Node's globals, and then wants `__dirname`; bundlers for pages fail at its `require("fs")`. The binary
 * is always handed to it compiled, so nothing that it would do there is missed.
 */
export function buildHead(root: string): void {
  const factory = readFileSync(join(root, PACKAGE, FACTORY), "utf8");
  const module = CHANGES.reduce((code, [text, instead]) => {
    const changed = code.replace(text, instead);
    if (changed === code) throw new Error(`${PACKAGE}/${FACTORY}: expected ${text}, as tfjs 4.22.0 has it`);
    return changed;
  }, factory);
  const header = `// Copyright Google LLC, Apache-2.0. Made of ${FACTORY} of @tensorflow/tfjs-backend-wasm by scripts/build-head.ts.\n`;
  writeFileSync(join(root, "build", FACTORY), header + module);
  copyFileSync(join(root, PACKAGE, BINARY), join(root, "build", BINARY));
}
