import { alsScratchBytes, f32Stride, type Layout } from "../kernels/layout.ts";

/** Rows that a thread takes at a time. */
export const BLOCK_ROWS = 64;

/** One side of a factorisation (users or items) in shared memory: its interactions and its factors. */
export interface SweepsSide {
  readonly rowCount: number;
  readonly offsets: number;
  readonly indices: number;
  /** f32 an interaction: its weight, or what the rating should come to. */
  readonly values: number;
  readonly factors: number;
  /** λ of each row. */
  readonly regularization: number;
  /** f64 a block of BLOCK_ROWS rows: its part of the objective. */
  readonly losses: number;
}

/** Where everything lies in the memory that the training threads share; plain numbers, so that it can be posted. */
export interface SweepsMap<Side extends SweepsSide = SweepsSide> {
  readonly factorCount: number;
  readonly stride: number;
  readonly users: Side;
  readonly items: Side;
  /** i32[2]: next block to take; rows with singular equations. */
  readonly counters: number;
  /** Scratch of thread t at scratch + t · scratchBytes. */
  readonly scratch: number;
  readonly scratchBytes: number;
}

/** Sizes of the data. */
export interface SweepsShape {
  readonly users: number;
  readonly items: number;
  readonly interactions: number;
}

/** Draws up what every factorisation by sweeps shares: 16 bytes an interaction plus the factors. */
export function planSweeps(layout: Layout, shape: SweepsShape, factorCount: number, threadCount: number): SweepsMap {
  const stride = f32Stride(factorCount);
  const side = (rowCount: number): SweepsSide => ({
    rowCount,
    offsets: layout.region((rowCount + 1) * 4),
    indices: layout.region(shape.interactions * 4),
    values: layout.region(shape.interactions * 4),
    factors: layout.region(rowCount * stride * 4),
    regularization: layout.region(rowCount * 4),
    losses: layout.region(Math.ceil(rowCount / BLOCK_ROWS) * 8),
  });
  const users = side(shape.users);
  const items = side(shape.items);
  const counters = layout.region(8);
  const scratchBytes = Math.ceil(alsScratchBytes(factorCount) / 64) * 64;
  const scratch = layout.region(scratchBytes * threadCount);
  return { factorCount, stride, users, items, counters, scratch, scratchBytes };
}

/**
 * What a training takes whose kernel memory is drawn up so: beside it the interactions by items, and the factors that are
 * read out, those of items once more in the index that serves them.
 */
export function sweepsMemory(
  { end }: Layout,
  factors: number,
  { users, items, interactions }: SweepsShape,
): { readonly kernelBytes: number; readonly heapBytes: number; readonly remedy: string } {
  const heapBytes = 8 * interactions + 4 * factors * (users + 2 * items);
  return { kernelBytes: end, heapBytes, remedy: "use fewer factors, or leave out rare users and items" };
}
