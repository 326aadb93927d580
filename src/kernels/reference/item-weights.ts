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

/**
 * lookRows: out[p, c] = Σ_j factors[j, c] · B[rows[j], items[p]] for c < 4, then B[recent[t], items[p]]; f32[items × (4 + recent)].
 * Products and sums are f64 in the order of the rows, as the kernel's.
 */
export function lookRows(
  { columnCount, offsets, indices, values }: CsrMatrix,
  items: Uint32Array,
  rows: Uint32Array,
  factors: Float32Array,
  recent: Uint32Array,
): Float32Array {
  const width = 4 + recent.length;
  const out = new Float32Array(items.length * width);
  const row = new Float64Array(columnCount);
  const readRow = (index: number): void => {
    row.fill(0);
    for (let at = offsets[index]!; at < offsets[index + 1]!; at++) row[indices[at]!] = values[at]!;
  };
  const sums = new Float64Array(items.length * 4);
  for (let place = 0; place < rows.length; place++) {
    readRow(rows[place]!);
    for (let item = 0; item < items.length; item++) {
      // sums[p, c] += factors[j, c] · B[j, p]
      for (let sum = 0; sum < 4; sum++) sums[item * 4 + sum]! += factors[place * 4 + sum]! * row[items[item]!]!;
    }
  }
  for (let item = 0; item < items.length; item++) {
    for (let sum = 0; sum < 4; sum++) out[item * width + sum] = sums[item * 4 + sum]!;
  }
  for (let place = 0; place < recent.length; place++) {
    readRow(recent[place]!);
    for (let item = 0; item < items.length; item++) out[item * width + 4 + place] = row[items[item]!]!;
  }
  return out;
}
