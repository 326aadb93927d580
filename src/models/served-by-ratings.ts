import { MAXIMUM_FACTOR_COUNT } from "../kernels/layout.ts";
import { cosineScores } from "./cosine-scores.ts";
import type { RestoreContext } from "./define-model.ts";
import { clipRating } from "./rating-model.ts";
import { createHistoryReach, productSizes, quietenRatings, type ReachesOf, reachedBy } from "./rating-signal.ts";
import type { ByScores, ServedModel } from "./served-model.ts";
import type { ServedRatings } from "./served-ratings.ts";
import type { StateReader } from "./state.ts";

/**
 * A model that ranks by predicted rating. Where predictions are products the scan kernel searches them: scores are predictions
 * before clipping, up to a constant of the user, so that items at the end of the scale keep an order. Any other model predicts
 * every item, and so does one with more lanes than the kernel takes. Histories hold ratings; one outside the scale that a
 * request sends counts as the nearer end of it.
 */
export function servedByRatings(
  ratings: ServedRatings,
  state: StateReader,
  { itemCount, popularity }: Pick<RestoreContext, "itemCount" | "popularity">,
): ServedModel {
  const connected = state.has("connected") ? state.u32("connected", itemCount) : undefined;
  return rankedByRatings(ratings, popularity, connected);
}

/** The same with the parts of the catalogue that no user connects (connected-items.ts). */
export function rankedByRatings(
  ratings: ServedRatings,
  popularity: Float32Array,
  connected: Uint32Array | undefined,
): ServedModel {
  const { predictorOf, isAlike, product } = ratings;
  const sizes = product && productSizes(product.rows, product.laneCount, product.factorCount);
  const reach = createHistoryReach({ popularity, connected }, sizes);
  const reaches: ReachesOf = (items, given) =>
    reachedBy(reach(items, product?.queryOf(items, given)), ratings.reachesOf?.(items, given));
  const common = {
    ...predictions(ratings),
    isAlike,
    ranksByRating: true,
    // What is the same for every user is a list by biases or means, whatever the history reaches.
    reaches: isAlike ? ratings.reachesOf : reaches,
  };
  if (product && product.laneCount <= MAXIMUM_FACTOR_COUNT) {
    return {
      ...common,
      retrieve: {
        by: "factors",
        get factors() {
          return { precision: "f32", values: product.rows } as const;
        },
        factorCount: product.laneCount,
        likenessLanes: product.factorCount,
        userBiases: product.userBiases,
        query: (_, items, given) => product.queryOf(items, given),
        reach,
      },
      reaches,
    };
  }
  return {
    ...common,
    retrieve: byPredictions(popularity.length, ratings.scorerOf ?? predictorOf, common.reaches),
    similarTo: ratings.similarTo ?? (product && cosineScores({ ...product, rows: product.rows })),
  };
}

/** What a model predicts, and how it takes the values that a request sends. */
export function predictions({ scale, predictorOf }: ServedRatings): Pick<ServedModel, "predict" | "sentWeight"> {
  return {
    predict: predictorOf,
    sentWeight: (value = scale.maximum) => clipRating(scale, value),
  };
}

/** Every item has a prediction. Where all that are left have the same, or none that is reached, nothing follows. */
function byPredictions(
  itemCount: number,
  scorerOf: ServedRatings["predictorOf"],
  reaches: ReachesOf | undefined,
): ByScores {
  return {
    by: "scores",
    scoresOf: (items, given, isOut) => {
      const scoreOf = scorerOf(items, given);
      const scores = Float32Array.from({ length: itemCount }, (_, item) => scoreOf(item));
      quietenRatings(scores, isOut, reaches?.(items, given));
      return { scores };
    },
  };
}
