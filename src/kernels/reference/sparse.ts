/** Sparse rows as the kernels see them: entries offsets[r] … offsets[r + 1] of `indices` and `values` are those of row r. */
export interface SparseRows {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly offsets: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

export const rowIndices = ({ offsets, indices }: SparseRows, row: number): Uint32Array =>
  indices.subarray(offsets[row], offsets[row + 1]);

export const rowValues = ({ offsets, values }: SparseRows, row: number): Float32Array =>
  values.subarray(offsets[row], offsets[row + 1]);
