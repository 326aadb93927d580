import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { type EmscriptenFactory, type EmscriptenModule, startWasmBackend, type WasmBackendParts } from "./backend.ts";

/** Starts the tfjs WASM backend in Node, from the binary in node_modules. See startWasmBackend. */
export function startBackend(): Promise<void> {
  return startWasmBackend(loadParts);
}

/** All kernels of the package and its own backend, because training needs more of both than serving does. */
async function loadParts(): Promise<WasmBackendParts> {
  const binary = createRequire(import.meta.url).resolve(
    "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
  );
  const [{ engine }, { BackendWasm }, { default: factory }, module] = await Promise.all([
    import("@tensorflow/tfjs-core"),
    // Registers its kernels, keyed on the name below.
    import("@tensorflow/tfjs-backend-wasm"),
    import("@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js"),
    readFile(binary).then((bytes) => WebAssembly.compile(bytes)),
  ]);
  return {
    engine: engine(),
    name: "wasm",
    factory: factory as unknown as EmscriptenFactory,
    module,
    createBackend: (instance) => new BackendWasm(withFunctions(instance) as never),
  };
}

/** The binary's functions under the names by which the package's backend calls them. */
function withFunctions(instance: EmscriptenModule): object {
  return Object.assign(instance, {
    tfjs: {
      init: instance.cwrap("init", null, []),
      initWithThreadsCount: instance.cwrap("init_with_threads_count", null, ["number"]),
      getThreadsCount: instance.cwrap("get_threads_count", "number", []),
      registerTensor: instance.cwrap("register_tensor", null, ["number", "number", "number"]),
      disposeData: instance.cwrap("dispose_data", null, ["number"]),
      dispose: instance.cwrap("dispose", null, []),
    },
  });
}
