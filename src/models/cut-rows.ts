import type { Csr } from "../data/csr.ts";

/**
 * Each row cut to its `keep` entries of the largest absolute value; of equal ones the lower column stays. Columns still
 * ascend. The matrix itself where no row is longer. O(entries · log keep), and little more than O(entries) where rows are long.
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
    const strongest = end - start <= keep ? allBetween(start, end) : strongestOf(values, start, end, keep);
    for (const [place, at] of strongest.entries()) {
      cut.indices[kept[row]! + place] = indices[at]!;
      cut.values[kept[row]! + place] = values[at]!;
    }
  }
  return cut;
}

function allBetween(start: number, end: number): Uint32Array {
  return Uint32Array.from({ length: end - start }, (_, place) => start + place);
}

/** Places of the `keep` largest absolute values between start and end, ascending: a heap of the best, the worst on top. */
function strongestOf(values: Float32Array, start: number, end: number, keep: number): Uint32Array {
  const heap = allBetween(start, start + keep);
  const strength = Float32Array.from(heap, (at) => Math.abs(values[at]!));
  // Of equal ones the later is the worse.
  const isWorse = (a: number, b: number): boolean =>
    strength[a]! < strength[b]! || (strength[a] === strength[b] && heap[a]! > heap[b]!);
  const sink = (from: number): void => {
    let place = from;
    for (;;) {
      const left = 2 * place + 1;
      if (left >= keep) return;
      const child = left + 1 < keep && isWorse(left + 1, left) ? left + 1 : left;
      if (!isWorse(child, place)) return;
      [heap[place], heap[child]] = [heap[child]!, heap[place]!];
      [strength[place], strength[child]] = [strength[child]!, strength[place]!];
      place = child;
    }
  };
  for (let place = (keep >> 1) - 1; place >= 0; place--) sink(place);
  for (let at = start + keep; at < end; at++) {
    const found = Math.abs(values[at]!);
    if (found <= strength[0]!) continue;
    heap[0] = at;
    strength[0] = found;
    sink(0);
  }
  return heap.sort();
}
