import { KernelError } from "../errors.ts";

/**
 * The layout of the kernels' memory. It is computed before the memory is made:
 *
 *   0 … heapBase     the module's own constants
 *   region 0         starts at heapBase, 64-byte aligned; each further region starts where the one before it ends
 *   arena            scratch of one call: bump allocation, reset afterwards
 */

/** f32 rows are padded to this many lanes. */
const F32_LANES = 4;
/** int8 rows are padded to this many lanes. */
const INT8_LANES = 16;
/** Items are scored in blocks of this many rows; the padding rows are zero. */
export const BLOCK_ITEMS = 4;
/** Largest factor count: beyond it the int8 sums could overflow (assembly/block.ts). */
export const MAXIMUM_FACTOR_COUNT = 512;
/** Rows that the ALS kernels gather at a time (GATHER_ROWS in assembly/als.ts). */
const GATHER_ROWS = 64;
/** Bytes of one entry of a list of the best: score f32, item u32. */
export const HEAP_ENTRY_BYTES = 8;
/** Entries of a shortlist beyond twice as many as are wanted (ROOM in assembly/shortlist.ts). */
const SHORTLIST_ROOM = 64;

/** Dense scores are scanned in steps of this many lanes (STEP in assembly/sparse.ts). */
const SCORE_LANES = 16;

/** Bytes of a page of WebAssembly memory. */
export const PAGE_BYTES = 65_536;
/** Pages of the largest memory with 32-bit addresses: 4 GiB. */
export const MAXIMUM_PAGES = 65_536;
const ALIGNMENT = 64;

const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

/** Lanes of an f32 row. */
export const f32Stride = (factorCount: number): number => roundUp(factorCount, F32_LANES);
/** Lanes of an int8 row. */
export const int8Stride = (factorCount: number): number => roundUp(factorCount, INT8_LANES);
/** Rows of an item matrix with its padding. */
export const paddedItems = (itemCount: number): number => roundUp(itemCount, BLOCK_ITEMS);
/** Bytes of dense scores f32, one an item, with their padding. */
export const scoreBytes = (itemCount: number): number => roundUp(itemCount, SCORE_LANES) * 4;
/** Bytes of the list in which one scan gathers its best k. */
export const shortlistBytes = (k: number): number => (2 * k + SHORTLIST_ROOM) * HEAP_ENTRY_BYTES;
/** Bytes of scratch that the ALS kernels and fold-in need: gathered rows, the matrix, the inverse pivots. */
export const alsScratchBytes = (factorCount: number): number =>
  (GATHER_ROWS + f32Stride(factorCount) + 4) * f32Stride(factorCount) * 4;

/** Lays out consecutive regions. */
export interface Layout {
  /** Reserves a region and returns its offset. */
  region(byteLength: number): number;
  /** First byte after the last region. */
  readonly end: number;
}

export function createLayout(heapBase: number): Layout {
  let end = roundUp(heapBase, ALIGNMENT);
  return {
    region(byteLength) {
      const start = end;
      end = roundUp(start + byteLength, ALIGNMENT);
      return start;
    },
    get end() {
      return end;
    },
  };
}

const REMEDY = "use fewer factors, precision=int8, or fewer weights an item";

/** Pages that hold `byteLength`. Throws KernelError `memory-limit` beyond the 4 GiB of 32-bit WebAssembly. */
export function pagesFor(byteLength: number): number {
  const pages = Math.ceil(byteLength / PAGE_BYTES);
  if (pages > MAXIMUM_PAGES) {
    throw new KernelError(
      "memory-limit",
      `kernels need ${byteLength} bytes, more than the 4 GiB of WebAssembly; ${REMEDY}`,
    );
  }
  return pages;
}

/** Grows a memory until it holds `byteLength`. Throws KernelError `memory-limit` when that much is not available. */
export function reserve(memory: WebAssembly.Memory, byteLength: number): void {
  const missing = pagesFor(byteLength) - memory.buffer.byteLength / PAGE_BYTES;
  if (missing <= 0) return;
  try {
    memory.grow(missing);
  } catch (cause) {
    throw new KernelError(
      "memory-limit",
      `kernels need ${byteLength} bytes, which the platform refuses; ${REMEDY} or a smaller k`,
      { cause },
    );
  }
}

/** The scratch at the end of a memory. Grows the memory when it must, so views are derived after every allocation. */
export interface Arena {
  allocate(byteLength: number): number;
  mark(): number;
  reset(mark: number): void;
}

export function createArena(memory: WebAssembly.Memory, start: number): Arena {
  let top = roundUp(start, ALIGNMENT);
  return {
    allocate(byteLength) {
      const at = top;
      const end = roundUp(at + byteLength, ALIGNMENT);
      reserve(memory, end);
      top = end;
      return at;
    },
    mark: () => top,
    reset: (mark) => {
      top = mark;
    },
  };
}
