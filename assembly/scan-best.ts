import { blockFilteredOut, boostBlock, offerBlock } from "./block";
import { sortHeap } from "./top-k";
import { sumLanes4, sumLanes4i } from "./vector";

/*
 * Exact scan by the nearest of many examples. With p(i) the largest product of row i with a liked example, n(i) that with a
 * disliked one, both times rowScale[i]:
 *
 *   score[i] ← p  where p > n,   else −n²
 *
 * Every row is read once: four rows stay in the first-level cache while all examples pass over them, two at a time, eight
 * accumulators. Source of the rule: Qdrant, "best score" of recommendations by examples. Arguments as in scan.ts, and:
 *
 *   examplesPtr          first the liked, then the disliked ones, each group of an even number (the last one twice)
 *   likeCount, dislikeCount   even; of none p or n is −∞
 *
 * Bound by arithmetic: examples × stride products an item.
 */

// @ts-ignore: decorator
@inline
const NEVER: f32 = -f32.MAX_VALUE;

/** max over `count` examples (even) of their products with four rows. */
function nearestF32(examplesPtr: usize, count: u32, rowsPtr: usize, rowBytes: usize): v128 {
  const row1 = rowsPtr + rowBytes;
  const row2 = row1 + rowBytes;
  const row3 = row2 + rowBytes;
  let best = f32x4.splat(NEVER);
  let example = examplesPtr;
  for (let index: u32 = 0; index < count; index += 2, example += rowBytes << 1) {
    const other = example + rowBytes;
    let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
    let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const x = v128.load(example + at);
      const y = v128.load(other + at);
      const r0 = v128.load(rowsPtr + at);
      a0 = f32x4.add(a0, f32x4.mul(x, r0));
      b0 = f32x4.add(b0, f32x4.mul(y, r0));
      const r1 = v128.load(row1 + at);
      a1 = f32x4.add(a1, f32x4.mul(x, r1));
      b1 = f32x4.add(b1, f32x4.mul(y, r1));
      const r2 = v128.load(row2 + at);
      a2 = f32x4.add(a2, f32x4.mul(x, r2));
      b2 = f32x4.add(b2, f32x4.mul(y, r2));
      const r3 = v128.load(row3 + at);
      a3 = f32x4.add(a3, f32x4.mul(x, r3));
      b3 = f32x4.add(b3, f32x4.mul(y, r3));
    }
    best = f32x4.max(best, f32x4.max(sumLanes4(a0, a1, a2, a3), sumLanes4(b0, b1, b2, b3)));
  }
  return best;
}

/** The same of int8 rows: exact integer sums, each times the scale of its example. Bounds of the sums: block.ts. */
function nearestInt8(examplesPtr: usize, scalesPtr: usize, count: u32, rowsPtr: usize, rowBytes: usize): v128 {
  const row1 = rowsPtr + rowBytes;
  const row2 = row1 + rowBytes;
  const row3 = row2 + rowBytes;
  const exampleBytes = rowBytes << 1;
  let best = f32x4.splat(NEVER);
  let example = examplesPtr;
  for (let index: u32 = 0; index < count; index += 2, example += exampleBytes << 1) {
    const other = example + exampleBytes;
    let a0 = i32x4.splat(0), a1 = i32x4.splat(0), a2 = i32x4.splat(0), a3 = i32x4.splat(0);
    let b0 = i32x4.splat(0), b1 = i32x4.splat(0), b2 = i32x4.splat(0), b3 = i32x4.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 8) {
      const x = v128.load(example + (at << 1));
      const y = v128.load(other + (at << 1));
      const r0 = v128.load_ext<i8>(rowsPtr + at);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(x, r0));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(y, r0));
      const r1 = v128.load_ext<i8>(row1 + at);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(x, r1));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(y, r1));
      const r2 = v128.load_ext<i8>(row2 + at);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(x, r2));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(y, r2));
      const r3 = v128.load_ext<i8>(row3 + at);
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(x, r3));
      b3 = i32x4.add(b3, i32x4.dot_i16x8_s(y, r3));
    }
    const scale = scalesPtr + (<usize>index << 2);
    const first = f32x4.mul(f32x4.convert_i32x4_s(sumLanes4i(a0, a1, a2, a3)), v128.load_splat<f32>(scale));
    const second = f32x4.mul(f32x4.convert_i32x4_s(sumLanes4i(b0, b1, b2, b3)), v128.load_splat<f32>(scale, 4));
    best = f32x4.max(best, f32x4.max(first, second));
  }
  return best;
}

