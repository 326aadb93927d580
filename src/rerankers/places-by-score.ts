/** Keys that are sorted, 64 bits each, and their halves: the first is the lower one. Only for the length of a call. */
let keys = new BigUint64Array(512);
let halves = new Uint32Array(keys.buffer);

function makeRoom(count: number): void {
  if (count <= keys.length) return;
  keys = new BigUint64Array(2 * count);
  halves = new Uint32Array(keys.buffer);
}

/** The places of items, u32[n], by item index ascending. O(n log n). */
export function placesByItem(items: Uint32Array): Uint32Array {
  const count = items.length;
  makeRoom(count);
  for (let place = 0; place < count; place++) {
    halves[2 * place] = place;
    halves[2 * place + 1] = items[place]!;
  }
  keys.subarray(0, count).sort();
  const places = new Uint32Array(count);
  for (let at = 0; at < count; at++) places[at] = halves[2 * at]!;
  return places;
}

/**
 * The places of items, u32[n], by score descending, then by item index; `byItem` as placesByItem gives them. Scores are numbers, the
 * first of every `step` of `scores`. The engine's own sort of whole numbers needs no comparison in JavaScript. O(n log n).
 */
export function placesByScore(scores: Float32Array, byItem: Uint32Array, step = 1): Uint32Array {
  const count = byItem.length;
  makeRoom(count);
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
  for (let at = 0; at < count; at++) {
    const own = bits[byItem[at]! * step]!;
    halves[2 * at] = at;
    // Bits of f32 rise with the number above 0, and fall below it; −0 is 0.
    halves[2 * at + 1] = own === 0x8000_0000 ? 0x7fff_ffff : own > 0x7fff_ffff ? own : own ^ 0x7fff_ffff;
  }
  keys.subarray(0, count).sort();
  const places = new Uint32Array(count);
  for (let at = 0; at < count; at++) places[at] = byItem[halves[2 * at]!]!;
  return places;
}
