import { sumLanes4, sumLanes4i } from "./vector";
import { isExcluded, offer } from "./top-k";

/*
 * What single and batch scans share: the scores of four consecutive rows, and their way into the list of the best.
 */

/** Offers those of four scores that may beat the worst kept one; returns the new count. */
export function offerBlock(
  scores: v128, item: u32, itemEnd: u32, maskPtr: usize, excludePtr: usize, excludeCount: i32,
  k: i32, count: i32, heapPtr: usize,
): i32 {
  for (let lane: u32 = 0; lane < 4; lane++) {
    const index = item + lane;
    let score: f32;
    if (lane == 0) score = f32x4.extract_lane(scores, 0);
    else if (lane == 1) score = f32x4.extract_lane(scores, 1);
    else if (lane == 2) score = f32x4.extract_lane(scores, 2);
    else score = f32x4.extract_lane(scores, 3);
    if (index >= itemEnd || (count == k && !(score >= load<f32>(heapPtr)))) continue;
    if (maskPtr != 0 && ((load<u8>(maskPtr + (index >> 3)) >> (index & 7)) & 1) == 0) continue;
    if (excludeCount != 0 && isExcluded(excludePtr, excludeCount, index)) continue;
    count = offer(heapPtr, count, k, score, index);
  }
  return count;
}

/** Whether none of the four items from `item` (a multiple of 4) passes the filter. */
// @ts-ignore: decorator
@inline
export function blockFilteredOut(maskPtr: usize, item: u32): bool {
  return ((load<u8>(maskPtr + (item >> 3)) >> (item & 4)) & 15) == 0;
}

/**
 * The scores s of four items with their boosts b > 0: s · b where s ≥ 0, s / b below, so that a boost above 1 raises every item.
 *
 * boostPtr f32[items], readable to a multiple of 4. Rounds once more: ½ ε₃₂ · |score|. NaN stays NaN, 0 stays 0.
 */
// @ts-ignore: decorator
@inline
export function boostBlock(scores: v128, boostPtr: usize, item: u32): v128 {
  const boosts = v128.load(boostPtr + (<usize>item << 2));
  const isBelow = f32x4.lt(scores, f32x4.splat(0));
  return v128.bitselect(f32x4.div(scores, boosts), f32x4.mul(scores, boosts), isBelow);
}

/**
 * The scores of four rows: Σ_d query[d] · rows[r, d].
 *
 * queryPtr f32[stride]; rows f32, stride a multiple of 4. One f32x4 accumulator a row:
 * |error| ≤ (stride/4 + 3) · ε₃₂ · Σ|query·row|.
 */
// @ts-ignore: decorator
@inline
export function scoreBlockF32(queryPtr: usize, rowsPtr: usize, rowBytes: usize): v128 {
  const row1 = rowsPtr + rowBytes;
  const row2 = row1 + rowBytes;
  const row3 = row2 + rowBytes;
  let sum0 = f32x4.splat(0);
  let sum1 = f32x4.splat(0);
  let sum2 = f32x4.splat(0);
  let sum3 = f32x4.splat(0);
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const query = v128.load(queryPtr + at);
    sum0 = f32x4.add(sum0, f32x4.mul(query, v128.load(rowsPtr + at)));
    sum1 = f32x4.add(sum1, f32x4.mul(query, v128.load(row1 + at)));
    sum2 = f32x4.add(sum2, f32x4.mul(query, v128.load(row2 + at)));
    sum3 = f32x4.add(sum3, f32x4.mul(query, v128.load(row3 + at)));
  }
  return sumLanes4(sum0, sum1, sum2, sum3);
}

/**
 * The scores of four int8 rows as exact integer sums, converted to f32 (one rounding).
 *
 * queryPtr i16[stride], |query| ≤ 32767; rows i8 in -127 … 127, stride a multiple of 16 and ≤ 512, so that the i32 sums
 * cannot overflow (512 · 127 · 32767 < 2³¹).
 */
// @ts-ignore: decorator
@inline
export function scoreBlockInt8(queryPtr: usize, rowsPtr: usize, rowBytes: usize): v128 {
  const row1 = rowsPtr + rowBytes;
  const row2 = row1 + rowBytes;
  const row3 = row2 + rowBytes;
  let sum0 = i32x4.splat(0);
  let sum1 = i32x4.splat(0);
  let sum2 = i32x4.splat(0);
  let sum3 = i32x4.splat(0);
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const low = v128.load(queryPtr + (at << 1));
    const high = v128.load(queryPtr + (at << 1), 16);
    sum0 = i32x4.add(sum0, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(rowsPtr + at)));
    sum1 = i32x4.add(sum1, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(row1 + at)));
    sum2 = i32x4.add(sum2, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(row2 + at)));
    sum3 = i32x4.add(sum3, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(row3 + at)));
    sum0 = i32x4.add(sum0, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(rowsPtr + at, 8)));
    sum1 = i32x4.add(sum1, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(row1 + at, 8)));
    sum2 = i32x4.add(sum2, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(row2 + at, 8)));
    sum3 = i32x4.add(sum3, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(row3 + at, 8)));
  }
  return f32x4.convert_i32x4_s(sumLanes4i(sum0, sum1, sum2, sum3));
}
