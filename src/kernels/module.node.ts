import { KernelError } from "../errors.ts";
import { fileModule } from "./file-module.ts";

function present(module: Promise<WebAssembly.Module>): Promise<WebAssembly.Module> {
  return module.catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const advice = "install the package again, or in a checkout run: npm run build:kernels";
    throw new KernelError("kernel-missing", `the kernels cannot be loaded (${reason}); ${advice}`, { cause });
  });
}

let serving: Promise<WebAssembly.Module> | undefined;
let training: Promise<WebAssembly.Module> | undefined;

/** The kernels, compiled once a process. */
export function kernelModule(): Promise<WebAssembly.Module> {
  serving ??= present(fileModule(new URL("../../build/kernels.wasm", import.meta.url)));
  return serving;
}

/** The same kernels built for shared memory, for training threads. */
export function threadedKernelModule(): Promise<WebAssembly.Module> {
  training ??= present(fileModule(new URL("../../build/kernels-threads.wasm", import.meta.url)));
  return training;
}
