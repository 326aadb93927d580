import type { Csr } from "../../data/csr.ts";
import { clipRating } from "../rating-model.ts";
import type { ServedRatings } from "../served-ratings.ts";
import type { StateReader } from "../state.ts";
import { estimateOf, unknownEstimate } from "./knn-estimate.ts";
import type { KnnRatingOptions } from "./knn-rating-options.ts";
import { nearestOfAll } from "./nearest-of-all.ts";
import { createNearestUsers, type Weighed } from "./nearest-users.ts";
import {
  comparedValues,
  type ItemLevel,
  needsBaseline,
  type RatingLevels,
  readLevels,
  sumSquares,
  type UserLevel,
} from "./rating-levels.ts";
import { createSharedSums } from "./shared-sums.ts";
import { similarityPlan } from "./similarity-plan.ts";
import { layOutUserRows } from "./user-rows.ts";

/** The levels of items that user-knn reads; those of users follow from their ratings. */
export function levelsOfUserKnn(options: KnnRatingOptions): readonly ItemLevel[] {
  const centred = options.kind === "means" || options.kind === "zscore";
  return [...(centred ? (["itemCounts"] as const) : []), ...(needsBaseline(options) ? (["itemBiases"] as const) : [])];
}

/** Compares a history with all users of train: the level of its user, and what the nearest say of each item. */
export type CompareHistory = (
  items: Uint32Array,
  ratings: Float32Array,
) => { readonly user: UserLevel; readonly weigh: (item: number) => Weighed };

/** The half that predicts, from what an artefact keeps of levels and ratings of users (users × items). */
export function restoreUserKnnRating(options: KnnRatingOptions, state: StateReader, ratings: Csr): ServedRatings {
  const levels = readLevels(options, state, ratings.columnCount, levelsOfUserKnn(options));
  let compare: CompareHistory | undefined;
  return userKnnRatings(options, levels, (items, given) => {
    // Laid out when a prediction is asked for: lists need nothing of it, and an evaluation predicts by the kernels.
    compare ??= createUserComparison(options, levels, ratings);
    return compare(items, given);
  });
}

/**
 * What the users nearest to one said of an item (formulas: knn-rating-options.ts).
 *
 * Nothing is fitted but levels: the model keeps the ratings by item, and finds the similarities of a user to all users of
 * train when the user comes, from the history that comes along. That is exact, it is the fold-in, and it needs no matrix of
 * users by users. The row of a user of train is one among the others: it counts as a neighbour for what it has rated itself,
 * and for nothing else.
 */
export function userKnnRatings(
  options: KnnRatingOptions,
  levels: RatingLevels,
  compare: CompareHistory,
): ServedRatings {
  const { scale } = levels;
  const estimate = estimateOf(options, levels);
  const least = Math.max(1, options.minNeighbours);
  return {
    scale,
    predictorOf: (items, given) => {
      if (items.length === 0) return (item) => clipRating(scale, unknownEstimate(options, levels, item));
      const { user, weigh } = compare(items, given);
      return (item) => {
        const { found, weight, total } = weigh(item);
        return clipRating(scale, estimate(user, item, user, found, weight, total));
      };
    },
    reachesOf: (items, given) => {
      const { weigh } = compare(items, given);
      return (item) => weigh(item).found >= least;
    },
  };
}

/**
 * The search of train-user-search.ts without the kernels of training, the same to the last bit. O(ratings) to begin with; a
 * user then costs O(Σ_(i in history) |S_i| + users), an item O(|S_i|).
 */
function createUserComparison(options: KnnRatingOptions, levels: RatingLevels, ratings: Csr): CompareHistory {
  const rows = layOutUserRows(ratings, levels, options);
  const { byItem, deviations, rowTerms, terms } = rows;
  const compare = createSharedSums(similarityPlan(options), byItem, rowTerms);
  const comparedOf = comparedValues(options, levels);
  // There are never more neighbours than users.
  const weighNearest = createNearestUsers(Math.max(1, Math.min(options.neighbours, ratings.rowCount)));
  const ofAll = nearestOfAll(options, ratings, rows);
  return (items, given) => {
    const user = levels.userLevel(items, given);
    const values = Float32Array.from(items, (item, place) => comparedOf(given[place]!, item, user));
    const term = { count: items.length, squares: sumSquares(values), tilt: user.mean };
    const similarities = compare(items, values, terms.query(term));
    ofAll?.choose(similarities, items, given);
    const weigh = (item: number): Weighed => {
      if (ofAll) return ofAll.weigh(item);
      const [start, end] = [byItem.offsets[item]!, byItem.offsets[item + 1]!];
      return weighNearest(similarities, byItem.indices, deviations, start, end);
    };
    return { user, weigh };
  };
}
