import { checkNumber } from "../../check.ts";
import { isAllPopular, signalLength } from "../../models/popular-tail.ts";
import type { PairLikeness } from "../likeness/likeness.ts";
import { entriesAt } from "../list-places.ts";
import type { Stage } from "./stage.ts";

/** So many of the best items are chosen among, whatever the length of the list: its pages are parts of one order. */
const DIVERSITY_CANDIDATES = 200;

/**
 * Orders the best 200 by maximal marginal relevance (Carbonell & Goldstein 1998, with λ for diversity): next stands the item with the
 * largest
 *
 *   (1 − λ) · relevance(i) − λ · max over the items j before it of likeness(i, j)
 *
 * with the relevance from 1, the best, to 0, the last of the candidates, by their scores. Equal ones keep their order. What is popular
 * alone stays behind what follows from the history. Scores stay with their items, and no longer fall. Throws RequestError
 * `unsupported-diversity` where nothing tells that items are alike, RangeError for λ beyond 0 … 1.
 */
export const diversify: Stage = {
  width: ({ diversity = 0 }) => (diversity > 0 ? DIVERSITY_CANDIDATES : 0),
  run: (state, { likeness, unsupported }) => {
    const share = checkNumber("diversity", state.request.diversity ?? 0, 0, 1);
    if (share === 0) return state;
    if (!likeness) throw unsupported("diversity", "factors, weights between items or categories");
    const { list, depth, request } = state;
    const { ranking } = list;
    const end = isAllPopular(ranking) ? ranking.items.length : signalLength(ranking);
    const count = Math.min(DIVERSITY_CANDIDATES, end);
    if (count < 2) return state;
    // What is tried is drawn from further down, and limits leave items out: the order must be known there as well.
    const draws = request.explore !== undefined && request.explore.method !== "thompson";
    const wanted = draws || (request.limits?.length ?? 0) > 0 ? count : depth;
    const among = likeness.among(ranking.items.slice(0, count));
    const chosen = marginal(ranking.scores.subarray(0, count), among, share, wanted);
    const places = [...chosen, ...Array.from({ length: ranking.items.length - count }, (_, at) => count + at)];
    return { ...state, list: { ...list, ranking: entriesAt(ranking, places) } };
  },
};

/** All places of candidates, the first `wanted` by marginal relevance, the rest in their order. O(wanted · look). */
function marginal(scores: Float32Array, likeTo: PairLikeness, share: number, wanted: number): number[] {
  const count = scores.length;
  const [most, least] = [scores[0]!, scores[count - 1]!];
  const relevance = Float64Array.from(scores, (score) => (most > least ? (score - least) / (most - least) : 0));
  const [largest, likeness] = [new Float32Array(count), new Float32Array(count)];
  const isChosen = new Uint8Array(count);
  const chosen: number[] = [];
  for (let rank = 0; rank < Math.min(wanted, count); rank++) {
    let best = -1;
    let bestValue = Number.NEGATIVE_INFINITY;
    for (let place = 0; place < count; place++) {
      if (isChosen[place] === 1) continue;
      const value = (1 - share) * relevance[place]! - share * largest[place]!;
      if (value > bestValue) {
        best = place;
        bestValue = value;
      }
    }
    chosen.push(best);
    isChosen[best] = 1;
    likeTo(best, likeness);
    for (let place = 0; place < count; place++)
      if (likeness[place]! > largest[place]!) largest[place] = likeness[place]!;
  }
  for (let place = 0; place < count; place++) if (isChosen[place] === 0) chosen.push(place);
  return chosen;
}
