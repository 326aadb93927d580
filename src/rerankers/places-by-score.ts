/** Values of a digit: a byte. */
const RADIX = 256;

/**
 * The places of items, u32[n], by score descending, then by item index. By digits from the last to the first, without a
 * comparison: what a processor cannot foresee costs more here than what it computes. Scores are numbers. O(n · bytes).
 */
export function placesByScore(scores: Float32Array, items: Uint32Array): Uint32Array {
  const count = items.length;
  const keys = new Uint32Array(count);
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, count);
  for (let place = 0; place < count; place++) {
    const own = bits[place]!;
    // Bits of f32 rise with the number above 0, and fall below it; −0 is 0.
    keys[place] = own === 0x8000_0000 ? 0x7fff_ffff : own > 0x7fff_ffff ? own : own ^ 0x7fff_ffff;
  }
  let places = new Uint32Array(count);
  for (let place = 0; place < count; place++) places[place] = place;
  const starts = new Uint32Array(RADIX);
  for (const key of [items, keys]) {
    for (let shift = 0; shift < 32; shift += 8) places = sortByDigit(key, shift, places, starts);
  }
  return places;
}

/** Places in the order of one digit of their keys, equal ones as they were. */
function sortByDigit(
  keys: Uint32Array,
  shift: number,
  places: Uint32Array<ArrayBuffer>,
  starts: Uint32Array,
): Uint32Array<ArrayBuffer> {
  const count = places.length;
  starts.fill(0);
  for (let place = 0; place < count; place++) starts[(keys[place]! >>> shift) & 0xff]! += 1;
  if (count === 0 || starts[(keys[0]! >>> shift) & 0xff] === count) return places;
  let sum = 0;
  for (let digit = 0; digit < RADIX; digit++) {
    const own = starts[digit]!;
    starts[digit] = sum;
    sum += own;
  }
  const sorted = new Uint32Array(count);
  for (let at = 0; at < count; at++) {
    const place = places[at]!;
    const digit = (keys[place]! >>> shift) & 0xff;
    const to = starts[digit]!;
    starts[digit] = to + 1;
    sorted[to] = place;
  }
  return sorted;
}
