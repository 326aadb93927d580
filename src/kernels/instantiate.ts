import { KernelError } from "../errors.ts";
import { KERNEL_ARITIES, type KernelExports } from "./abi.ts";

const REMEDY = "the module belongs to another version; run: npm run build:kernels";

/**
 * Instantiates a compiled kernel module on the host's memory. Throws KernelError `kernel-abi` when an export is missing or
 * takes another number of parameters, or when the module wants more than a memory of this kind.
 */
export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  const exports = instantiate(module, memory);
  for (const [name, arity] of Object.entries(KERNEL_ARITIES)) {
    const kernel = exports[name];
    if (typeof kernel !== "function" || kernel.length !== arity) {
      const got = typeof kernel === "function" ? `one of ${kernel.length}` : typeof kernel;
      throw new KernelError(
        "kernel-abi",
        `kernel ${name}: expected a function of ${arity} parameters, got ${got}; ${REMEDY}`,
      );
    }
  }
  // Checked above, name by name: the one place where the untyped exports become ours.
  return exports as unknown as KernelExports;
}

function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): WebAssembly.Exports {
  try {
    return new WebAssembly.Instance(module, { env: { memory } }).exports;
  } catch (cause) {
    if (!(cause instanceof WebAssembly.LinkError || cause instanceof TypeError)) throw cause;
    throw new KernelError("kernel-abi", `kernels: expected one import, env.memory; ${cause.message}; ${REMEDY}`, {
      cause,
    });
  }
}
