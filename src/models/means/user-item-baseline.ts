import { type Csr, transpose } from "../../data/csr.ts";
import { learningRateAdvice } from "../../data/value-scale.ts";
import { TrainingError } from "../../errors.ts";
import { defineModel } from "../define-model.ts";
import { choice, dependingOn, formerly, integer, number, type OptionsOf, onlyWith } from "../option-specs.ts";
import { clipRating, type RatingScale, ratingScale } from "../rating-model.ts";
import { servedByRatings } from "../served-by-ratings.ts";
import { readScale, type ServedRatings } from "../served-ratings.ts";
import type { StateReader } from "../state.ts";

/**
 * User-item baseline: the mean of all ratings, plus how far this user and this item usually are from it.
 *
 *   r̂_ui = μ + b_u + b_i,   clipped to the range of the ratings in train
 *
 * The two methods minimise different objectives:
 *
 *   als:  min  Σ_(u,i)∈S (r_ui − μ − b_u − b_i)²  +  λ_u Σ_u b_u²  +  λ_i Σ_i b_i²         λ_u = userRegularization, λ_i = itemRegularization
 *   sgd:  min  Σ_(u,i)∈S [ (r_ui − μ − b_u − b_i)²  +  λ (b_u² + b_i²) ]                   λ = regularization
 *
 * In als the penalty stands once a row; in sgd once a rating, so that it grows with |S_u| and |S_i|, and does little to rows
 * with few ratings. als solves all items exactly, then all users, each epoch. sgd goes through the ratings by user, then by
 * item, in ascending index; b ← b + learningRate · (error − λ·b) for both biases of a rating, in that order, with one error.
 * Biases begin at 0, and so does an item without ratings end. No chance is involved.
 *
 * Users are not stored. Fold-in, with the item biases held fixed and n ratings in the history:
 *
 *   als:  b_u = Σ_i (r_ui − μ − b_i) / (userRegularization + n): what training gave a user of train, since users come last in an epoch
 *   sgd:  b_u = (1 − q^(epochs·n)) · Σ_i (r_ui − μ − b_i) / (n (1 + λ)),   q = max(0, 1 − learningRate · (1 + λ))
 *
 * The second is where epochs·n steps against the mean error of the history lead: near training's own value, but independent
 * of order, and as cautious with a short history. An empty history has b_u = 0.
 *
 * Source: Koren 2010 ("Factor in the neighbors"), section 2.1; the updates are those of scikit-surprise's BaselineOnly.
 */
const options = {
  method: choice(["als", "sgd"], "als"),
  /** Passes over the ratings. */
  epochs: dependingOn("method", integer(1, 10_000, 10), (method) => (method === "sgd" ? 20 : 10)),
  /** λ_u ≥ 0, in ratings; als only. */
  userRegularization: onlyWith("method", "als", formerly(number(0, 1e6, 15), "regUser")),
  /** λ_i ≥ 0, in ratings; als only. */
  itemRegularization: onlyWith("method", "als", formerly(number(0, 1e6, 10), "regItem")),
  /** Size of a step > 0; sgd only. */
  learningRate: onlyWith("method", "sgd", number(1e-9, 1e6, 0.005)),
  /** λ ≥ 0; sgd only. */
  regularization: onlyWith("method", "sgd", number(0, 1e6, 0.02)),
};

/** The options of user-item-baseline. */
export type UserItemBaselineOptions = OptionsOf<typeof options>;

export const userItemBaseline = defineModel({
  name: "user-item-baseline",
  summary: "global mean plus a bias of the user and one of the item",
  learnsFrom: "ratings",
  options,
  restore: (given, state, context) =>
    servedByRatings(restoreUserItemBaseline(given, state, context.itemCount), state, context),
});

/** Its predictions, from its state. */
function restoreUserItemBaseline(
  options: UserItemBaselineOptions,
  state: StateReader,
  itemCount: number,
): ServedRatings {
  return servedBaseline(options, readScale(state), state.f64("itemBiases", itemCount));
}

/** Defaults of every option. */
export const USER_ITEM_BASELINE_DEFAULTS: UserItemBaselineOptions = userItemBaseline.readOptions({});

/** Biases so many times wider than the range of the ratings come from steps that overshoot, not from the data. */
const DIVERGED_RANGES = 10;

/** What fitting finds. */
export interface Biases {
  readonly scale: RatingScale;
  /** b_u, f64[users]; 0 where a user has no ratings. */
  readonly userBiases: Float64Array;
  /** b_i, f64[items]; 0 where an item has no ratings. */
  readonly itemBiases: Float64Array;
}

/**
 * Fits the biases to ratings (users × items). O(epochs · ratings).
 *
 * Throws DataError `no-ratings`, and TrainingError `diverged` where sgd runs away.
 */
export function fitBiases(ratings: Csr, options: UserItemBaselineOptions): Biases {
  const epochs = biasEpochs(ratings, options);
  for (;;) {
    const next = epochs.next();
    if (next.done) return next.value;
  }
}

