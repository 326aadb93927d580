const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;

/**
 * The indices of numbers that are not NaN by number, ascending; equal ones by index. −0 equals 0.
 *
 * Radix sort of the 64 bits of a double by four digits of 16 bits, the least significant first. Bits of doubles ascend with
 * their numbers once the sign is flipped, and with negative ones every other bit too. A digit that all numbers share is passed
 * over: whole numbers such as years have two. O(numbers); a comparison function would cost ten times as much.
 */
export function sortNumbers(numbers: Float64Array): Uint32Array {
  const known = indicesOfKnown(numbers);
  const values = new Float64Array(known.length);
  let places = new Uint32Array(known.length);
  for (let place = 0; place < known.length; place++) {
    // + 0 makes 0 of −0.
    values[place] = numbers[known[place]!]! + 0;
    places[place] = place;
  }
  const keys = new Uint16Array(values.buffer);
  for (let at = 0; at < keys.length; at += 4) {
    const flip = keys[at + 3]! >= 0x8000 ? 0xffff : 0;
    keys[at]! ^= flip;
    keys[at + 1]! ^= flip;
    keys[at + 2]! ^= flip;
    keys[at + 3]! ^= flip | 0x8000;
  }
  let next = new Uint32Array(places.length);
  for (let digit = 0; digit < 4; digit++) {
    const starts = startsOf(keys, digit);
    if (starts === undefined) continue;
    for (let at = 0; at < places.length; at++) {
      const place = places[at]!;
      next[starts[keys[4 * place + digit]!]!++] = place;
    }
    [places, next] = [next, places];
  }
  return places.map((place) => known[place]!);
}

/** Where the numbers of each digit begin; undefined where all have the same. */
function startsOf(keys: Uint16Array, digit: number): Uint32Array | undefined {
  const starts = new Uint32Array(DIGITS);
  for (let at = digit; at < keys.length; at += 4) starts[keys[at]!]!++;
  if (keys.length === 0 || starts[keys[digit]!] === keys.length / 4) return undefined;
  let start = 0;
  for (let value = 0; value < DIGITS; value++) {
    const count = starts[value]!;
    starts[value] = start;
    start += count;
  }
  return starts;
}

function indicesOfKnown(numbers: Float64Array): Uint32Array {
  const indices = new Uint32Array(numbers.length);
  let count = 0;
  for (let index = 0; index < numbers.length; index++) {
    if (!Number.isNaN(numbers[index]!)) indices[count++] = index;
  }
  return indices.slice(0, count);
}
