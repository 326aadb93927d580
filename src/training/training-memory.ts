import { KernelError } from "../errors.ts";
import { instantiateTrainingKernels } from "../kernels/instantiate.ts";
import { MAXIMUM_PAGES } from "../kernels/layout.ts";

/** First byte that the training module leaves to the host. */
export function trainingHeapBase(module: WebAssembly.Module): number {
  const probe = new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_PAGES, shared: true });
  return instantiateTrainingKernels(module, probe).heapBase();
}

/** A memory that training threads share. Throws KernelError `memory-limit` when the machine does not give it. */
export function trainingMemory(pages: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: MAXIMUM_PAGES, shared: true });
  } catch (cause) {
    throw new KernelError(
      "memory-limit",
      `training needs ${pages * 65_536} bytes, which this machine does not give; use fewer factors`,
      { cause },
    );
  }
}
