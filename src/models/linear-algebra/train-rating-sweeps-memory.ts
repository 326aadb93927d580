import type { Csr } from "../../data/csr.ts";
import { alsScratchBytes, createLayout, f32Stride } from "../../kernels/layout.ts";

/** Rows that a thread takes at a time. */
export const BLOCK_ROWS = 64;

/** One side of a factorisation of ratings (users or items) in shared memory. */
export interface RatingSweepsSide {
  readonly rowCount: number;
  readonly offsets: number;
  readonly indices: number;
  /** What each rating should come to. */
  readonly targets: number;
  readonly factors: number;
  /** λ of each row. */
  readonly regularization: number;
  /** f64 a block of BLOCK_ROWS rows: its part of the objective. */
  readonly losses: number;
}

/** Where everything lies in the memory that the training threads share; plain numbers, so that it can be posted. */
export interface RatingSweepsMap {
  readonly factorCount: number;
  readonly stride: number;
  readonly users: RatingSweepsSide;
  readonly items: RatingSweepsSide;
  /** i32[2]: next block to take; rows with singular equations. */
  readonly counters: number;
  /** Scratch of thread t at scratch + t · scratchBytes. */
  readonly scratch: number;
  readonly scratchBytes: number;
}

/**
 * Draws up the shared memory: 16 bytes a rating plus the factors.
 */
export function planRatingSweeps(
  heapBase: number,
  users: Csr,
  factorCount: number,
  threadCount: number,
): { map: RatingSweepsMap; byteLength: number } {
  const stride = f32Stride(factorCount);
  const layout = createLayout(heapBase);
  const side = (rowCount: number): RatingSweepsSide => ({
    rowCount,
    offsets: layout.region((rowCount + 1) * 4),
    indices: layout.region(users.indices.length * 4),
    targets: layout.region(users.indices.length * 4),
    factors: layout.region(rowCount * stride * 4),
    regularization: layout.region(rowCount * 4),
    losses: layout.region(Math.ceil(rowCount / BLOCK_ROWS) * 8),
  });
  const userSide = side(users.rowCount);
  const itemSide = side(users.columnCount);
  const counters = layout.region(8);
  const scratchBytes = Math.ceil(alsScratchBytes(factorCount) / 64) * 64;
  const scratch = layout.region(scratchBytes * threadCount);
  return {
    map: { factorCount, stride, users: userSide, items: itemSide, counters, scratch, scratchBytes },
    byteLength: layout.end,
  };
}
