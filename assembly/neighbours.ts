/*
 * From similarities to neighbours. Nearer is: the greater similarity, then the lower row index. Only similarities above 0 make
 * neighbours; NaN never does.
 */

/** Bytes of a heap entry: similarity f64, place u32, unused u32. */
const ENTRY: usize = 16;

// @ts-ignore: decorator
@inline
function isFarther(similarity: f64, place: u32, entry: usize): bool {
  const other = load<f64>(entry);
  return similarity < other || (similarity == other && place > load<u32>(entry, 8));
}

// @ts-ignore: decorator
@inline
function put(entry: usize, similarity: f64, place: u32): void {
  store<f64>(entry, similarity);
  store<u32>(entry, place, 8);
}

/** Lets an entry rise from place `at` of a heap whose root is the farthest. */
function rise(heapPtr: usize, at: usize, similarity: f64, place: u32): void {
  while (at > 0) {
    const parent = heapPtr + ((at - 1) >> 1) * ENTRY;
    if (!isFarther(similarity, place, parent)) break;
    put(heapPtr + at * ENTRY, load<f64>(parent), load<u32>(parent, 8));
    at = (at - 1) >> 1;
  }
  put(heapPtr + at * ENTRY, similarity, place);
}

/** Puts an entry in the place of the root and lets it sink. */
function sink(heapPtr: usize, count: usize, similarity: f64, place: u32): void {
  let at: usize = 0;
  for (;;) {
    let child: usize = 2 * at + 1;
    if (child >= count) break;
    let entry = heapPtr + child * ENTRY;
    if (child + 1 < count && isFarther(load<f64>(entry, 16), load<u32>(entry, 24), entry)) {
      child++;
      entry += ENTRY;
    }
    if (isFarther(similarity, place, entry)) break;
    put(heapPtr + at * ENTRY, load<f64>(entry), load<u32>(entry, 8));
    at = child;
  }
  put(heapPtr + at * ENTRY, similarity, place);
}

/**
 * out ← ( Σ sᵥ, Σ sᵥ·dᵥ ) over the k nearest of the given rows; returns how many there were.
 *
 *   similaritiesPtr f64[all rows], finite      rowsPtr u32[count], ascending     deviationsPtr f32[count] = d
 *   heapPtr 16 · k bytes      outPtr f64[2]
 *
 * f64 sums in no fixed order: |error| ≤ (k + 1) · 2⁻⁵³ · Σ|s·d|. O(count), and O(log k) for each row that enters the heap.
 */
export function weighRows(
  similaritiesPtr: usize, rowsPtr: usize, deviationsPtr: usize, count: u32, k: u32, heapPtr: usize, outPtr: usize,
): u32 {
  let weight: f64 = 0;
  let total: f64 = 0;
  let found: u32 = 0;
  let place: u32 = 0;
  for (; place < count && found < k; place++) {
    const similarity = load<f64>(similaritiesPtr + (<usize>load<u32>(rowsPtr + (<usize>place << 2)) << 3));
    if (!(similarity > 0)) continue;
    rise(heapPtr, found++, similarity, place);
  }
  if (found == k) {
    let farthest = load<f64>(heapPtr);
    for (; place < count; place++) {
      const similarity = load<f64>(similaritiesPtr + (<usize>load<u32>(rowsPtr + (<usize>place << 2)) << 3));
      // Equal is not enough: the row in the heap has the lower index.
      if (!(similarity > farthest)) continue;
      sink(heapPtr, k, similarity, place);
      farthest = load<f64>(heapPtr);
    }
  }
  for (let entry: u32 = 0; entry < found; entry++) {
    const similarity = load<f64>(heapPtr + <usize>entry * ENTRY);
    weight += similarity;
    total += similarity * <f64>load<f32>(deviationsPtr + (<usize>load<u32>(heapPtr + <usize>entry * ENTRY, 8) << 2));
  }
  store<f64>(outPtr, weight);
  store<f64>(outPtr, total, 8);
  return found;
}

/**
 * The `keep` nearest rows to row `own`, nearest first, without itself; returns how many there are.
 *
 *   similaritiesPtr f64[rowCount]     indicesPtr u32[keep]     weightsPtr f32[keep], rounded to nearest
 *   heapPtr 16 · keep bytes
 *
 * O(rowCount + rowCount · log keep).
 */
export function keepNearest(
  similaritiesPtr: usize, rowCount: u32, own: u32, keep: u32, indicesPtr: usize, weightsPtr: usize, heapPtr: usize,
): u32 {
  let found: u32 = 0;
  for (let row: u32 = 0; row < rowCount; row++) {
    const similarity = load<f64>(similaritiesPtr + (<usize>row << 3));
    if (!(similarity > 0) || row == own) continue;
    if (found < keep) rise(heapPtr, found++, similarity, row);
    else if (similarity > load<f64>(heapPtr)) sink(heapPtr, keep, similarity, row);
  }
  // The farthest leaves first and takes the last place.
  for (let left = <usize>found; left > 0; left--) {
    const at = (left - 1) << 2;
    store<u32>(indicesPtr + at, load<u32>(heapPtr, 8));
    store<f32>(weightsPtr + at, <f32>load<f64>(heapPtr));
    const last = heapPtr + (left - 1) * ENTRY;
    sink(heapPtr, left - 1, load<f64>(last), load<u32>(last, 8));
  }
  return found;
}
