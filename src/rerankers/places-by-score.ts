/**
 * The places of items, u32[n], by score descending, then by item index. A merge sort of its own: that of typed arrays calls a
 * function for each comparison. O(n log n), O(n) where they are in order already.
 */
export function placesByScore(scores: Float32Array, items: Uint32Array): Uint32Array {
  const count = items.length;
  let [from, to] = [new Uint32Array(count), new Uint32Array(count)];
  for (let place = 0; place < count; place++) from[place] = place;
  for (let width = 1; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      merge(scores, items, from, to, start, Math.min(count, start + width), Math.min(count, start + 2 * width));
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Merges the ordered runs [start, middle) and [middle, end) of `from` into `to`. */
function merge(
  scores: Float32Array,
  items: Uint32Array,
  from: Uint32Array,
  to: Uint32Array,
  start: number,
  middle: number,
  end: number,
): void {
  let [left, right] = [start, middle];
  for (let at = start; at < end; at++) {
    const isLeft = right >= end || (left < middle && !precedes(scores, items, from[right]!, from[left]!));
    to[at] = isLeft ? from[left++]! : from[right++]!;
  }
}

function precedes(scores: Float32Array, items: Uint32Array, one: number, other: number): boolean {
  const [first, second] = [scores[one]!, scores[other]!];
  return first > second || (first === second && items[one]! < items[other]!);
}
