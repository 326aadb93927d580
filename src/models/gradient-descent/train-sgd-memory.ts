import { createLayout, f32Stride } from "../../kernels/layout.ts";
import type { DataShape, MemoryEstimate } from "../train-model.ts";
import { partsOf } from "./train-sgd-strata.ts";

/** Bytes of one rating in the kernels' order: user u32, item u32, rating f32. */
export const ENTRY_BYTES = 12;
/** f32 numbers that the kernels read their settings from (assembly/sgd.ts). */
export const SETTINGS = 7;

/** One side of the factorisation in shared memory. */
export interface SgdSide {
  readonly rowCount: number;
  readonly factors: number;
  readonly biases: number;
  /** s of each row. */
  readonly scales: number;
}

/** Where everything lies in the memory that the training threads share; plain numbers, so that it can be posted. */
export interface SgdMemoryMap {
  readonly factorCount: number;
  readonly stride: number;
  readonly parts: number;
  readonly ratingCount: number;
  readonly entries: number;
  /** u32[parts² + 1] */
  readonly blockOffsets: number;
  readonly users: SgdSide;
  readonly items: SgdSide;
  readonly settings: number;
  /** f64[parts²]: Σ e² of each block. */
  readonly squares: number;
  /** i32: next block to take. */
  readonly counter: number;
}

/** Reserves one side's regions. */
export function sgdSide(layout: ReturnType<typeof createLayout>, rowCount: number, stride: number): SgdSide {
  return {
    rowCount,
    factors: layout.region(rowCount * stride * 4),
    biases: layout.region(rowCount * 4),
    scales: layout.region(rowCount * 4),
  };
}

/** Draws up the shared memory: 12 bytes a rating, and the factors. */
export function planSgdMemory(
  heapBase: number,
  { users, items, interactions: ratingCount }: DataShape,
  factorCount: number,
): { map: SgdMemoryMap; byteLength: number } {
  const stride = f32Stride(factorCount);
  const parts = partsOf(ratingCount);
  const layout = createLayout(heapBase);
  const map: SgdMemoryMap = {
    factorCount,
    stride,
    parts,
    ratingCount,
    entries: layout.region(ratingCount * ENTRY_BYTES),
    blockOffsets: layout.region((parts * parts + 1) * 4),
    users: sgdSide(layout, users, stride),
    items: sgdSide(layout, items, stride),
    settings: layout.region(SETTINGS * 4),
    squares: layout.region(parts * parts * 8),
    counter: layout.region(4),
  };
  return { map, byteLength: layout.end };
}

/** What training by these steps takes. */
export function sgdMemory({ factors }: { readonly factors: number }, shape: DataShape): MemoryEstimate {
  return trainedRows(planSgdMemory(0, shape, factors).byteLength, factors, shape);
}

/** Kernel memory of so many bytes, and beside it the factors and biases of both sides that come out. */
export function trainedRows(kernelBytes: number, factors: number, { users, items }: DataShape): MemoryEstimate {
  const heapBytes = 4 * (users + items) * (factors + 1);
  return { kernelBytes, heapBytes, remedy: `use fewer factors (now ${factors}), or leave out rare users and items` };
}
