import module from "../../build/kernels.wasm";

/** The kernels: workerd compiles an imported .wasm file ahead of the request. */
export function kernelModule(): Promise<WebAssembly.Module> {
  return Promise.resolve(module);
}
