import type { Csr } from "../data/csr.ts";

/** u32: the rows of a matrix that have at least one entry, ascending. */
export function rowsWithEntries(matrix: Csr): Uint32Array {
  const rows = Uint32Array.from({ length: matrix.rowCount }, (_, row) => row);
  return rows.filter((row) => matrix.offsets[row + 1]! > matrix.offsets[row]!);
}
