import { NO_ITEM, type Ranking } from "../kernels/ranking.ts";
import type { NormalisedList } from "./hybrid-lists.ts";
import type { PopularItems } from "./popular-tail.ts";
import { selectTop } from "./select-top.ts";

/** What a mix of lists is made with; f64[members] each. */
export interface MixParts {
  /** f32[items]: interactions of each item in train; those with none are cold. */
  readonly popularity: Float32Array;
  /** w, for items with interactions. */
  readonly weights: Float64Array;
  /** For cold items; the same where no member knows their content. */
  readonly coldWeights: Float64Array;
}

/** Buffers that the next mix writes again. */
export interface MixedScores {
  /** f32[items] */
  readonly scores: Float32Array;
  /** u8[items]: 1 where an item is in no list by what follows from the history. */
  readonly isLevel: Uint8Array;
}

/**
 * Mixes the members' lists for one user: score(i) = Σ_m w_m ν_m(i), where an item that a list lacks counts its floor.
 * Sums are f64, in the order of the members. O(items + entries).
 */
export function createMixer({
  popularity,
  weights,
  coldWeights,
}: MixParts): (lists: readonly NormalisedList[]) => MixedScores {
  const itemCount = popularity.length;
  const sums = new Float64Array(itemCount);
  const scores = new Float32Array(itemCount);
  const isLevel = new Uint8Array(itemCount);
  return (lists) => {
    isLevel.fill(1);
    let [warmFloor, coldFloor] = [0, 0];
    for (const [member, { floor }] of lists.entries()) {
      warmFloor += weights[member]! * floor;
      coldFloor += coldWeights[member]! * floor;
    }
    for (let item = 0; item < itemCount; item++) sums[item] = popularity[item] === 0 ? coldFloor : warmFloor;
    for (const [member, { items, values, popular, floor }] of lists.entries()) {
      const [warm, cold] = [weights[member]!, coldWeights[member]!];
      for (let place = 0; place < items.length; place++) {
        const item = items[place]!;
        if (popular?.[place] !== 1) isLevel[item] = 0;
        sums[item]! += (popularity[item] === 0 ? cold : warm) * (values[place]! - floor);
      }
    }
    for (let item = 0; item < itemCount; item++) scores[item] = sums[item]!;
    return { scores, isLevel };
  };
}

/**
 * The best k of a mix that are not `isOut`: those of which a member's list says something, by score, then the others by
 * popularity, marked as popular. What the mix gives those is what lists give to all that they lack, and no order of them; they
 * get scores below the last of the others, the lower the less popular. Where all are popular, scores are popularities.
 */
export function selectMixed(
  { scores, isLevel }: MixedScores,
  isOut: Uint8Array,
  k: number,
  { popularity, order }: PopularItems,
): Ranking {
  const batch = { queryCount: 1, k, items: new Uint32Array(k), scores: new Float32Array(k) };
  const isNoSignal = isOut.map((out, item) => out | isLevel[item]!);
  selectTop(scores, isNoSignal, batch, 0);
  const found = batch.items.indexOf(NO_ITEM);
  if (found < 0) return batch;
  const level = order.filter((item) => isLevel[item] === 1 && isOut[item] === 0).subarray(0, k - found);
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
