import { checkNumber } from "../check.ts";
import type { Csr } from "../data/csr.ts";
import type { RatingModel } from "./model.ts";
import { type OptionReader, readOptions } from "./options.ts";
import { countInteractions } from "./popularity.ts";
import { createRatingModel, type RatingScale, ratingScale } from "./rating-model.ts";
import { type RestoreRatings, readScale, type ServedRatings, scaleState } from "./served-ratings.ts";
import { type Savable, stateOf } from "./state.ts";

/**
 * Weighted mean: the mean rating of an item, drawn towards the mean of everything where few have rated it.
 *
 *   r̂_ui = v/(v+m) · R + m/(v+m) · C  =  (Σ_u r_ui + m·C) / (v + m),   the minimiser over b_i of
 *
 *   Σ_(u∈S_i) (r_ui − b_i)²  +  m (b_i − C)²
 *
 * v = |S_i| ratings of item i, R their mean, C the mean of all ratings. An item without ratings gets C. The rule behind
 * charts of the best rated: without it an item with a single highest rating leads them.
 */
export interface WeightedMeanOptions {
  /** m ≥ 0, in ratings: an item with m ratings of its own stands half way between R and C. */
  readonly m: number;
}

/** As strong as the pull on items in user-item-baseline, so that the two differ by the user's part only. */
export const WEIGHTED_MEAN_DEFAULTS: WeightedMeanOptions = { m: 10 };

const KIND = "weighted-mean";

const READERS: { readonly [Key in keyof WeightedMeanOptions]: OptionReader<WeightedMeanOptions[Key]> } = {
  m: (name, value) => checkNumber(name, value, 0, 1e9),
};

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
export function weightedMeanOptions(given: Readonly<Record<string, unknown>>): WeightedMeanOptions {
  return readOptions(KIND, WEIGHTED_MEAN_DEFAULTS, READERS, given);
}

/**
 * The weighted mean of these ratings (users × items): the same for everybody, so histories only say what not to list.
 * Throws DataError `no-ratings`.
 */
export function createWeightedMeanModel(ratings: Csr, options: WeightedMeanOptions): RatingModel & Savable {
  const scale = ratingScale(KIND, ratings);
  const { mean } = scale;
  const counts = new Uint32Array(ratings.columnCount);
  const means = new Float64Array(ratings.columnCount);
  for (const [entry, item] of ratings.indices.entries()) {
    counts[item]! += 1;
    means[item]! += ratings.values[entry]!;
  }
  for (const [item, count] of counts.entries()) {
    // With m = 0 an item without ratings has no weight at all.
    means[item] = count === 0 ? mean : (means[item]! + options.m * mean) / (count + options.m);
  }
  const { predictorOf, isAlike } = servedMeans(scale, means);
  const model = createRatingModel({
    kind: KIND,
    options: { ...options },
    itemCount: ratings.columnCount,
    popularity: countInteractions(ratings),
    predictorOf,
    isAlike,
  });
  return { ...model, state: () => stateOf({ scale: scaleState(scale), itemMeans: means }) };
}

/** The means, from their artefact. */
export const restoreWeightedMean: RestoreRatings = (given, state, itemCount) => {
  weightedMeanOptions(given);
  return servedMeans(readScale(state), state.f64("itemMeans", itemCount));
};

function servedMeans(scale: RatingScale, means: Float64Array): ServedRatings {
  return { scale, predictorOf: () => (item) => means[item]!, isAlike: true };
}
