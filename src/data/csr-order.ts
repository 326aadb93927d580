/** Rows of a matrix in another order: apart from what finds the order, for what only serves. */
import { type Csr, transpose } from "./csr.ts";

/**
 * The matrix as an artefact stores it where the order is known: the entries of each row oldest first, so that `indices` are the
 * sequence themselves. Unchanged where no order is known. O(entries + columns).
 */
export function oldestFirst(matrix: Csr): Csr {
  const { rowCount, columnCount, offsets, indices, sequence } = matrix;
  if (!sequence || sequence === indices) return matrix;
  const values = new Float32Array(indices.length);
  const entryOf = new Uint32Array(columnCount);
  for (let row = 0; row < rowCount; row++) {
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) entryOf[indices[entry]!] = entry;
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) values[at] = matrix.values[entryOf[sequence[at]!]!]!;
  }
  return { rowCount, columnCount, offsets, indices: sequence, values, sequence };
}

/** A matrix whose columns ascend in each row, of one that an artefact stores oldest first; others unchanged. O(entries). */
export function ascendingRows(matrix: Csr): Csr {
  const { indices, sequence } = matrix;
  if (!sequence || sequence !== indices) return matrix;
  return { ...transpose(transpose(matrix)), sequence };
}
