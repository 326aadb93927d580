import { NO_ITEM, type Ranking } from "../../kernels/ranking.ts";
import type { PopularItems } from "../popular-tail.ts";
import { selectTop } from "../select-top.ts";

/** Scores of all items on a scale on which 0 does not say that nothing follows from the history. */
export interface SilentScores {
  /** f32[items] */
  readonly scores: Float32Array;
  /** u8[items]: 1 where nothing follows from the history. */
  readonly isSilent: Uint8Array;
}

/**
 * The best k of a mix that are not `isOut`: those of which a member's list says something, by score, then the others by
 * popularity, marked as popular. What the mix gives those is what lists give to all that they lack, and no order of them; they
 * get scores below the last of the others, the lower the less popular. Where all are popular, scores are popularities.
 */
export function selectWithSilent(
  { scores, isSilent }: SilentScores,
  isOut: Uint8Array,
  k: number,
  popular: PopularItems,
): Ranking {
  const batch = { queryCount: 1, k, items: new Uint32Array(k), scores: new Float32Array(k) };
  const isNoSignal = isOut.map((out, item) => out | isSilent[item]!);
  selectTop(scores, isNoSignal, batch, 0);
  const found = batch.items.indexOf(NO_ITEM);
  if (found < 0) return batch;
  const { popularity, order } = popular;
  const level = order.filter((item) => isSilent[item] === 1 && isOut[item] === 0).subarray(0, k - found);
  const length = found + level.length;
  const last = batch.scores[found - 1];
  const most = 1 + (popularity[order[0] ?? 0] ?? 0);
  for (const [at, item] of level.entries()) {
    batch.items[found + at] = item;
    batch.scores[found + at] =
      last === undefined ? popularity[item]! : last - (1 + Math.abs(last)) * (1 - popularity[item]! / most);
  }
  return {
    items: batch.items.subarray(0, length),
    scores: batch.scores.subarray(0, length),
    popular: new Uint8Array(length).fill(1, found),
  };
}
