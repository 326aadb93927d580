import { KernelError } from "../errors.ts";
import { KERNEL_ARITIES, type KernelExports } from "./abi.ts";
import { TRAINING_ARITIES, type TrainingExports } from "./training-abi.ts";

const REMEDY = "the module belongs to another version; run: npm run build:kernels";

/**
 * Instantiates a compiled kernel module on the host's memory. Throws KernelError `kernel-abi` when an export is missing
 * or takes another number of parameters, or when the module imports anything besides such a memory.
 */
export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  // Checked name by name: only here and below are the untyped exports cast.
  return instantiate(module, memory, KERNEL_ARITIES) as unknown as KernelExports;
}

/** The same for the module of training threads, which has more kernels and needs a shared memory. */
export function instantiateTrainingKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): TrainingExports {
  return instantiate(module, memory, TRAINING_ARITIES) as unknown as TrainingExports;
}

function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  arities: Readonly<Record<string, number>>,
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
