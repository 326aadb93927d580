import { type Csr, rowIndices, rowValues, transpose } from "../data/csr.ts";
import { baselineOptionsOf, type KnnRatingOptions } from "./knn-rating-options.ts";
import { type RatingScale, ratingScale } from "./rating-model.ts";
import { createUserItemBaselineModel } from "./user-item-baseline.ts";

/** Where the ratings of one row lie. */
export interface Level {
  readonly mean: number;
  /** Population standard deviation; that of all ratings where it is 0, and 1 where that is 0 too. */
  readonly spread: number;
}

/** The level of a user, and how far they are from the baseline. */
export interface UserLevel extends Level {
  /** b_u; 0 where no baseline is asked for. */
  readonly bias: number;
}

/** The levels of train, against which ratings are measured. */
export interface RatingLevels {
  readonly scale: RatingScale;
  /** By item; the global mean where an item has no ratings. */
  readonly itemMeans: Float64Array;
  readonly itemSpreads: Float64Array;
  /** b_i; zeros where no baseline is asked for. */
  readonly itemBiases: Float64Array;
  /** Ratings of each item. */
  readonly itemCounts: Uint32Array;
  /** The level of whoever gave these ratings; an empty history has the global mean. Users of train are no exception. */
  userLevel(items: Uint32Array, ratings: Float32Array): UserLevel;
}

/** Finds the levels of ratings (users × items). O(ratings), times the epochs of the baseline where one is needed. */
export function ratingLevels(kind: string, ratings: Csr, options: KnnRatingOptions): RatingLevels {
  const scale = ratingScale(kind, ratings);
  const whole = levelOf(ratings.values, scale.mean, 1);
  const byItem = transpose(ratings);
  const itemMeans = new Float64Array(byItem.rowCount);
  const itemSpreads = new Float64Array(byItem.rowCount);
  const itemCounts = new Uint32Array(byItem.rowCount);
  for (let item = 0; item < byItem.rowCount; item++) {
    const own = rowValues(byItem, item);
    const level = levelOf(own, scale.mean, whole.spread);
    itemMeans[item] = level.mean;
    itemSpreads[item] = level.spread;
    itemCounts[item] = own.length;
  }
  const needsBaseline = options.kind === "baseline" || options.similarity === "pearson-baseline";
  const baseline = needsBaseline ? createUserItemBaselineModel(ratings, baselineOptionsOf(options)) : undefined;
  return {
    scale,
    itemMeans,
    itemSpreads,
    itemCounts,
    itemBiases: baseline?.itemBiases ?? new Float64Array(byItem.rowCount),
    userLevel: (items, given) => {
      return { ...levelOf(given, scale.mean, whole.spread), bias: baseline?.foldIn(items, given) ?? 0 };
    },
  };
}

function levelOf(values: Float32Array, meanOfNone: number, spreadOfNone: number): Level {
  if (values.length === 0) return { mean: meanOfNone, spread: spreadOfNone };
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, spread: Math.sqrt(squares / values.length) || spreadOfNone };
}

/** What a similarity compares: a function of each rating alone, the same for users and items as rows. */
export function comparedValues(
  { similarity, imputation }: KnnRatingOptions,
  { scale, itemBiases }: RatingLevels,
): (rating: number, item: number, user: UserLevel) => number {
  if (similarity === "adjusted-cosine" || imputation === "user-mean") return (rating, _, user) => rating - user.mean;
  if (similarity === "pearson-baseline") {
    return (rating, item, user) => rating - (scale.mean + user.bias + itemBiases[item]!);
  }
  if (similarity !== "pearson") return (rating) => rating;
  // A correlation does not change with the origin. Half stars stay exact when it is moved by half stars.
  const origin = Math.round(2 * scale.mean) / 2;
  return (rating) => rating - origin;
}

/** One value for each entry of a matrix of ratings, from the rating and the level of its user. */
export function mapRatings(
  ratings: Csr,
  { userLevel }: RatingLevels,
  ...maps: readonly ((rating: number, item: number, user: UserLevel) => number)[]
): Float32Array[] {
  const outputs = maps.map(() => new Float32Array(ratings.values.length));
  for (let row = 0; row < ratings.rowCount; row++) {
    const user = userLevel(rowIndices(ratings, row), rowValues(ratings, row));
    for (const [place, map] of maps.entries()) {
      const output = outputs[place]!;
      for (let entry = ratings.offsets[row]!; entry < ratings.offsets[row + 1]!; entry++) {
        output[entry] = map(ratings.values[entry]!, ratings.indices[entry]!, user);
      }
    }
  }
  return outputs;
}

/** Σ v² in f64. */
export function sumSquares(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
