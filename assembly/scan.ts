import { blockFilteredOut, boostBlock, scoreBlockF32, scoreBlockInt8 } from "./block";
import { append, collect, cut, finish, isFull } from "./shortlist";
import { dot } from "./vector";

/** Block streams of a single scan; see "Streams" below. */
const STREAMS: u32 = 8;

/*
 * Exact scans: every item is scored, the best k are kept. Filter and exclusions are looked at only for an item whose
 * score would enter the list, so they cost next to nothing; blocks of four items that the filter leaves out altogether
 * are not scored.
 *
 * Rows come in blocks of four; the layout pads the item count to a multiple of 4 with zero rows, which never enter.
 * Shared arguments:
 *   itemsPtr     rows × stride, row-major
 *   rowScalePtr  f32[rows], factor of each score (1/‖y‖ for cosine, the quantisation scale for int8); 0 = none (f32)
 *   boostPtr     f32[items], what each score is multiplied or divided by (boostBlock); 0 = none
 *   maskPtr      bit i of byte i/8 set = item i may be returned; 0 = no filter
 *   excludePtr   u32[excludeCount], ascending
 *   listPtr      room for 2k + 64 entries {score f32, item u32}; the best stand first (assembly/shortlist.ts)
 *
 * Streams: the catalogue is walked in eight places at once, an eighth apart, a block from each in turn. Memory is then
 * fetched along eight lines, which shortens the scan of a catalogue beyond the cache by a fifth (f32) to two fifths (int8)
 * and costs nothing below (docs/kernels.md). Items therefore do not arrive in ascending order, and an equal score must be
 * gathered too: the list settles ties by item index.
 */

/**
 * score[i] ← rowScale[i] · Σ_d query[d] · items[i, d] over all items; the best k of those that pass filter and exclusions,
 * sorted best first. Returns how many were found. Bound by memory beyond the cache: 4 · stride bytes an item.
 *
 * queryPtr f32[stride], items f32. |error| ≤ (stride/4 + 3) · ε₃₂ · rowScale[i] · Σ|query·item|, one ε₃₂ more with a rowScale.
 * Factors may be infinite or NaN: a NaN score is never kept.
 */
export function scanF32(
  queryPtr: usize, itemsPtr: usize, itemCount: u32, stride: u32, rowScalePtr: usize,
  boostPtr: usize, maskPtr: usize, excludePtr: usize, excludeCount: i32, k: i32, listPtr: usize,
): i32 {
  const rowBytes = <usize>stride << 2;
  const streamLength: u32 = ((itemCount + 4 * STREAMS - 1) / (4 * STREAMS)) * 4;
  let count = 0;
  let floor: f32 = -Infinity;
  for (let step: u32 = 0; step < streamLength; step += 4) {
    for (let item = step, end = min(itemCount, step + STREAMS * streamLength); item < end; item += streamLength) {
      if (maskPtr != 0 && blockFilteredOut(maskPtr, item)) continue;
      let scores = scoreBlockF32(queryPtr, itemsPtr + <usize>item * rowBytes, rowBytes);
      if (rowScalePtr != 0) scores = f32x4.mul(scores, v128.load(rowScalePtr + (<usize>item << 2)));
      if (boostPtr != 0) scores = boostBlock(scores, boostPtr, item);
      if (!v128.any_true(f32x4.ge(scores, f32x4.splat(floor)))) continue;
      count = collect(scores, item, itemCount, maskPtr, excludePtr, excludeCount, floor, listPtr, count);
      if (!isFull(count, k)) continue;
      floor = cut(listPtr, count, k);
      count = k;
    }
  }
  return finish(listPtr, count, k);
}

/**
 * score[i] ← queryScale · rowScale[i] · Σ_d query[d] · items[i, d]: the int8 form of scanF32, see scoreBlockInt8.
 * queryPtr i16[stride], items int8. The integer sum is exact; conversion and the two scalings round once each:
 * |error| ≤ 2 · ε₃₂ · |score|.
 */
export function scanInt8(
  queryPtr: usize, queryScale: f32, itemsPtr: usize, itemCount: u32, stride: u32, rowScalePtr: usize,
  boostPtr: usize, maskPtr: usize, excludePtr: usize, excludeCount: i32, k: i32, listPtr: usize,
): i32 {
  const rowBytes = <usize>stride;
  const streamLength: u32 = ((itemCount + 4 * STREAMS - 1) / (4 * STREAMS)) * 4;
  const scale = f32x4.splat(queryScale);
  let count = 0;
  let floor: f32 = -Infinity;
  for (let step: u32 = 0; step < streamLength; step += 4) {
    for (let item = step, end = min(itemCount, step + STREAMS * streamLength); item < end; item += streamLength) {
      if (maskPtr != 0 && blockFilteredOut(maskPtr, item)) continue;
      const sums = scoreBlockInt8(queryPtr, itemsPtr + <usize>item * rowBytes, rowBytes);
      let scores = f32x4.mul(f32x4.mul(sums, v128.load(rowScalePtr + (<usize>item << 2))), scale);
      if (boostPtr != 0) scores = boostBlock(scores, boostPtr, item);
      if (!v128.any_true(f32x4.ge(scores, f32x4.splat(floor)))) continue;
      count = collect(scores, item, itemCount, maskPtr, excludePtr, excludeCount, floor, listPtr, count);
      if (!isFull(count, k)) continue;
      floor = cut(listPtr, count, k);
      count = k;
    }
  }
  return finish(listPtr, count, k);
}

/**
 * The second look of a two-pass search: the candidates of an int8 scan are scored from f32 rows and the best k kept,
 * sorted best first. Scores are bit-identical to scanF32's. candidatesPtr: candidateCount entries {score f32, item u32},
 * at most 2k + 64.
 */
export function rescoreF32(
  candidatesPtr: usize, candidateCount: i32, queryPtr: usize, itemsPtr: usize, stride: u32, rowScalePtr: usize,
  boostPtr: usize, k: i32, listPtr: usize,
): i32 {
  const rowBytes = <usize>stride << 2;
  let count = 0;
  for (let candidate = 0; candidate < candidateCount; candidate++) {
    const item = load<u32>(candidatesPtr + (<usize>candidate << 3), 4);
    let score = dot(queryPtr, itemsPtr + <usize>item * rowBytes, stride);
    if (rowScalePtr != 0) score *= load<f32>(rowScalePtr + (<usize>item << 2));
    if (boostPtr != 0) {
      const boost = load<f32>(boostPtr + (<usize>item << 2));
      score = score < 0 ? score / boost : score * boost;
    }
    if (score == score) count = append(listPtr, count, score, item);
  }
  return finish(listPtr, count, k);
}
