import { defineModel } from "../define-model.ts";
import { servedByRatings } from "../served-by-ratings.ts";
import { readScale } from "../served-ratings.ts";

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
  restore: (_, state, context) => {
    const scale = readScale(state);
    return servedByRatings({ scale, predictorOf: () => () => scale.mean, isAlike: true }, state, context);
  },
});
