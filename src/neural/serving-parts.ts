import factory from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js";
import { ENGINE } from "@tensorflow/tfjs-core/dist/engine.js";
// The engine reads flags that this file defines.
import "@tensorflow/tfjs-core/dist/flags.js";
import { getKernel, registerKernel } from "@tensorflow/tfjs-core/dist/kernel_registry.js";
import type { EmscriptenFactory, WasmBackendParts } from "./backend.ts";
import { FUSED_MAT_MUL, ServingBackend } from "./serving-backend.ts";

/**
 * The parts that a bundle for serving needs: the engine of tfjs, its binary and one kernel. They come by deep paths, for
 * which only bundlers have the resolution: the roots of the packages would bring optimizers, files of models and all
 * kernels along.
 */
export function servingParts(module: WebAssembly.Module): WasmBackendParts {
  const { kernelName, backendName } = FUSED_MAT_MUL;
  if (getKernel(kernelName, backendName) === undefined) registerKernel(FUSED_MAT_MUL);
  return {
    engine: ENGINE,
    name: backendName,
    factory: factory as unknown as EmscriptenFactory,
    module,
    createBackend: (instance) => new ServingBackend(instance),
  };
}
