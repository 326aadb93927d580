import type { Matrix } from "./matrix.ts";

/** Sparse rows as the kernels see them. */
export interface SparseRows {
  readonly rowCount: number;
  readonly offsets: ArrayLike<number>;
  readonly indices: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** out[r, :] = Σ_(c∈row r) value_rc · X[c, :]. f64[rows × columns of X]. */
export function sparseDense(sparse: SparseRows, dense: Matrix): Float64Array {
  const width = dense.columnCount;
  const out = new Float64Array(sparse.rowCount * width);
  for (let row = 0; row < sparse.rowCount; row++) {
    for (let entry = sparse.offsets[row]!; entry < sparse.offsets[row + 1]!; entry++) {
      const from = sparse.indices[entry]! * width;
      for (let column = 0; column < width; column++) {
        out[row * width + column]! += sparse.values[entry]! * dense.values[from + column]!;
      }
    }
  }
  return out;
}

/** out = R·M. f64[rows of R × columns of M]. */
export function denseProduct(rows: Matrix, matrix: Matrix): Float64Array {
  const out = new Float64Array(rows.rowCount * matrix.columnCount);
  for (let row = 0; row < rows.rowCount; row++) {
    for (let inner = 0; inner < rows.columnCount; inner++) {
      const left = rows.values[row * rows.columnCount + inner]!;
      for (let column = 0; column < matrix.columnCount; column++) {
        out[row * matrix.columnCount + column]! += left * matrix.values[inner * matrix.columnCount + column]!;
      }
    }
  }
  return out;
}
