/** Rows of numbers, row-major and without padding: what the kernels see as padded f32 or int8 rows. */
export interface Matrix {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly values: ArrayLike<number>;
}

/** Copies row `index`. */
export function rowOf({ columnCount, values }: Matrix, index: number): Float64Array {
  return Float64Array.from({ length: columnCount }, (_, column) => values[index * columnCount + column]!);
}

/** Σ_d a[d] · b[d], in ascending order of d. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}

/** dotsF32: out[i, q] = Σ_d rows[items[i], d] · queries[q, d]. f64[items × queries] */
export function dots(rows: Matrix, items: ArrayLike<number>, queries: Matrix): Float64Array {
  const width = queries.rowCount;
  return Float64Array.from({ length: items.length * width }, (_, at) =>
    dot(rowOf(rows, items[Math.floor(at / width)]!), rowOf(queries, at % width)),
  );
}

/** ‖a‖ = √(Σ_d a[d]²) */
export function norm(a: ArrayLike<number>): number {
  return Math.sqrt(dot(a, a));
}

/** G[r, c] = Σ_i rows[i, r] · rows[i, c]: the Gram matrix YᵀY. f64[columns × columns], symmetric. */
export function gram(rows: Matrix): Float64Array {
  const size = rows.columnCount;
  const out = new Float64Array(size * size);
  for (let i = 0; i < rows.rowCount; i++) {
    const y = rowOf(rows, i);
    for (let r = 0; r < size; r++) {
      for (let c = 0; c < size; c++) out[r * size + c] = out[r * size + c]! + y[r]! * y[c]!;
    }
  }
  return out;
}

/** out = A·x for a square A f64[size × size]. */
export function multiply(matrix: Float64Array, x: ArrayLike<number>): Float64Array {
  const size = x.length;
  return Float64Array.from({ length: size }, (_, r) => dot(matrix.subarray(r * size, (r + 1) * size), x));
}
