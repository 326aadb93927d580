import { checkInteger } from "../check.ts";
import type { Csr } from "../data/csr.ts";
import { NO_ITEM, type RankingBatch } from "../kernels/ranking.ts";
import { checkHistories } from "./histories.ts";
import type { RankingModel } from "./model.ts";

/**
 * Popularity: every user gets the items with the most interactions that they do not have yet. score(i) = |users of i|.
 *
 * The baseline that every metric stands beside, and the answer for users of whom nothing is known.
 */

/** Longest list that can be asked for; serving sets a lower limit. */
const MAXIMUM_LENGTH = 0x7fff_ffff;

/** Interactions of each item: f32[items]. */
export function countInteractions(matrix: Csr): Float32Array {
  const counts = new Float32Array(matrix.columnCount);
  for (const item of matrix.indices) counts[item]! += 1;
  return counts;
}

/** Bits that one pass of popularityOrder sorts by; three passes take all 32. */
const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

/**
 * Item indices by popularity descending, then index ascending. A radix sort of the numbers' bits, O(items): a new boost is
 * not to cost a sort by comparison.
 */
export function popularityOrder(popularity: Float32Array): Uint32Array {
  const count = popularity.length;
  // Adding 0 makes −0 the 0 that it equals.
  const keys = new Uint32Array(popularity.map((value) => value + 0).buffer);
  // Bits of numbers above 0 ascend with them, those below 0 descend.
  for (let item = 0; item < count; item++) if (keys[item]! < 0x8000_0000) keys[item] = 0x7fff_ffff - keys[item]!;
  let order = Uint32Array.from(keys.keys());
  let next = new Uint32Array(count);
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    const places = new Uint32Array(DIGITS + 1);
    for (let item = 0; item < count; item++) places[((keys[item]! >>> shift) & (DIGITS - 1)) + 1]!++;
    for (let digit = 0; digit < DIGITS; digit++) places[digit + 1]! += places[digit]!;
    for (let place = 0; place < count; place++) {
      const item = order[place]!;
      next[places[(keys[item]! >>> shift) & (DIGITS - 1)]!++] = item;
    }
    [order, next] = [next, order];
  }
  return order;
}

/** The popularity model of these interactions (users × items). */
export function createPopularityModel(interactions: Csr): RankingModel {
  const popularity = countInteractions(interactions);
  const order = popularityOrder(popularity);
  return {
    kind: "popularity",
    options: {},
    itemCount: interactions.columnCount,
    recommendBatch: (histories, k) => {
      checkInteger("k", k, 1, MAXIMUM_LENGTH);
      checkHistories(histories, interactions.columnCount);
      return rankByPopularity(histories, k, popularity, order);
    },
  };
}

/** The most popular items of each row, its own left out. O(rows × (k + history)). */
export function rankByPopularity(
  histories: Csr,
  k: number,
  popularity: Float32Array,
  order: Uint32Array,
): RankingBatch {
  const items = new Uint32Array(histories.rowCount * k).fill(NO_ITEM);
  const popular = new Uint8Array(histories.rowCount * k).fill(1);
  const scores = new Float32Array(histories.rowCount * k).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < histories.rowCount; row++) {
    const own = new Set(histories.indices.subarray(histories.offsets[row], histories.offsets[row + 1]));
    let place = row * k;
    for (const item of order) {
      if (place === (row + 1) * k) break;
      if (own.has(item)) continue;
      items[place] = item;
      scores[place] = popularity[item]!;
      place++;
    }
  }
  return { queryCount: histories.rowCount, k, items, scores, popular };
}
