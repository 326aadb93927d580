import type { CsrMatrix } from "../csr-matrix.ts";

/** addRows: scores[i] = Σ_j weights[j] · B[rows[j], i], f64[columns]. selectScores is topK of reference/scan.ts. */
export function addRows(matrix: CsrMatrix, rows: ArrayLike<number>, weights: ArrayLike<number>): Float64Array {
  const scores = new Float64Array(matrix.columnCount);
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place]!;
    for (let at = matrix.offsets[row]!; at < matrix.offsets[row + 1]!; at++) {
      // scores[i] += weight_j · B[j, i]
      const column = matrix.indices[at]!;
      scores[column] = scores[column]! + weights[place]! * matrix.values[at]!;
    }
  }
  return scores;
}
