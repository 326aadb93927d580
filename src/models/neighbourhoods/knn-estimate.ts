import type { KnnRatingOptions } from "./knn-rating-options.ts";
import type { Level, RatingLevels, UserLevel } from "./rating-levels.ts";

/** Joins what neighbours say with what is known without them. `own` is the level of the row x of knn-rating-options.ts. */
export type KnnEstimate = (
  own: Level,
  item: number,
  user: UserLevel,
  found: number,
  weight: number,
  total: number,
) => number;

/** The estimate by these options, for users with a history. */
export function estimateOf(options: KnnRatingOptions, levels: RatingLevels): KnnEstimate {
  const { kind, minNeighbours, damping, fallback } = options;
  const { scale, itemBiases, itemCounts } = levels;
  const alone = (user: UserLevel): number => (fallback === "user-mean" ? user.mean : scale.mean);
  return (own, item, user, found, weight, total) => {
    const known = found >= minNeighbours && found > 0;
    const said = known ? total / (weight + damping) : 0;
    switch (kind) {
      case "basic":
        return known ? (total + damping * alone(user)) / (weight + damping) : alone(user);
      case "means":
        return itemCounts[item] === 0 ? alone(user) : own.mean + said;
      case "zscore":
        return itemCounts[item] === 0 ? alone(user) : own.mean + own.spread * said;
      case "baseline":
        return scale.mean + user.bias + itemBiases[item]! + said;
    }
  };
}

/** For users without a history: the baseline of the item where there is one, else the global mean. */
export function unknownEstimate({ kind }: KnnRatingOptions, { scale, itemBiases }: RatingLevels, item: number): number {
  return kind === "baseline" ? scale.mean + itemBiases[item]! : scale.mean;
}

/**
 * What the rating of a neighbour is measured from, by the level of the neighbour. Of full rows that is the mean even where
 * ratings themselves are summed: see nearest-of-all.ts.
 */
export function userDeviations(
  { kind, imputation }: KnnRatingOptions,
  { scale, itemBiases }: RatingLevels,
): (rating: number, item: number, user: UserLevel) => number {
  switch (kind) {
    case "basic":
      return imputation === "full-rows" ? (rating, _, { mean }) => rating - mean : (rating) => rating;
    case "means":
      return (rating, _, { mean }) => rating - mean;
    case "zscore":
      return (rating, _, { mean, spread }) => (rating - mean) / spread;
    case "baseline":
      return (rating, item, { bias }) => rating - (scale.mean + bias + itemBiases[item]!);
  }
}

/** The same where the neighbours are the items that the user has rated. */
export function itemDeviations(
  options: KnnRatingOptions,
  levels: RatingLevels,
): (rating: number, item: number, user: UserLevel) => number {
  const { itemMeans, itemSpreads } = levels;
  switch (options.kind) {
    case "means":
      return (rating, item) => rating - itemMeans[item]!;
    case "zscore":
      return (rating, item) => (rating - itemMeans[item]!) / itemSpreads[item]!;
    default:
      return userDeviations(options, levels);
  }
}
