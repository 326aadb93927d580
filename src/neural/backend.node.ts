import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { type EmscriptenFactory, startWasmBackend, type WasmBackendParts } from "./backend.ts";

/** Starts the tfjs WASM backend in Node, from the binary in node_modules. See startWasmBackend. */
export function startBackend(): Promise<void> {
  return startWasmBackend(loadParts);
}

async function loadParts(): Promise<WasmBackendParts> {
  const binary = createRequire(import.meta.url).resolve(
    "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
  );
  const [{ BackendWasm }, { default: factory }, module] = await Promise.all([
    import("@tensorflow/tfjs-backend-wasm"),
    import("@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js"),
    readFile(binary).then((bytes) => WebAssembly.compile(bytes)),
  ]);
  return {
    factory: factory as unknown as EmscriptenFactory,
    module,
    createBackend: (instance) => new BackendWasm(instance as never),
    kernels: [],
  };
}