/** The same epoch by epoch, for who would do something in between. Yields the number of the epoch, from 1. */
export function* biasEpochs(ratings: Csr, options: UserItemBaselineOptions): Generator<number, Biases, void> {
  const scale = ratingScale(userItemBaseline.name, ratings);
  const biases: Biases = {
    scale,
    userBiases: new Float64Array(ratings.rowCount),
    itemBiases: new Float64Array(ratings.columnCount),
  };
  const byItem = options.method === "als" ? transpose(ratings) : undefined;
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    if (byItem) {
      solveBiases(byItem, scale.mean, biases.userBiases, options.itemRegularization, biases.itemBiases);
      solveBiases(ratings, scale.mean, biases.itemBiases, options.userRegularization, biases.userBiases);
    } else {
      stepThroughRatings(ratings, options, biases, epoch);
    }
    yield epoch;
  }
  return biases;
}

function solveBiases(
  rows: Csr,
  mean: number,
  columnBiases: Float64Array,
  regularization: number,
  biases: Float64Array,
): void {
  for (let row = 0; row < rows.rowCount; row++) {
    const [start, end] = [rows.offsets[row]!, rows.offsets[row + 1]!];
    if (start === end) continue;
    let sum = 0;
    for (let entry = start; entry < end; entry++) {
      sum += rows.values[entry]! - mean - columnBiases[rows.indices[entry]!]!;
    }
    biases[row] = sum / (regularization + end - start);
  }
}

/** One epoch of sgd. */
function stepThroughRatings(
  ratings: Csr,
  options: UserItemBaselineOptions,
  { scale, userBiases, itemBiases }: Biases,
  epoch: number,
): void {
  const { learningRate, regularization, epochs } = options;
  const limit = DIVERGED_RANGES * (scale.maximum - scale.minimum);
  for (let user = 0; user < ratings.rowCount; user++) {
    for (let entry = ratings.offsets[user]!; entry < ratings.offsets[user + 1]!; entry++) {
      const item = ratings.indices[entry]!;
      const error = ratings.values[entry]! - (scale.mean + userBiases[user]! + itemBiases[item]!);
      userBiases[user]! += learningRate * (error - regularization * userBiases[user]!);
      itemBiases[item]! += learningRate * (error - regularization * itemBiases[item]!);
    }
  }
  if (isWithin(userBiases, limit) && isWithin(itemBiases, limit)) return;
  const advice = learningRateAdvice(learningRate, USER_ITEM_BASELINE_DEFAULTS.learningRate);
  throw new TrainingError(
    "diverged",
    `${userItemBaseline.name}: the biases left all bounds in epoch ${epoch} of ${epochs}; ` +
      `expected a learningRate that converges, got ${learningRate}; ${advice}, or method=als`,
  );
}

/** False for NaN too. */
function isWithin(biases: Float64Array, limit: number): boolean {
  return biases.every((bias) => Math.abs(bias) <= limit);
}

/** Biases of items, and how a user's bias follows from a history. */
export interface Baseline extends Pick<Biases, "scale" | "itemBiases"> {
  readonly foldIn: FoldInBias;
}

/** The baseline of these ratings (users × items). Throws what fitBiases throws. */
export function createBaseline(ratings: Csr, given: UserItemBaselineOptions): Baseline {
  const { scale, itemBiases } = fitBiases(ratings, given);
  return { scale, itemBiases, foldIn: baselineFoldIn(given, scale, itemBiases) };
}

function servedBaseline(options: UserItemBaselineOptions, scale: RatingScale, itemBiases: Float64Array): ServedRatings {
  const foldIn = baselineFoldIn(options, scale, itemBiases);
  return {
    scale,
    isAlike: true,
    predictorOf: (items, given) => {
      const userLevel = scale.mean + foldIn(items, given);
      return (item) => clipRating(scale, userLevel + itemBiases[item]!);
    },
  };
}

/** b_u of a user who gave these items (u32) these ratings (f32), with the item biases held fixed. */
export type FoldInBias = (items: Uint32Array, ratings: Float32Array) => number;

/** The fold-in over these biases. */
export function baselineFoldIn(
  options: UserItemBaselineOptions,
  { mean }: RatingScale,
  itemBiases: Float64Array,
): FoldInBias {
  return (items, given) => {
    if (items.length === 0) return 0;
    let sum = 0;
    for (let place = 0; place < items.length; place++) sum += given[place]! - mean - itemBiases[items[place]!]!;
    return sum / foldInDivisor(options, items.length);
  };
}

/** What the sum of a history's n errors is divided by to give b_u. */
function foldInDivisor(options: UserItemBaselineOptions, count: number): number {
  if (options.method === "als") return options.userRegularization + count;
  const penalised = 1 + options.regularization;
  // A step longer than the whole way stops at its end: fold-in cannot diverge.
  const left = integerPower(Math.max(0, 1 - options.learningRate * penalised), options.epochs * count);
  return (count * penalised) / (1 - left);
}

/** base to a whole power ≥ 0 by squaring: products round alike everywhere, which `**` need not. */
function integerPower(base: number, exponent: number): number {
  let power = 1;
  let square = base;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power *= square;
    square *= square;
  }
  return power;
}
