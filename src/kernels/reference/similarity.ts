/** A matrix by columns: column c has the rows indices[offsets[c]] … indices[offsets[c + 1] − 1], with values. */
export interface ReferenceColumns {
  readonly rowCount: number;
  readonly offsets: ArrayLike<number>;
  readonly rows: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** A query row: its columns and values. */
export interface ReferenceQuery {
  readonly columns: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** The sums of assembly/similarity.ts for one row, in f64. */
export interface SharedSums {
  n: number;
  /** Σ (x − y)² */
  differences: number;
  /** Number of columns with x = y. */
  equal: number;
  xy: number;
  xx: number;
  yy: number;
  x: number;
  y: number;
}

/** The sums of the query with every row. */
export function sharedSums(matrix: ReferenceColumns, query: ReferenceQuery): SharedSums[] {
  const all = Array.from({ length: matrix.rowCount }, (): SharedSums => {
    return { n: 0, differences: 0, equal: 0, xy: 0, xx: 0, yy: 0, x: 0, y: 0 };
  });
  for (let place = 0; place < query.columns.length; place++) {
    const x = query.values[place]!;
    const column = query.columns[place]!;
    for (let at = matrix.offsets[column]!; at < matrix.offsets[column + 1]!; at++) {
      const y = matrix.values[at]!;
      const sums = all[matrix.rows[at]!]!;
      sums.n += 1;
      sums.differences += (x - y) ** 2;
      sums.equal += x === y ? 1 : 0;
      sums.xy += x * y;
      sums.xx += x * x;
      sums.yy += y * y;
      sums.x += x;
      sums.y += y;
    }
  }
  return all;
}

/** The formulas of finishSimilarities before minimum support and shrinkage; NaN where the denominator is 0. */
export const REFERENCE_SIMILARITIES = {
  msd: ({ n, differences }: SharedSums) => 1 / (1 + differences / n),
  jaccard: ({ n }: SharedSums, a: number, b: number) => n / (a + b - n),
  ratingJaccard: ({ n, equal }: SharedSums, a: number, b: number) => equal / (a + b - n),
  cosine: ({ xy, xx, yy }: SharedSums) => xy / Math.sqrt(xx * yy),
  pearson: ({ n, xy, xx, yy, x, y }: SharedSums) => (n * xy - x * y) / Math.sqrt((n * xx - x * x) * (n * yy - y * y)),
} as const;

/** The k nearest rows with a similarity above 0: similarity descending, then index ascending. */
export function nearest(similarities: ArrayLike<number>, rows: ArrayLike<number>, k: number): number[] {
  return Array.from(rows)
    .filter((row) => similarities[row]! > 0)
    .sort((first, second) => similarities[second]! - similarities[first]! || first - second)
    .slice(0, k);
}
