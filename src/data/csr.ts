import { checkLength } from "../check.ts";

/**
 * Sparse matrix in compressed rows: the entries of row r are `indices[offsets[r] … offsets[r+1])` with parallel
 * `values`. Within a row the column indices ascend and are unique.
 */
export interface Csr {
  readonly rowCount: number;
  readonly columnCount: number;
  /** u32[rowCount + 1], starts at 0, non-decreasing. */
  readonly offsets: Uint32Array;
  /** u32[entries], column indices. */
  readonly indices: Uint32Array;
  /** f32[entries]. */
  readonly values: Float32Array;
  /**
   * u32[entries] by the same offsets: the columns of each row once more, oldest first. Absent where no order is known
   * (sequences.ts, csr-order.ts).
   */
  readonly sequence?: Uint32Array | undefined;
}

/**
 * Builds a CSR matrix from coordinates (counting sort by column, then by row; stable). Duplicated coordinates are not
 * merged: aggregate before. O(entries + rows + columns).
 */
export function csrFromCoordinates(
  rowCount: number,
  columnCount: number,
  rows: Uint32Array,
  columns: Uint32Array,
  values: Float32Array,
): Csr {
  checkLength("columns", columns.length, rows.length);
  checkLength("values", values.length, rows.length);
  const byColumn = bucket(columnCount, columns, rows, values);
  const columnOf = expand(byColumn.offsets, rows.length);
  const byRow = bucket(rowCount, byColumn.indices, columnOf, byColumn.values);
  return { rowCount, columnCount, ...byRow };
}

/** Transpose: rows become columns. Entries of a row ascend again; they have no order in time. O(entries + rows + columns). */
export function transpose(matrix: Csr): Csr {
  const rowOf = expand(matrix.offsets, matrix.indices.length);
  const byColumn = bucket(matrix.columnCount, matrix.indices, rowOf, matrix.values);
  return { rowCount: matrix.columnCount, columnCount: matrix.rowCount, ...byColumn };
}

/** Column indices of one row; a view, not a copy. */
export function rowIndices(matrix: Csr, row: number): Uint32Array {
  return matrix.indices.subarray(matrix.offsets[row], matrix.offsets[row + 1]);
}

/** Values of one row; a view, not a copy. */
export function rowValues(matrix: Csr, row: number): Float32Array {
  return matrix.values.subarray(matrix.offsets[row], matrix.offsets[row + 1]);
}

/** Columns of one row, oldest first; a view. undefined where no order is known. */
export function rowSequence(matrix: Csr, row: number): Uint32Array | undefined {
  return matrix.sequence?.subarray(matrix.offsets[row], matrix.offsets[row + 1]);
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

/** The matrix with these of its entries alone, which ascend; without their order. O(rows + entries). */
export function withEntries(matrix: Csr, entries: Uint32Array): Csr {
  const offsets = new Uint32Array(matrix.rowCount + 1);
  for (let row = 0, at = 0; row < matrix.rowCount; row++) {
    while (at < entries.length && entries[at]! < matrix.offsets[row + 1]!) at++;
    offsets[row + 1] = at;
  }
  const [indices, values] = [new Uint32Array(entries.length), new Float32Array(entries.length)];
  for (const [at, entry] of entries.entries()) {
    indices[at] = matrix.indices[entry]!;
    values[at] = matrix.values[entry]!;
  }
  return { rowCount: matrix.rowCount, columnCount: matrix.columnCount, offsets, indices, values };
}

function bucket(
  keyCount: number,
  keys: Uint32Array,
  partners: Uint32Array,
  values: Float32Array,
): { offsets: Uint32Array; indices: Uint32Array; values: Float32Array } {
  const offsets = new Uint32Array(keyCount + 1);
  for (const key of keys) offsets[key + 1]! += 1;
  for (let key = 0; key < keyCount; key++) offsets[key + 1]! += offsets[key]!;
  const next = offsets.slice(0, keyCount);
  const indices = new Uint32Array(keys.length);
  const sorted = new Float32Array(keys.length);
  for (let entry = 0; entry < keys.length; entry++) {
    const place = next[keys[entry]!]!++;
    indices[place] = partners[entry]!;
    sorted[place] = values[entry]!;
  }
  return { offsets, indices, values: sorted };
}

function expand(offsets: Uint32Array, entryCount: number): Uint32Array {
  const rows = new Uint32Array(entryCount);
  for (let row = 0; row + 1 < offsets.length; row++) rows.fill(row, offsets[row], offsets[row + 1]);
  return rows;
}
