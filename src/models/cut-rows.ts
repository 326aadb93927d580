import type { Csr } from "../data/csr.ts";

/**
 * Each row cut to its `keep` entries of the largest absolute value; of equal ones the lower column stays. Columns still
 * ascend. The matrix itself where no row is longer. O(entries · log longest row).
 */
export function cutRows(matrix: Csr, keep: number): Csr {
  const { rowCount, offsets, indices, values } = matrix;
  const kept = new Uint32Array(rowCount + 1);
  for (let row = 0; row < rowCount; row++) {
    kept[row + 1] = kept[row]! + Math.min(keep, offsets[row + 1]! - offsets[row]!);
  }
  if (kept[rowCount] === indices.length) return matrix;
  const cut = {
    ...{ rowCount, columnCount: matrix.columnCount, offsets: kept },
    ...{ indices: new Uint32Array(kept[rowCount]!), values: new Float32Array(kept[rowCount]!) },
  };
  for (let row = 0; row < rowCount; row++) {
    const [start, end] = [offsets[row]!, offsets[row + 1]!];
    const places = Uint32Array.from({ length: end - start }, (_, place) => start + place);
    // Places of a row ascend as its columns do: they settle ties.
    const strongest =
      places.length <= keep
        ? places
        : places
            .sort((a, b) => Math.abs(values[b]!) - Math.abs(values[a]!) || a - b)
            .subarray(0, keep)
            .sort();
    for (const [place, at] of strongest.entries()) {
      cut.indices[kept[row]! + place] = indices[at]!;
      cut.values[kept[row]! + place] = values[at]!;
    }
  }
  return cut;
}
