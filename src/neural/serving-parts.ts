import { _fusedMatMulConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/_FusedMatMul.js";
import factory from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js";
import type { EmscriptenFactory, WasmBackendParts } from "./backend.ts";
import { type HeapModule, ServingBackend } from "./serving-backend.ts";

/**
 * The parts that a bundle for serving needs: one kernel, and tfjs by deep paths, for which only bundlers have the
 * resolution. The package's root would bring all of its kernels along.
 */
export function servingParts(module: WebAssembly.Module): WasmBackendParts {
  return {
    factory: factory as unknown as EmscriptenFactory,
    module,
    createBackend: (instance) => new ServingBackend(instance as HeapModule),
    kernels: [_fusedMatMulConfig],
  };
}
