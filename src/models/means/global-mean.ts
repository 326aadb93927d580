import { defineModel } from "../define-model.ts";
import { servedByRatings } from "../served-by-ratings.ts";
import { readScale, type ServedRatings } from "../served-ratings.ts";
import type { StateReader } from "../state.ts";

/**
 * Global mean: every rating is predicted by the mean of train.
 *
 *   r̂_ui = μ = Σ_(u,i)∈S r_ui / |S|,   the minimiser of Σ_(u,i)∈S (r_ui − μ)²
 *
 * What an error must be compared with: its RMSE is about the standard deviation of the ratings. It cannot rank: all items
 * have the same score, so lists are the popular items without those of the history.
 */
export const globalMean = defineModel({
  name: "global-mean",
  summary: "the mean of all ratings",
  learnsFrom: "ratings",
  options: {},
  restore: (_, state, context) => servedByRatings(restoreGlobalMean(state), state, context),
});

/** Its predictions, from its state. */
function restoreGlobalMean(state: StateReader): ServedRatings {
  const scale = readScale(state);
  return { scale, predictorOf: () => () => scale.mean, isAlike: true };
}
