import { KernelError } from "../errors.ts";
import { MAXIMUM_PAGES } from "../kernels/layout.ts";

/**
 * A memory of so many pages for training threads. Throws KernelError `memory-limit` that names the bytes when the machine
 * does not give it.
 */
export function sharedMemory(pages: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: MAXIMUM_PAGES, shared: true });
  } catch (cause) {
    const bytes = pages * 65_536;
    throw new KernelError(
      "memory-limit",
      `training needs ${bytes} bytes, which this machine does not give; use fewer factors`,
      { cause },
    );
  }
}
