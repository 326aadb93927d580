import type { Csr } from "../data/csr.ts";
import type { RatingModel } from "./model.ts";
import { readOptions } from "./options.ts";
import { countInteractions } from "./popularity.ts";
import { createRatingModel, type RatingScale, ratingScale } from "./rating-model.ts";
import { type RestoreRatings, readScale, type ServedRatings, scaleState } from "./served-ratings.ts";
import { type Savable, stateOf } from "./state.ts";

/**
 * Global mean: everybody rates everything with the mean of train.
 *
 *   r̂_ui = μ = Σ_(u,i)∈S r_ui / |S|,   the minimiser of Σ_(u,i)∈S (r_ui − μ)²
 *
 * What an error must be compared with: its RMSE is about the standard deviation of the ratings. It cannot rank: all items
 * score alike, so lists are the popular items that are unseen.
 */

const KIND = "global-mean";

/** There are no options: throws OptionsError `unknown-option` for any. */
export function globalMeanOptions(given: Readonly<Record<string, unknown>>): Readonly<Record<never, never>> {
  return readOptions(KIND, {}, {}, given);
}

/** The global mean of these ratings (users × items). Histories change nothing. Throws DataError `no-ratings`. */
export function createGlobalMeanModel(ratings: Csr): RatingModel & Savable {
  const scale = ratingScale(KIND, ratings);
  const { predictorOf } = servedMean(scale);
  const popularity = countInteractions(ratings);
  const model = createRatingModel({ kind: KIND, options: {}, itemCount: ratings.columnCount, popularity, predictorOf });
  return { ...model, state: () => stateOf({ scale: scaleState(scale) }) };
}

/** The mean, from its artefact. */
export const restoreGlobalMean: RestoreRatings = (given, state) => {
  globalMeanOptions(given);
  return servedMean(readScale(state));
};

function servedMean(scale: RatingScale): ServedRatings {
  return { scale, predictorOf: () => () => scale.mean, isAlike: true };
}
