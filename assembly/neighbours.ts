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

/** Values of a digit, and digits of a key: 11 bits each. */
const DIGITS: usize = 2048;
const DIGIT_BYTES: usize = DIGITS << 2;

/** Sorts entries (key u32, row u32) by one digit, stably; counts are those of the digit and are used up. */
function sortByDigit(fromPtr: usize, toPtr: usize, count: usize, shift: u32, countsPtr: usize): void {
  let before: u32 = 0;
  for (let at: usize = 0; at < DIGIT_BYTES; at += 4) {
    const own = load<u32>(countsPtr + at);
    store<u32>(countsPtr + at, before);
    before += own;
  }
  for (let entry = fromPtr; entry < fromPtr + (count << 3); entry += 8) {
    const value = load<u64>(entry);
    const place = countsPtr + (((<usize>(<u32>value) >> shift) & (DIGITS - 1)) << 2);
    const to = load<u32>(place);
    store<u64>(toPtr + (<usize>to << 3), value);
    store<u32>(place, to + 1);
  }
}

/**
 * The `keep` nearest rows to row `own`, nearest first, without itself; returns how many there are.
 *
 *   similaritiesPtr f64[rowCount]     indicesPtr u32[keep]     weightsPtr f32[keep], rounded to nearest
 *   scratchPtr 16 · rowCount bytes, and 3 · 2048 · 4
 *
 * Similarities above 0 rounded to f32 are in the order of their bits: three passes of a radix sort, O(rowCount). What rounding
 * has made equal is then put right among its neighbours.
 */
export function keepNearest(
  similaritiesPtr: usize, rowCount: u32, own: u32, keep: u32, indicesPtr: usize, weightsPtr: usize, scratchPtr: usize,
): u32 {
  const firstPtr = scratchPtr;
  const secondPtr = firstPtr + (<usize>rowCount << 3);
  const countsPtr = secondPtr + (<usize>rowCount << 3);
  memory.fill(countsPtr, 0, 3 * DIGIT_BYTES);
  let count: usize = 0;
  for (let row: u32 = 0; row < rowCount; row++) {
    const similarity = load<f64>(similaritiesPtr + (<usize>row << 3));
    if (!(similarity > 0) || row == own) continue;
    // The greater comes first: ascending order of the complement.
    const key = ~reinterpret<u32>(<f32>similarity);
    store<u32>(firstPtr + (count << 3), key);
    store<u32>(firstPtr + (count << 3), row, 4);
    count++;
    let place = countsPtr + ((<usize>key & (DIGITS - 1)) << 2);
    store<u32>(place, load<u32>(place) + 1);
    place = countsPtr + DIGIT_BYTES + (((<usize>key >> 11) & (DIGITS - 1)) << 2);
    store<u32>(place, load<u32>(place) + 1);
    place = countsPtr + 2 * DIGIT_BYTES + ((<usize>key >> 22) << 2);
    store<u32>(place, load<u32>(place) + 1);
  }
  sortByDigit(firstPtr, secondPtr, count, 0, countsPtr);
  sortByDigit(secondPtr, firstPtr, count, 11, countsPtr + DIGIT_BYTES);
  sortByDigit(firstPtr, secondPtr, count, 22, countsPtr + 2 * DIGIT_BYTES);
  for (let place: usize = 1; place < count; place++) {
    const entry = load<u64>(secondPtr + (place << 3));
    const similarity = load<f64>(similaritiesPtr + (<usize>(entry >> 32) << 3));
    let at = place;
    for (; at > 0; at--) {
      const before = load<u64>(secondPtr + ((at - 1) << 3));
      if (<u32>before != <u32>entry) break;
      if (load<f64>(similaritiesPtr + (<usize>(before >> 32) << 3)) >= similarity) break;
      store<u64>(secondPtr + (at << 3), before);
    }
    store<u64>(secondPtr + (at << 3), entry);
  }
  const found = min<u32>(keep, <u32>count);
  for (let place: usize = 0; place < <usize>found; place++) {
    store<u32>(indicesPtr + (place << 2), load<u32>(secondPtr + (place << 3), 4));
    store<f32>(weightsPtr + (place << 2), reinterpret<f32>(~load<u32>(secondPtr + (place << 3))));
  }
  return found;
}
