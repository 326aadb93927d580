import type { Csr } from "../data/csr.ts";

/** u32: the rows of a matrix that have at least one entry, ascending. */
export function rowsWithEntries(matrix: Csr): Uint32Array {
  const rows = Uint32Array.from({ length: matrix.rowCount }, (_, row) => row);
  return rows.filter((row) => matrix.offsets[row + 1]! > matrix.offsets[row]!);
}

/** The rows named by `rows`, in that order, as a matrix of their own. Copies. O(rows + their entries). */
export function selectRows(matrix: Csr, rows: Uint32Array): Csr {
  const offsets = new Uint32Array(rows.length + 1);
  for (const [place, row] of rows.entries()) {
    offsets[place + 1] = offsets[place]! + matrix.offsets[row + 1]! - matrix.offsets[row]!;
  }
  const indices = new Uint32Array(offsets[rows.length]!);
  const values = new Float32Array(indices.length);
  const sequence = matrix.sequence && new Uint32Array(indices.length);
  for (const [place, row] of rows.entries()) {
    const [start, end] = [matrix.offsets[row], matrix.offsets[row + 1]];
    indices.set(matrix.indices.subarray(start, end), offsets[place]);
    values.set(matrix.values.subarray(start, end), offsets[place]);
    if (matrix.sequence) sequence?.set(matrix.sequence.subarray(start, end), offsets[place]);
  }
  return { rowCount: rows.length, columnCount: matrix.columnCount, offsets, indices, values, sequence };
}
