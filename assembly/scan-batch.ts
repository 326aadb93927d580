import { sumLanes4, sumLanes4i } from "./vector";
import { sortHeap } from "./top-k";
import { blockFilteredOut, boostBlock, offerBlock, scoreBlockF32, scoreBlockInt8 } from "./block";

/*
 * Scans for many queries at once: the catalogue is cut into tiles that stay in the first-level cache, and each tile is
 * scored for every query, two queries at a time, before the next is fetched. The order of the sums is that of the single
 * scans, and so scores are the same to the last bit.
 *
 *   queriesPtr         rows of queries, each as the single scan takes it
 *   excludeOffsetsPtr  u32[queryCount + 1] into excludePtr u32[…], ascending within a query
 *   heapPtr            queryCount × k entries; countsPtr i32[queryCount] receives how many were found
 */

/** Bytes of items in a tile: half of a 32 KiB first-level cache. */
const TILE_BYTES: usize = 16384;

// @ts-ignore: decorator
@inline
function tileRows(rowBytes: usize): u32 {
  return max<u32>(4, <u32>(TILE_BYTES / rowBytes) & ~3);
}

/** Offers the scores of one block to the heap of one query, when they can enter. */
// @ts-ignore: decorator
@inline
function offerTo(
  query: i32, scores: v128, item: u32, itemCount: u32, maskPtr: usize,
  excludeOffsetsPtr: usize, excludePtr: usize, k: i32, heapPtr: usize, countsPtr: usize,
): void {
  const countPtr = countsPtr + (<usize>query << 2);
  const ownHeap = heapPtr + ((<usize>query * <usize>k) << 3);
  const count = load<i32>(countPtr);
  if (count == k && !v128.any_true(f32x4.ge(scores, v128.load_splat<f32>(ownHeap)))) return;
  const offsetPtr = excludeOffsetsPtr + (<usize>query << 2);
  const start = load<u32>(offsetPtr);
  const end = load<u32>(offsetPtr, 4);
  store<i32>(
    countPtr,
    offerBlock(
      scores, item, itemCount, maskPtr, excludePtr + (<usize>start << 2), <i32>(end - start), k, count, ownHeap,
    ),
  );
}

function finish(queryCount: i32, k: i32, heapPtr: usize, countsPtr: usize): void {
  for (let query = 0; query < queryCount; query++) {
    sortHeap(heapPtr + ((<usize>query * <usize>k) << 3), load<i32>(countsPtr + (<usize>query << 2)));
  }
}

/** scanF32 for queryCount queries f32[queryCount × stride]. Eight accumulators; bound by arithmetic. */
export function scanBatchF32(
  queriesPtr: usize, queryCount: i32, itemsPtr: usize, itemCount: u32, stride: u32, rowScalePtr: usize,
  boostPtr: usize, maskPtr: usize, excludeOffsetsPtr: usize, excludePtr: usize, k: i32, heapPtr: usize, countsPtr: usize,
): void {
  const rowBytes = <usize>stride << 2;
  const tile = tileRows(rowBytes);
  memory.fill(countsPtr, 0, <usize>queryCount << 2);
  for (let tileStart: u32 = 0; tileStart < itemCount; tileStart += tile) {
    const tileEnd = min(itemCount, tileStart + tile);
    for (let query = 0; query < queryCount; query += 2) {
      const query0 = queriesPtr + <usize>query * rowBytes;
      const paired = query + 1 < queryCount;
      const query1 = query0 + rowBytes;
      for (let item = tileStart; item < tileEnd; item += 4) {
        if (maskPtr != 0 && blockFilteredOut(maskPtr, item)) continue;
        const row0 = itemsPtr + <usize>item * rowBytes;
        let scores0: v128;
        let scores1 = f32x4.splat(0);
        if (paired) {
          const row1 = row0 + rowBytes;
          const row2 = row1 + rowBytes;
          const row3 = row2 + rowBytes;
          let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
          let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
          for (let at: usize = 0; at < rowBytes; at += 16) {
            const a = v128.load(query0 + at);
            const b = v128.load(query1 + at);
            const r0 = v128.load(row0 + at);
            a0 = f32x4.add(a0, f32x4.mul(a, r0));
            b0 = f32x4.add(b0, f32x4.mul(b, r0));
            const r1 = v128.load(row1 + at);
            a1 = f32x4.add(a1, f32x4.mul(a, r1));
            b1 = f32x4.add(b1, f32x4.mul(b, r1));
            const r2 = v128.load(row2 + at);
            a2 = f32x4.add(a2, f32x4.mul(a, r2));
            b2 = f32x4.add(b2, f32x4.mul(b, r2));
            const r3 = v128.load(row3 + at);
            a3 = f32x4.add(a3, f32x4.mul(a, r3));
            b3 = f32x4.add(b3, f32x4.mul(b, r3));
          }
          scores0 = sumLanes4(a0, a1, a2, a3);
          scores1 = sumLanes4(b0, b1, b2, b3);
        } else {
          scores0 = scoreBlockF32(query0, row0, rowBytes);
        }
        if (rowScalePtr != 0) {
          const rowScale = v128.load(rowScalePtr + (<usize>item << 2));
          scores0 = f32x4.mul(scores0, rowScale);
          scores1 = f32x4.mul(scores1, rowScale);
        }
        if (boostPtr != 0) {
          scores0 = boostBlock(scores0, boostPtr, item);
          if (paired) scores1 = boostBlock(scores1, boostPtr, item);
        }
        offerTo(query, scores0, item, itemCount, maskPtr, excludeOffsetsPtr, excludePtr, k, heapPtr, countsPtr);
        if (paired) {
          offerTo(query + 1, scores1, item, itemCount, maskPtr, excludeOffsetsPtr, excludePtr, k, heapPtr, countsPtr);
        }
      }
    }
  }
  finish(queryCount, k, heapPtr, countsPtr);
}

