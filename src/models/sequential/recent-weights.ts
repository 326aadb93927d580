/**
 * f32[items]: decay^(d−1) for the d-th item from the end of a sequence, d ≤ window; 0 for the others. `items` ascend, and those
 * of the sequence, oldest first, are among them. O(items + window · log items).
 */
export function recentWeights(
  items: Uint32Array,
  sequence: Uint32Array | undefined,
  window: number,
  decay: number,
): Float32Array {
  const weights = new Float32Array(items.length);
  const last = sequence?.subarray(-window) ?? NONE;
  let weight = 1;
  for (const item of last.toReversed()) {
    weights[placeOf(items, item)] = weight;
    weight *= decay;
  }
  return weights;
}

const NONE = new Uint32Array(0);

/** The place of an item in an ascending list that has it. */
function placeOf(items: Uint32Array, item: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle]! < item) low = middle + 1;
    else high = middle;
  }
  return low;
}
