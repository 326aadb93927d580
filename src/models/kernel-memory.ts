import { KernelError } from "../errors.ts";
import { instantiateTrainingKernels } from "../kernels/instantiate.ts";
import { MAXIMUM_PAGES } from "../kernels/layout.ts";
import type { TrainingExports } from "../kernels/training-abi.ts";

const PAGE_BYTES = 65_536;

/** The first byte that the module of training kernels leaves free. */
export function trainingHeapBase(module: WebAssembly.Module): number {
  return instantiateTrainingKernels(
    module,
    new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }),
  ).heapBase();
}

/** Kernels on a memory of exactly this size. It never grows, so views on it may be kept. */
export interface FixedKernels {
  readonly memory: WebAssembly.Memory;
  readonly kernels: TrainingExports;
}

/**
 * Makes a memory that holds `byteLength`, filled with zeros, and the training kernels on it. Throws KernelError `memory-limit`
 * that names the model, the bytes and the remedy where 32-bit addresses do not reach, or the machine refuses.
 */
export function fixedKernels(
  module: WebAssembly.Module,
  model: string,
  byteLength: number,
  remedy: string,
): FixedKernels {
  const pages = Math.ceil(byteLength / PAGE_BYTES);
  const refuse = (reason: string, cause?: unknown): never => {
    throw new KernelError("memory-limit", `${model} needs ${byteLength} bytes, ${reason}; ${remedy}`, { cause });
  };
  if (pages > MAXIMUM_PAGES) refuse(`expected at most the ${MAXIMUM_PAGES * PAGE_BYTES} that WebAssembly addresses`);
  try {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    return { memory, kernels: instantiateTrainingKernels(module, memory) };
  } catch (cause) {
    if (cause instanceof KernelError) throw cause;
    return refuse("which this machine does not give", cause);
  }
}