/** scanInt8 for queryCount queries i16[queryCount × stride] with queryScalesPtr f32[queryCount]. */
export function scanBatchInt8(
  queriesPtr: usize, queryScalesPtr: usize, queryCount: i32, itemsPtr: usize, itemCount: u32, stride: u32,
  rowScalePtr: usize, boostPtr: usize, maskPtr: usize, excludeOffsetsPtr: usize, excludePtr: usize, k: i32, heapPtr: usize,
  countsPtr: usize,
): void {
  const rowBytes = <usize>stride;
  const tile = tileRows(rowBytes);
  memory.fill(countsPtr, 0, <usize>queryCount << 2);
  for (let tileStart: u32 = 0; tileStart < itemCount; tileStart += tile) {
    const tileEnd = min(itemCount, tileStart + tile);
    for (let query = 0; query < queryCount; query += 2) {
      const query0 = queriesPtr + ((<usize>query * rowBytes) << 1);
      const paired = query + 1 < queryCount;
      const query1 = query0 + (rowBytes << 1);
      const scalePtr = queryScalesPtr + (<usize>query << 2);
      const scale0 = v128.load_splat<f32>(scalePtr);
      const scale1 = paired ? v128.load_splat<f32>(scalePtr, 4) : scale0;
      for (let item = tileStart; item < tileEnd; item += 4) {
        if (maskPtr != 0 && blockFilteredOut(maskPtr, item)) continue;
        const row0 = itemsPtr + <usize>item * rowBytes;
        const rowScale = v128.load(rowScalePtr + (<usize>item << 2));
        if (!paired) {
          let scores = f32x4.mul(f32x4.mul(scoreBlockInt8(query0, row0, rowBytes), rowScale), scale0);
          if (boostPtr != 0) scores = boostBlock(scores, boostPtr, item);
          offerTo(query, scores, item, itemCount, maskPtr, excludeOffsetsPtr, excludePtr, k, heapPtr, countsPtr);
          continue;
        }
        const row1 = row0 + rowBytes;
        const row2 = row1 + rowBytes;
        const row3 = row2 + rowBytes;
        let a0 = i32x4.splat(0), a1 = i32x4.splat(0), a2 = i32x4.splat(0), a3 = i32x4.splat(0);
        let b0 = i32x4.splat(0), b1 = i32x4.splat(0), b2 = i32x4.splat(0), b3 = i32x4.splat(0);
        for (let at: usize = 0; at < rowBytes; at += 8) {
          const a = v128.load(query0 + (at << 1));
          const b = v128.load(query1 + (at << 1));
          const r0 = v128.load_ext<i8>(row0 + at);
          a0 = i32x4.add(a0, i32x4.dot_i16x8_s(a, r0));
          b0 = i32x4.add(b0, i32x4.dot_i16x8_s(b, r0));
          const r1 = v128.load_ext<i8>(row1 + at);
          a1 = i32x4.add(a1, i32x4.dot_i16x8_s(a, r1));
          b1 = i32x4.add(b1, i32x4.dot_i16x8_s(b, r1));
          const r2 = v128.load_ext<i8>(row2 + at);
          a2 = i32x4.add(a2, i32x4.dot_i16x8_s(a, r2));
          b2 = i32x4.add(b2, i32x4.dot_i16x8_s(b, r2));
          const r3 = v128.load_ext<i8>(row3 + at);
          a3 = i32x4.add(a3, i32x4.dot_i16x8_s(a, r3));
          b3 = i32x4.add(b3, i32x4.dot_i16x8_s(b, r3));
        }
        let scores0 = f32x4.convert_i32x4_s(sumLanes4i(a0, a1, a2, a3));
        let scores1 = f32x4.convert_i32x4_s(sumLanes4i(b0, b1, b2, b3));
        scores0 = f32x4.mul(f32x4.mul(scores0, rowScale), scale0);
        scores1 = f32x4.mul(f32x4.mul(scores1, rowScale), scale1);
        if (boostPtr != 0) {
          scores0 = boostBlock(scores0, boostPtr, item);
          scores1 = boostBlock(scores1, boostPtr, item);
        }
        offerTo(query, scores0, item, itemCount, maskPtr, excludeOffsetsPtr, excludePtr, k, heapPtr, countsPtr);
        offerTo(query + 1, scores1, item, itemCount, maskPtr, excludeOffsetsPtr, excludePtr, k, heapPtr, countsPtr);
      }
    }
  }
  finish(queryCount, k, heapPtr, countsPtr);
}
