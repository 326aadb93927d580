import type { Csr } from "../../data/csr.ts";
import { alsScratchBytes, createLayout, f32Stride } from "../../kernels/layout.ts";

/** Parts that a Gram matrix is summed in: fixed, so that the sums do not depend on how many threads share them. */
export const GRAM_PARTS = 16;
/** Rows that a thread takes at a time. */
export const BLOCK_ROWS = 64;

/** One side of the factorisation (users or items) in shared memory: its interactions and its factors. */
export interface AlsSide {
  readonly rowCount: number;
  readonly offsets: number;
  readonly indices: number;
  readonly weights: number;
  readonly factors: number;
  /** λ of each row. */
  readonly regularization: number;
  /** Partial Gram matrices, then the whole one scaled by α₀. */
  readonly gramParts: number;
  readonly gram: number;
  /** f64 a block of BLOCK_ROWS rows: its part of the objective. */
  readonly losses: number;
}

/** Where everything lies in the memory that the training threads share; plain numbers, so that it can be posted. */
export interface AlsMemoryMap {
  readonly factorCount: number;
  readonly stride: number;
  readonly users: AlsSide;
  readonly items: AlsSide;
  /** i32[2]: next block to take; rows with singular equations. */
  readonly counters: number;
  /** Scratch of thread t at scratch + t · scratchBytes. */
  readonly scratch: number;
  readonly scratchBytes: number;
  /** A score for each interaction of the longest row, of thread t at predictions + t · predictionBytes. */
  readonly predictions: number;
  readonly predictionBytes: number;
}

/** Draws up the shared memory: about three times the interactions' binary size plus the factors. */
export function planAlsMemory(
  heapBase: number,
  users: Csr,
  factorCount: number,
  threadCount: number,
): { map: AlsMemoryMap; byteLength: number } {
  const stride = f32Stride(factorCount);
  const layout = createLayout(heapBase);
  const side = (rowCount: number): AlsSide => ({
    rowCount,
    offsets: layout.region((rowCount + 1) * 4),
    indices: layout.region(users.indices.length * 4),
    weights: layout.region(users.indices.length * 4),
    factors: layout.region(rowCount * stride * 4),
    regularization: layout.region(rowCount * 4),
    gramParts: layout.region(GRAM_PARTS * stride * stride * 4),
    gram: layout.region(stride * stride * 4),
    losses: layout.region(Math.ceil(rowCount / BLOCK_ROWS) * 8),
  });
  const userSide = side(users.rowCount);
  const itemSide = side(users.columnCount);
  const counters = layout.region(8);
  const scratchBytes = Math.ceil(alsScratchBytes(factorCount) / 64) * 64;
  const scratch = layout.region(scratchBytes * threadCount);
  const predictionBytes = Math.ceil((longestRow(users) * 4) / 64) * 64;
  const predictions = layout.region(predictionBytes * threadCount);
  return {
    map: {
      ...{ factorCount, stride, users: userSide, items: itemSide, counters },
      ...{ scratch, scratchBytes, predictions, predictionBytes },
    },
    byteLength: layout.end,
  };
}

/** The most interactions of a user or an item. */
function longestRow({ rowCount, columnCount, offsets, indices }: Csr): number {
  let longest = 0;
  for (let row = 0; row < rowCount; row++) longest = Math.max(longest, offsets[row + 1]! - offsets[row]!);
  const counts = new Uint32Array(columnCount);
  for (const column of indices) longest = Math.max(longest, ++counts[column]!);
  return longest;
}
