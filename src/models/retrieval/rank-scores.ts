import { NO_ITEM, type Ranking } from "../../kernels/ranking.ts";
import { selectTop } from "../select-top.ts";
import { boostedScores } from "./boost.ts";
import type { RetrievalOptions } from "./retrieval.ts";

/**
 * The best k items by these scores, f32[items], with their boosts: score descending, then index ascending. Without those that the filter or
 * `exclude` takes out. O(items · log k).
 */
export function rankScores(scores: Float32Array, k: number, options: RetrievalOptions): Ranking {
  const batch = { queryCount: 1, k, items: new Uint32Array(k), scores: new Float32Array(k) };
  selectTop(boostedScores(scores, options.boost), outOf(options, scores.length), batch, 0);
  const found = batch.items.indexOf(NO_ITEM);
  return found < 0 ? batch : { items: batch.items.slice(0, found), scores: batch.scores.slice(0, found) };
}

/** u8[items]: 1 for what the filter or `exclude` takes out. */
export function outOf({ filter, exclude }: RetrievalOptions, itemCount: number): Uint8Array {
  const isOut = new Uint8Array(itemCount);
  if (filter) {
    for (let item = 0; item < itemCount; item++) {
      if (((filter.mask[item >> 3]! >> (item & 7)) & 1) === 0) isOut[item] = 1;
    }
  }
  for (const item of exclude) isOut[item] = 1;
  return isOut;
}
