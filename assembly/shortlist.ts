import { isExcluded } from "./top-k";

/**
 * The best k (score, item) pairs of one scan, gathered without order: what may be among them is appended, and when the room is
 * full it is cut to the best k, the worst of which the next ones must reach. For lists of hundreds that takes half of the time of
 * a heap (top-k.ts), whose every step is a comparison that a processor cannot foresee.
 *
 * listPtr u64[2k + 64]. A pair is a key, score first, then item: the larger key ranks higher, and no two are equal. Order everywhere:
 * score descending, then item ascending. NaN scores are never kept; −0 is 0. Expected time of a cut is that of its entries.
 */

/** Room beyond 2k: short lists are not cut too often. As in src/kernels/layout.ts. */
const ROOM: i32 = 64;

/** Ranges up to this many bytes are sorted by insertion. */
const SHORT: usize = 16 << 3;

/** The bits of an f32 so that they rise with the number. */
// @ts-ignore: decorator
@inline
function keyOf(score: f32, item: u32): u64 {
  const bits = reinterpret<u32>(score + 0);
  const risen = bits ^ (<u32>(<i32>bits >> 31) | 0x8000_0000);
  return (<u64>risen << 32) | <u64>~item;
}

// @ts-ignore: decorator
@inline
function scoreOf(key: u64): f32 {
  const risen = <u32>(key >> 32);
  return reinterpret<f32>(risen ^ (<u32>(<i32>~risen >> 31) | 0x8000_0000));
}

/** Appends a pair whose score is a number; returns the new count. */
// @ts-ignore: decorator
@inline
export function append(listPtr: usize, count: i32, score: f32, item: u32): i32 {
  store<u64>(listPtr + (<usize>count << 3), keyOf(score, item));
  return count + 1;
}

/** Appends those of four scores that reach `floor`, of items that may be returned; returns the new count. */
export function collect(
  scores: v128, item: u32, itemEnd: u32, maskPtr: usize, excludePtr: usize, excludeCount: i32,
  floor: f32, listPtr: usize, count: i32,
): i32 {
  for (let lane: u32 = 0; lane < 4; lane++) {
    const index = item + lane;
    let score: f32;
    if (lane == 0) score = f32x4.extract_lane(scores, 0);
    else if (lane == 1) score = f32x4.extract_lane(scores, 1);
    else if (lane == 2) score = f32x4.extract_lane(scores, 2);
    else score = f32x4.extract_lane(scores, 3);
    if (index >= itemEnd || !(score >= floor)) continue;
    if (maskPtr != 0 && ((load<u8>(maskPtr + (index >> 3)) >> (index & 7)) & 1) == 0) continue;
    if (excludeCount != 0 && isExcluded(excludePtr, excludeCount, index)) continue;
    count = append(listPtr, count, score, index);
  }
  return count;
}

/** Whether four more pairs may not fit. */
// @ts-ignore: decorator
@inline
export function isFull(count: i32, k: i32): bool {
  return count > 2 * k + (ROOM - 4);
}

/** Brings the best k of more than k pairs to the front, and returns the score of the worst of them (quickselect). */
export function cut(listPtr: usize, count: i32, k: i32): f32 {
  const wanted = listPtr + (<usize>(k - 1) << 3);
  let low = listPtr;
  let high = listPtr + (<usize>count << 3);
  while (high - low > 8) {
    const place = partition(low, high);
    if (place == wanted) break;
    if (place < wanted) low = place + 8;
    else high = place;
  }
  return scoreOf(load<u64>(wanted));
}

/** Sorts the best k pairs, best first, and turns them into entries {score f32, item u32}; returns how many there are. */
export function finish(listPtr: usize, count: i32, k: i32): i32 {
  if (count > k) {
    cut(listPtr, count, k);
    count = k;
  }
  const end = listPtr + (<usize>count << 3);
  sort(listPtr, end);
  for (let at = listPtr; at < end; at += 8) {
    const key = load<u64>(at);
    store<f32>(at, scoreOf(key));
    store<u32>(at, ~(<u32>key), 4);
  }
  return count;
}

/**
 * Divides keys by one of them, larger ones first, and returns where that one stands. Without a branch that depends on a key
 * (Lomuto's scheme); the median of three is the divider, so that lists in order are divided well.
 */
function partition(low: usize, high: usize): usize {
  const last = high - 8;
  const middle = low + ((((last - low) >> 3) >> 1) << 3);
  if (load<u64>(middle) > load<u64>(low)) swap(middle, low);
  if (load<u64>(last) > load<u64>(low)) swap(last, low);
  // The largest stands first; the median is the larger of the other two.
  if (load<u64>(middle) > load<u64>(last)) swap(middle, last);
  const divider = load<u64>(last);
  let to = low;
  for (let at = low; at < last; at += 8) {
    const key = load<u64>(at);
    store<u64>(at, load<u64>(to));
    store<u64>(to, key);
    to += <usize>(key > divider) << 3;
  }
  swap(to, last);
  return to;
}

/** Sorts keys, the largest first (quicksort; the shorter part by a call, so that calls do not pile up). */
function sort(low: usize, high: usize): void {
  while (high - low > SHORT) {
    const place = partition(low, high);
    if (place - low < high - place) {
      sort(low, place);
      low = place + 8;
    } else {
      sort(place + 8, high);
      high = place;
    }
  }
  for (let from = low + 8; from < high; from += 8) {
    const key = load<u64>(from);
    let to = from;
    for (; to > low && load<u64>(to - 8) < key; to -= 8) store<u64>(to, load<u64>(to - 8));
    store<u64>(to, key);
  }
}

// @ts-ignore: decorator
@inline
function swap(a: usize, b: usize): void {
  const key = load<u64>(a);
  store<u64>(a, load<u64>(b));
  store<u64>(b, key);
}
