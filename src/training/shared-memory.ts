import { KernelError } from "../errors.ts";
import { instantiateTrainingKernels } from "../kernels/instantiate.ts";
import { MAXIMUM_PAGES } from "../kernels/layout.ts";
import { machineBytes } from "./memory-limit.ts";

const PAGE_BYTES = 65_536;
const REMEDY = "use fewer factors, or leave out rare users and items";

/** First byte that the training module leaves to the host. */
export function trainingHeapBase(module: WebAssembly.Module): number {
  const probe = new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_PAGES, shared: true });
  return instantiateTrainingKernels(module, probe).heapBase();
}

/**
 * A memory for training threads that holds so many bytes. Throws KernelError `memory-limit` that names them where 32-bit addresses do
 * not reach, the machine has less, or does not give it.
 */
export function trainingMemory(byteLength: number): WebAssembly.Memory {
  const pages = Math.ceil(byteLength / PAGE_BYTES);
  const refuse = (reason: string, cause?: unknown): never => {
    throw new KernelError("memory-limit", `training needs ${byteLength} bytes, ${reason}; ${REMEDY}`, { cause });
  };
  if (pages > MAXIMUM_PAGES) refuse(`more than the ${MAXIMUM_PAGES * PAGE_BYTES} that WebAssembly addresses`);
  const machine = machineBytes();
  if (byteLength > machine) refuse(`more than the ${machine} of this machine`);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: MAXIMUM_PAGES, shared: true });
  } catch (cause) {
    return refuse("which this machine does not give", cause);
  }
}

/** The same by pages. */
export const sharedMemory = (pages: number): WebAssembly.Memory => trainingMemory(pages * PAGE_BYTES);
