import { readFile } from "node:fs/promises";
import { KernelError } from "../errors.ts";

async function compile(name: string): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(await readFile(new URL(`../../build/${name}`, import.meta.url)));
  } catch (cause) {
    throw new KernelError("kernel-missing", `build/${name} cannot be loaded; run: npm run build:kernels`, { cause });
  }
}

let serving: Promise<WebAssembly.Module> | undefined;
let training: Promise<WebAssembly.Module> | undefined;

/** The kernels, compiled once a process. */
export function kernelModule(): Promise<WebAssembly.Module> {
  serving ??= compile("kernels.wasm");
  return serving;
}

/** The same kernels built for shared memory, for training threads. */
export function threadedKernelModule(): Promise<WebAssembly.Module> {
  training ??= compile("kernels-threads.wasm");
  return training;
}
