import { KernelError } from "../errors.ts";
import { KERNEL_ARITIES, type KernelExports } from "./abi.ts";

/**
 * Instantiates a compiled kernel module on the host's memory. Throws KernelError `kernel-abi` when an export is missing or
 * takes another number of parameters: the module belongs to another version.
 */
export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  for (const [name, arity] of Object.entries(KERNEL_ARITIES)) {
    const kernel = exports[name];
    if (typeof kernel !== "function" || kernel.length !== arity) {
      throw new KernelError(
        "kernel-abi",
        `kernel ${name}: expected a function of ${arity} parameters, got ${typeof kernel}; run: npm run build:kernels`,
      );
    }
  }
  // Checked above, name by name: the one place where the untyped exports become ours.
  return exports as unknown as KernelExports;
}
