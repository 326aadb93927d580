import { defineModel } from "../define-model.ts";
import { number } from "../option-specs.ts";
import { servedByRatings } from "../served-by-ratings.ts";
import { readScale, type ServedRatings } from "../served-ratings.ts";
import type { StateReader } from "../state.ts";

/**
 * Weighted mean: the mean rating of an item, drawn towards the mean of all ratings where few have rated it.
 *
 *   r̂_ui = v/(v+m) · R + m/(v+m) · C  =  (Σ_u r_ui + m·C) / (v + m),   the minimiser over b_i of
 *
 *   Σ_(u∈S_i) (r_ui − b_i)²  +  m (b_i − C)²
 *
 * v = |S_i| ratings of item i, R their mean, C the mean of all ratings. An item without ratings gets C. The rule behind
 * charts of the best rated: without it an item with a single highest rating leads them. Predictions are the same for every
 * user; a history only says what not to list.
 */
export const weightedMean = defineModel({
  name: "weighted-mean",
  summary: "each item's mean, drawn towards the global mean where it has few ratings",
  learnsFrom: "ratings",
  options: {
    /**
     * m ≥ 0, in ratings: an item with m ratings of its own stands half way between R and C. As strong by default as the pull on
     * items in user-item-baseline, so that the two differ by the user's part only.
     */
    m: number(0, 1e9, 10),
  },
  restore: (_, state, context) => servedByRatings(restoreWeightedMean(state, context.itemCount), state, context),
});

/** Its predictions, from its state. */
function restoreWeightedMean(state: StateReader, itemCount: number): ServedRatings {
  const scale = readScale(state);
  const means = state.f64("itemMeans", itemCount);
  return { scale, predictorOf: () => (item) => means[item]!, isAlike: true };
}
