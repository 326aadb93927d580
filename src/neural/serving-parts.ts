import { Engine } from "@tensorflow/tfjs-core/dist/engine.js";
import { Environment } from "@tensorflow/tfjs-core/dist/environment.js";
import { getKernel, registerKernel } from "@tensorflow/tfjs-core/dist/kernel_registry.js";
import factory from "../../build/tfjs-backend-wasm.js";
import type { EmscriptenFactory, WasmBackendParts } from "./backend.ts";
import { FUSED_MAT_MUL, ServingBackend } from "./serving-backend.ts";

/**
 * The parts that a bundle for serving needs: an engine of tfjs, its binary and one kernel. They come by deep paths, for
 * which only bundlers have the resolution: the roots of the packages would bring optimizers, files of models and all
 * kernels along.
 */
export function servingParts(module: WebAssembly.Module): WasmBackendParts {
  const { kernelName, backendName } = FUSED_MAT_MUL;
  if (getKernel(kernelName, backendName) === undefined) registerKernel(FUSED_MAT_MUL);
  return {
    engine: createEngine(),
    name: backendName,
    factory: factory as unknown as EmscriptenFactory,
    module,
    createBackend: (instance) => new ServingBackend(instance),
  };
}

/**
 * An engine beside the one that all copies of tfjs in a page or a worker share, whatever their version: others choose that
 * one's backend, switch on its debugging, and would find ours in the place of theirs.
 */
function createEngine(): Engine {
  // Of no global object, so that the address of a page sets no flags. The engine reads these two.
  const environment = new Environment({});
  for (const flag of ["DEBUG", "IS_TEST"]) environment.registerFlag(flag, () => false);
  return new Engine(environment);
}
