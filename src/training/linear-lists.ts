import { type Csr, transpose } from "../data/csr.ts";
import type { LinearThreads } from "./linear-threads.ts";

/** Lists of fixed length by row that a kernel fills, and the scratch of its threads. */
export interface PlacedLists {
  readonly capacity: number;
  readonly indices: number;
  readonly values: number;
  readonly counts: number;
  readonly scratch: number;
  readonly scratchBytes: number;
}

export function placeLists(
  threads: LinearThreads,
  rowCount: number,
  capacity: number,
  scratchBytes: number,
): PlacedLists {
  const aligned = Math.ceil(scratchBytes / 64) * 64;
  return {
    capacity,
    indices: threads.allocate(rowCount * capacity * 4),
    values: threads.allocate(rowCount * capacity * 4),
    counts: threads.allocate(rowCount * 4),
    scratch: threads.allocate(aligned * threads.threadCount),
    scratchBytes: aligned,
  };
}

/** The lists as a square matrix whose rows they are; its transpose where `turned`. */
export function readLists(threads: LinearThreads, lists: PlacedLists, rowCount: number, turned: boolean): Csr {
  const { capacity } = lists;
  const counts = threads.u32(lists.counts, rowCount);
  const offsets = new Uint32Array(rowCount + 1);
  for (let row = 0; row < rowCount; row++) offsets[row + 1] = offsets[row]! + counts[row]!;
  const indices = new Uint32Array(offsets[rowCount]!);
  const values = new Float32Array(offsets[rowCount]!);
  const fromIndices = threads.u32(lists.indices, rowCount * capacity);
  const fromValues = threads.f32(lists.values, rowCount * capacity);
  for (let row = 0; row < rowCount; row++) {
    const from = row * capacity;
    indices.set(fromIndices.subarray(from, from + counts[row]!), offsets[row]!);
    values.set(fromValues.subarray(from, from + counts[row]!), offsets[row]!);
  }
  // Kernels leave lists in the order of a heap. A transpose comes out in ascending order.
  const columns = transpose({ rowCount, columnCount: rowCount, offsets, indices, values });
  return turned ? columns : transpose(columns);
}
