import type { Csr } from "../../data/csr.ts";
import { clipRating } from "../rating-model.ts";
import type { RestoreRatings, ServedRatings } from "../served-ratings.ts";
import { csrState, type ModelState, personalState, type StateReader, stateOf } from "../state.ts";
import { estimateOf, unknownEstimate } from "./knn-estimate.ts";
import { type KnnRatingOptions, userKnnRatingOptions } from "./knn-rating-options.ts";
import { nearestOfAll } from "./nearest-of-all.ts";
import { createNearestUsers, type Weighed } from "./nearest-users.ts";
import {
  comparedValues,
  type ItemLevel,
  needsBaseline,
  type RatingLevels,
  readLevels,
  sumSquares,
} from "./rating-levels.ts";
import { createSharedSums } from "./shared-sums.ts";
import { similarByUsers } from "./similar-by-users.ts";
import { similarityPlan } from "./similarity-plan.ts";
import { rankingHalf, ratingHalf } from "./two-halves.ts";
import { weighsItems } from "./user-knn-ranking.ts";
import { layOutUserRows } from "./user-rows.ts";

/** The levels of items that user-knn reads; those of users follow from their ratings. */
export function levelsOfUserKnn(options: KnnRatingOptions): readonly ItemLevel[] {
  const centred = options.kind === "means" || options.kind === "zscore";
  return [...(centred ? (["itemCounts"] as const) : []), ...(needsBaseline(options) ? (["itemBiases"] as const) : [])];
}

/** The half of user-knn that predicts by itself, as an artefact that has the ratings of users among its state. */
export const restoreUserKnnRating: RestoreRatings = (given, state, itemCount) => {
  return restoreUserKnnFrom(given, state, readRatings(state, itemCount));
};

/** The same of both halves: what the other one keeps stands in the same state. */
export const restoreUserKnn: RestoreRatings = (given, state, itemCount) => {
  const { similarity } = rankingHalf(given, ["similarity"]);
  if (weighsItems(similarity)) state.f64("itemWeights", itemCount);
  return restoreUserKnnRating(given, state, itemCount);
};

/** Ratings of users among a state, as `ratingsState` keeps them. */
export function readRatings(state: StateReader, itemCount: number): Csr {
  const [userCount = 0] = state.u32("users", 1);
  return state.csr("ratings", userCount, itemCount);
}

/** What that artefact keeps beside the levels: histories, though without a name, are of users. */
export function ratingsState(ratings: Csr): ModelState {
  const count = stateOf({ users: Uint32Array.of(ratings.rowCount) });
  return personalState(new Map([...count, ...csrState("ratings", ratings)]));
}

/** The same over ratings (users × items) that lie elsewhere. Options of the other half may stand beside its own. */
export function restoreUserKnnFrom(
  given: Readonly<Record<string, unknown>>,
  state: StateReader,
  ratings: Csr,
): ServedRatings {
  const options = userKnnRatingOptions(ratingHalf(given));
  return servedUserKnn(options, readLevels(options, state, ratings.columnCount, levelsOfUserKnn(options)), ratings);
}

/**
 * What train-user-search.ts predicts, to the last bit, without the kernels of training. O(ratings) to begin with; a
 * user then costs O(Σ_(i in history) |S_i| + users), an item O(|S_i|). Similar items are those of the same users.
 */
function servedUserKnn(options: KnnRatingOptions, levels: RatingLevels, ratings: Csr): ServedRatings {
  const { scale } = levels;
  const rows = layOutUserRows(ratings, levels, options);
  const { byItem, deviations, rowTerms, terms } = rows;
  const compare = createSharedSums(similarityPlan(options), byItem, rowTerms);
  const comparedOf = comparedValues(options, levels);
  const estimate = estimateOf(options, levels);
  // There are never more neighbours than users.
  const weigh = createNearestUsers(Math.max(1, Math.min(options.k, ratings.rowCount)));
  const ofAll = nearestOfAll(options, ratings, rows);
  const weigherOf = (items: Uint32Array, given: Float32Array) => {
    const user = levels.userLevel(items, given);
    const values = Float32Array.from(items, (item, place) => comparedOf(given[place]!, item, user));
    const term = { count: items.length, squares: sumSquares(values), tilt: user.mean };
    const similarities = compare(items, values, terms.query(term));
    ofAll?.choose(similarities, items, given);
    const weighItem = (item: number): Weighed => {
      if (ofAll) return ofAll.weigh(item);
      const [start, end] = [byItem.offsets[item]!, byItem.offsets[item + 1]!];
      return weigh(similarities, byItem.indices, deviations, start, end);
    };
    return { user, weighItem };
  };
  return {
    scale,
    predictorOf: (items, given) => {
      if (items.length === 0) return (item) => clipRating(scale, unknownEstimate(options, levels, item));
      const { user, weighItem } = weigherOf(items, given);
      return (item) => {
        const { found, weight, total } = weighItem(item);
        return clipRating(scale, estimate(user, item, user, found, weight, total));
      };
    },
    reachesOf: (items, given) => {
      const { weighItem } = weigherOf(items, given);
      return (item) => weighItem(item).found >= Math.max(1, options.minK);
    },
    similarTo: (item) => similarByUsers(ratings, byItem, item),
  };
}
