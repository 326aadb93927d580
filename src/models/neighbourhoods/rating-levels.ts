import { type Csr, rowIndices, rowValues, transpose } from "../../data/csr.ts";
import { baselineFoldIn, createBaseline, type FoldInBias } from "../means/user-item-baseline.ts";
import { type RatingScale, ratingScale } from "../rating-model.ts";
import { readScale, scaleState } from "../served-ratings.ts";
import { type ModelState, type StateReader, stateOf } from "../state.ts";
import { baselineOptionsOf, type KnnRatingOptions } from "./knn-rating-options.ts";

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
  /** Standard deviation of all ratings, 1 where that is 0. */
  readonly spread: number;
  /** By item; the global mean where an item has no ratings. */
  readonly itemMeans: Float64Array;
  readonly itemSpreads: Float64Array;
  /** b_i; zeros where no baseline is asked for. */
  readonly itemBiases: Float64Array;
  /** Ratings of each item. */
  readonly itemCounts: Uint32Array;
  /** The level of a user who gave these ratings; an empty history has the global mean. Users of train are no exception. */
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
  const baseline = needsBaseline(options) ? createBaseline(ratings, baselineOptionsOf(options)) : undefined;
  const itemBiases = baseline?.itemBiases ?? new Float64Array(byItem.rowCount);
  const userLevel = userLevels(scale, whole.spread, baseline?.foldIn);
  return { scale, spread: whole.spread, itemMeans, itemSpreads, itemCounts, itemBiases, userLevel };
}

/** Whether b has any part in these neighbourhoods. */
export function needsBaseline({ kind, similarity }: KnnRatingOptions): boolean {
  return kind === "baseline" || similarity === "pearson-baseline";
}

function userLevels(scale: RatingScale, spread: number, foldIn: FoldInBias = () => 0): RatingLevels["userLevel"] {
  return (items, given) => ({ ...levelOf(given, scale.mean, spread), bias: foldIn(items, given) });
}

/** The levels by item that a model can do without, where its options do not read them. */
export type ItemLevel = "itemMeans" | "itemSpreads" | "itemBiases" | "itemCounts";

/** What an artefact keeps of levels: those of items that are named. */
export function levelsState(levels: RatingLevels, names: readonly ItemLevel[]): ModelState {
  const named = Object.fromEntries(names.map((name) => [name, levels[name]]));
  return stateOf({ scale: scaleState(levels.scale), spread: Float64Array.of(levels.spread), ...named });
}

/** The levels that `levelsState` kept; those of items that are not named are 0. */
export function readLevels(
  options: KnnRatingOptions,
  state: StateReader,
  itemCount: number,
  names: readonly ItemLevel[],
): RatingLevels {
  const scale = readScale(state);
  const [spread = 1] = state.f64("spread", 1);
  const levelsOf = (name: Exclude<ItemLevel, "itemCounts">): Float64Array =>
    names.includes(name) ? state.f64(name, itemCount) : new Float64Array(itemCount);
  const itemBiases = levelsOf("itemBiases");
  const foldIn = names.includes("itemBiases")
    ? baselineFoldIn(baselineOptionsOf(options), scale, itemBiases)
    : undefined;
  return {
    scale,
    spread,
    itemMeans: levelsOf("itemMeans"),
    itemSpreads: levelsOf("itemSpreads"),
    itemCounts: names.includes("itemCounts") ? state.u32("itemCounts", itemCount) : new Uint32Array(itemCount),
    itemBiases,
    userLevel: userLevels(scale, spread, foldIn),
  };
}

function levelOf(values: Float32Array, meanOfNone: number, spreadOfNone: number): Level {
  if (values.length === 0) return { mean: meanOfNone, spread: spreadOfNone };
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) {
    const deviation = value - mean;
    squares += deviation * deviation;
  }
  return { mean, spread: Math.sqrt(squares / values.length) || spreadOfNone };
}

/** What a similarity compares: a function of each rating alone, the same for users and items as rows. */
export function comparedValues(
  { similarity, imputation }: KnnRatingOptions,
  { scale, itemBiases }: RatingLevels,
): (rating: number, item: number, user: UserLevel) => number {
  if (similarity === "adjusted-cosine" || imputation !== "none") return (rating, _, user) => rating - user.mean;
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
