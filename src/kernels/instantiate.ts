import { KernelError } from "../errors.ts";
import { type Arities, KERNEL_ARITIES, type KernelExports } from "./abi.ts";

const REMEDY = "the module belongs to another version; run: npm run build:kernels";

/**
 * Instantiates a compiled kernel module on the host's memory. Throws KernelError `kernel-abi` when an export is missing
 * or takes another number of parameters, or when the module imports anything besides such a memory. `arities` are those of a module with fewer kernels.
 */
export function instantiateKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  arities: Arities = KERNEL_ARITIES,
): KernelExports {
  // Checked name by name: only here and in instantiate-training.ts are the untyped exports cast.
  return instantiate(module, memory, arities) as unknown as KernelExports;
}

/** The exports of a module, where each has the stated number of parameters. Throws as instantiateKernels does. */
export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  arities: Readonly<Partial<Record<string, number>>>,
): WebAssembly.Exports {
  const exports = link(module, memory);
  for (const [name, arity] of Object.entries(arities)) {
    const kernel = exports[name];
    if (typeof kernel !== "function" || kernel.length !== arity) {
      const got = typeof kernel === "function" ? `one of ${kernel.length}` : typeof kernel;
      throw new KernelError(
        "kernel-abi",
        `kernel ${name}: expected a function of ${arity} parameters, got ${got}; ${REMEDY}`,
      );
    }
  }
  return exports;
}

function link(module: WebAssembly.Module, memory: WebAssembly.Memory): WebAssembly.Exports {
  try {
    return new WebAssembly.Instance(module, { env: { memory } }).exports;
  } catch (cause) {
    if (!(cause instanceof WebAssembly.LinkError || cause instanceof TypeError)) throw cause;
    throw new KernelError("kernel-abi", `kernels: expected one import, env.memory; ${cause.message}; ${REMEDY}`, {
      cause,
    });
  }
}
