import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PACKAGE = "node_modules/@tensorflow/tfjs-backend-wasm/wasm-out";
const BINARY = "tfjs-backend-wasm-simd.wasm";
const FACTORY = "tfjs-backend-wasm.js";
/** How the factory hands itself out; an ES module does that otherwise. */
const TAIL = "if (typeof exports === 'object' && typeof module === 'object')";
/** What the factory knows its surroundings by, and would read files and set listeners with. */
const SURROUNDINGS = ["process", "require", "window", "document", "importScripts", "__filename", "__dirname"];

/**
 * Puts the binary of the tfjs WASM backend and the factory of its module into `build`, beside the kernels: one address for every
 * bundler. The factory becomes an ES module that takes no surroundings for granted. Its own test of them finds Node wherever
 * `process.versions.node` exists, also in a Worker with Node's globals, and then asks for `__dirname`. The binary is always handed
 * to it compiled, so nothing that it would do there is missed.
 */
export function buildHead(root: string): void {
  const factory = readFileSync(join(root, PACKAGE, FACTORY), "utf8");
  const end = factory.indexOf(TAIL);
  if (end === -1) throw new Error(`${PACKAGE}/${FACTORY}: expected the line ${TAIL}`);
  const hidden = SURROUNDINGS.map((name) => `${name} = undefined`).join(", ");
  const module = `// Copyright Google LLC, Apache-2.0. Made of ${PACKAGE}/${FACTORY} by scripts/build-head.ts.\nvar ${hidden};\n${factory.slice(0, end)}export default WasmBackendModule;\n`;
  writeFileSync(join(root, "build", FACTORY), module);
  copyFileSync(join(root, PACKAGE, BINARY), join(root, "build", BINARY));
}
