import { KernelError } from "../errors.ts";
import { sharesMemory } from "../platform.ts";
import { instantiateTrainingKernels } from "./instantiate-training.ts";
import { MAXIMUM_PAGES, PAGE_BYTES } from "./layout.ts";
import type { TrainingExports } from "./training-abi.ts";

/** The first byte that the module of training kernels leaves free. */
export function trainingHeapBase(module: WebAssembly.Module): number {
  return instantiateTrainingKernels(module, memoryOfPages(1, 1)).heapBase();
}

/** A memory such as the training kernels of this platform take. Views on one that may grow are derived when they are needed. */
export function memoryOfPages(initial: number, maximum: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial, maximum, shared: sharesMemory() });
}

/** Whose memory it is, for the error where there is not enough. */
export interface MemoryClaim {
  /** Who needs it: the name of a model, or what is done. */
  readonly owner: string;
  /** What to do about it. */
  readonly remedy: string;
  /** Bytes of the machine, where they are known. */
  readonly machineBytes?: number;
}

/**
 * A memory that threads can share where there are some, of whole pages filled with zeros; it never grows, so views on it may be kept. Throws
 * KernelError `memory-limit` that names the owner, the bytes and the remedy where 32-bit addresses do not reach, the machine
 * has less, or does not give it.
 */
export function sharedMemory(byteLength: number, claim: MemoryClaim): WebAssembly.Memory {
  const { owner, remedy, machineBytes = Number.POSITIVE_INFINITY } = claim;
  const pages = Math.ceil(byteLength / PAGE_BYTES);
  const refuse = (reason: string, cause?: unknown): never => {
    throw new KernelError("memory-limit", `${owner} needs ${byteLength} bytes, ${reason}; ${remedy}`, { cause });
  };
  if (pages > MAXIMUM_PAGES) refuse(`more than the ${MAXIMUM_PAGES * PAGE_BYTES} that WebAssembly addresses`);
  if (byteLength > machineBytes) refuse(`more than the ${machineBytes} of this machine`);
  try {
    return memoryOfPages(pages, pages);
  } catch (cause) {
    return refuse("which this machine does not give", cause);
  }
}

/** Kernels on a memory of exactly this size. */
export interface FixedKernels {
  readonly memory: WebAssembly.Memory;
  readonly kernels: TrainingExports;
}

/** Makes a memory that holds `byteLength`, and the training kernels on it. Throws KernelError `memory-limit`. */
export function fixedKernels(
  module: WebAssembly.Module,
  model: string,
  byteLength: number,
  remedy: string,
): FixedKernels {
  const memory = sharedMemory(byteLength, { owner: model, remedy });
  return { memory, kernels: instantiateTrainingKernels(module, memory) };
}