/** p where p > n, else −n², of the largest products p and n before their scale, which is not negative. */
// @ts-ignore: decorator
@inline
function scoreOf(likes: v128, dislikes: v128, hasLikes: bool, hasDislikes: bool, scale: v128): v128 {
  const p = f32x4.mul(likes, scale);
  const n = f32x4.mul(dislikes, scale);
  if (!hasDislikes) return p;
  const penalty = f32x4.neg(f32x4.mul(n, n));
  return hasLikes ? v128.bitselect(p, penalty, f32x4.gt(p, n)) : penalty;
}

/**
 * examplesPtr f32[(likeCount + dislikeCount) × stride], items f32. |error| of p and n as in scanF32 with a rowScale. Returns how
 * many items were found.
 */
export function scanBestF32(
  examplesPtr: usize, likeCount: u32, dislikeCount: u32, itemsPtr: usize, itemCount: u32, stride: u32,
  rowScalePtr: usize, boostPtr: usize, maskPtr: usize, excludePtr: usize, excludeCount: i32, k: i32, heapPtr: usize,
): i32 {
  const rowBytes = <usize>stride << 2;
  const dislikesPtr = examplesPtr + <usize>likeCount * rowBytes;
  let count = 0;
  for (let item: u32 = 0; item < itemCount; item += 4) {
    if (maskPtr != 0 && blockFilteredOut(maskPtr, item)) continue;
    const rows = itemsPtr + <usize>item * rowBytes;
    const likes = nearestF32(examplesPtr, likeCount, rows, rowBytes);
    const dislikes = nearestF32(dislikesPtr, dislikeCount, rows, rowBytes);
    const scale = v128.load(rowScalePtr + (<usize>item << 2));
    let scores = scoreOf(likes, dislikes, likeCount != 0, dislikeCount != 0, scale);
    if (boostPtr != 0) scores = boostBlock(scores, boostPtr, item);
    count = offerBlock(scores, item, itemCount, maskPtr, excludePtr, excludeCount, k, count, heapPtr);
  }
  sortHeap(heapPtr, count);
  return count;
}

/** examplesPtr i16[… × stride] with exampleScalesPtr f32[…]; items int8. |error| of p and n as in scanInt8. */
export function scanBestInt8(
  examplesPtr: usize, exampleScalesPtr: usize, likeCount: u32, dislikeCount: u32, itemsPtr: usize, itemCount: u32,
  stride: u32, rowScalePtr: usize, boostPtr: usize, maskPtr: usize, excludePtr: usize, excludeCount: i32, k: i32, heapPtr: usize,
): i32 {
  const rowBytes = <usize>stride;
  const dislikesPtr = examplesPtr + <usize>likeCount * (rowBytes << 1);
  const dislikeScalesPtr = exampleScalesPtr + (<usize>likeCount << 2);
  let count = 0;
  for (let item: u32 = 0; item < itemCount; item += 4) {
    if (maskPtr != 0 && blockFilteredOut(maskPtr, item)) continue;
    const rows = itemsPtr + <usize>item * rowBytes;
    const likes = nearestInt8(examplesPtr, exampleScalesPtr, likeCount, rows, rowBytes);
    const dislikes = nearestInt8(dislikesPtr, dislikeScalesPtr, dislikeCount, rows, rowBytes);
    const scale = v128.load(rowScalePtr + (<usize>item << 2));
    let scores = scoreOf(likes, dislikes, likeCount != 0, dislikeCount != 0, scale);
    if (boostPtr != 0) scores = boostBlock(scores, boostPtr, item);
    count = offerBlock(scores, item, itemCount, maskPtr, excludePtr, excludeCount, k, count, heapPtr);
  }
  sortHeap(heapPtr, count);
  return count;
}
