import { KernelError } from "../errors.ts";
import { fileModule } from "./file-module.ts";

async function compile(address: URL): Promise<WebAssembly.Module> {
  try {
    return await fileModule(address);
  } catch (cause) {
    const advice = "install the package again, or in a checkout run: npm run build:kernels";
    throw new KernelError("kernel-missing", `${address.pathname} cannot be loaded; ${advice}`, { cause });
  }
}

let serving: Promise<WebAssembly.Module> | undefined;
let training: Promise<WebAssembly.Module> | undefined;

/** The kernels, compiled once a process. */
export function kernelModule(): Promise<WebAssembly.Module> {
  serving ??= compile(new URL("../../build/kernels.wasm", import.meta.url));
  return serving;
}

/** The same kernels built for shared memory, for training threads. */
export function threadedKernelModule(): Promise<WebAssembly.Module> {
  training ??= compile(new URL("../../build/kernels-threads.wasm", import.meta.url));
  return training;
}
