import { checkNumber, checkOneOf } from "../check.ts";
import type { Csr } from "../data/csr.ts";
import type { BiasedFactors } from "./biased-mf.ts";
import { connectedItems } from "./connected-items.ts";
import { type FoldInFactors, foldInWithBias, type UserFactors } from "./fold-in.ts";
import { countInteractions } from "./item-counts.ts";
import type { RatingModel } from "./model.ts";
import { readOptions } from "./options.ts";
import { type FoldInUser, servedFactors } from "./rating-factors.ts";
import { createRatingModel, type RatingScale } from "./rating-model.ts";
import { type RestoreRatings, readScale, scaleState } from "./served-ratings.ts";
import { readPenalty, SGD_READERS, type SgdOptions, spreadRegularization } from "./sgd-options.ts";
import { type ModelState, matrixState, type Savable, stateOf } from "./state.ts";
import { createTrainedRows } from "./trained-rows.ts";

/**
 * Plain matrix factorisation of ratings, without biases, by stochastic gradient descent.
 *
 *   r̂_ui = p_u·q_i,   clipped to the range of the ratings in train
 *
 *   sequential:  min  Σ_(u,i)∈S [ (r_ui − r̂_ui)² + ½ λ_u ‖p_u‖² + ½ λ_i ‖q_i‖² ]
 *   vectorised:  min  Σ_(u,i)∈S (r_ui − r̂_ui)²  +  ½ λ_u Σ_u ‖p_u‖²  +  ½ λ_i Σ_i ‖q_i‖²
 *
 * A step goes the whole gradient: with e = r − r̂, p ← p + η (2 e q − λ_u p). biased-mf goes half of it: the same model there
 * is biases=false with twice the learningRate and half the regularization.
 *
 * sequential takes a step for each rating, in a random order. vectorised moves every user's row once against the gradient of
 * all its ratings, then every item's: a pass without chance, whose steps grow with the ratings of a row, so that it wants a
 * learningRate well below 1 / (ratings of the longest row). Factors begin as N(initialMean, initialDeviation²), with
 * initialMean = √(μ / factors) by default (auto): the first predictions then lie around the mean of all ratings.
 *
 * A history that equals a row of train is answered from the factors that training gave that row. Any other is folded in:
 * the exact minimiser of its own terms of the objective, with the items held fixed. Whoever has no history gets the mean p of
 * the users in train; an item without ratings the mean q of those with.
 *
 * Source: Funk 2006 ("Netflix update: try this at home"), all factors at a time; Paterek 2007.
 */
export interface FunkMfOptions extends SgdOptions {
  readonly update: "sequential" | "vectorised";
  /** λ_u ≥ 0. */
  readonly regUser: number;
  /** λ_i ≥ 0. */
  readonly regItem: number;
  readonly initialMean: number | "auto";
}

export const FUNK_MF_DEFAULTS: FunkMfOptions = {
  factors: 100,
  epochs: 80,
  learningRate: 0.0025,
  learningRateSchedule: "constant",
  learningRateDecay: 0.97,
  regularization: 0.16,
  regUser: 0.16,
  regItem: 0.16,
  update: "sequential",
  initialMean: "auto",
  initialDeviation: 0.03,
};

const KIND = "funk-mf";

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
export function funkMfOptions(given: Readonly<Record<string, unknown>>): FunkMfOptions {
  const readers = {
    ...SGD_READERS,
    regUser: readPenalty,
    regItem: readPenalty,
    update: (name: string, value: unknown) => checkOneOf(name, value, ["sequential", "vectorised"]),
    initialMean: (name: string, value: unknown) => (value === "auto" ? value : checkNumber(name, value, -1e6, 1e6)),
  };
  const options = readOptions(KIND, FUNK_MF_DEFAULTS, readers, given);
  return spreadRegularization(options, given, ["regUser", "regItem"]);
}

/** initialMean in numbers, for ratings of this mean. */
export function initialMeanOf({ initialMean, factors }: FunkMfOptions, mean: number): number {
  return initialMean === "auto" ? Math.sqrt(Math.max(0, mean) / factors) : initialMean;
}

/** What training finds. */
export type FunkFactors = Pick<BiasedFactors, "userFactors" | "itemFactors" | "objective">;

/** A fitted plain factorisation. */
export interface FunkMfModel extends RatingModel, Savable {
  readonly kind: "funk-mf";
  readonly scale: RatingScale;
  readonly trained: FunkFactors;
  /** Factors of whoever gave these items these ratings, with the items held fixed; the bias is 0. */
  foldIn(items: Uint32Array, ratings: Float32Array): UserFactors;
}

/** `meanUser`, f64[factors], is whoever has no history. */
function funkFoldIn(options: FunkMfOptions, fixed: FoldInFactors, meanUser: Float64Array): FoldInUser {
  return (items, given) => {
    if (items.length === 0) return { bias: 0, factors: meanUser };
    const weight = options.update === "sequential" ? items.length : 1;
    const penalties = { factors: (weight / 2) * options.regUser, bias: undefined };
    return foldInWithBias(fixed, items, Float64Array.from(given), penalties);
  };
}

/** Assembles the model from what training found. `ratings` is what it was trained on, users × items. */
export function createFunkMfModel(
  ratings: Csr,
  scale: RatingScale,
  options: FunkMfOptions,
  trained: FunkFactors,
): FunkMfModel {
  const factorCount = options.factors;
  const isRatedUser = (user: number): boolean => ratings.offsets[user] !== ratings.offsets[user + 1];
  const ratedItems = new Set(ratings.indices);
  const meanUser = meanRow(trained.userFactors, factorCount, isRatedUser);
  const meanItem = meanRow(trained.itemFactors, factorCount, (item) => ratedItems.has(item));
  const itemFactors = trained.itemFactors.slice();
  for (let item = 0; item < ratings.columnCount; item++) {
    if (!ratedItems.has(item)) itemFactors.set(meanItem, item * factorCount);
  }
  const findTrained = createTrainedRows(ratings);
  const foldIn = funkFoldIn(options, { factorCount, itemFactors }, meanUser);
  const userOf: FoldInUser = (items, given) => {
    const row = findTrained(items, given);
    if (row === undefined) return foldIn(items, given);
    return { bias: 0, factors: trained.userFactors.subarray(row * factorCount, (row + 1) * factorCount) };
  };
  const { predictorOf, scorerOf, product } = servedFactors(scale, withoutBiases(factorCount, itemFactors), userOf);
  const itemCount = ratings.columnCount;
  const popularity = countInteractions(ratings);
  const connected = connectedItems(ratings);
  const own = { kind: KIND, options: { ...options }, itemCount, popularity, connected };
  const model = createRatingModel({ ...own, predictorOf, scorerOf, product });
  const state = (): ModelState =>
    new Map([
      ...stateOf({ scale: scaleState(scale), meanUser }),
      ...matrixState("itemFactors", itemFactors, factorCount),
    ]);
  return { ...model, kind: KIND, scale, trained, foldIn, state };
}

/** The model without its users, but for their mean. */
export const restoreFunkMf: RestoreRatings = (given, state, itemCount) => {
  const options = funkMfOptions(given);
  const factorCount = options.factors;
  const items = withoutBiases(factorCount, state.f32("itemFactors", itemCount * factorCount));
  const foldIn = funkFoldIn(options, items, state.f64("meanUser", factorCount));
  return servedFactors(readScale(state), items, foldIn);
};

function withoutBiases(factorCount: number, itemFactors: Float32Array) {
  return { mean: 0, itemBiases: undefined, factorCount, itemFactors };
}

/** The mean of the rows that count, in f64. */
function meanRow(factors: Float32Array, factorCount: number, counts: (row: number) => boolean): Float64Array {
  const mean = new Float64Array(factorCount);
  let rows = 0;
  for (let row = 0; row * factorCount < factors.length; row++) {
    if (!counts(row)) continue;
    rows++;
    for (let factor = 0; factor < factorCount; factor++) mean[factor]! += factors[row * factorCount + factor]!;
  }
  return mean.map((sum) => sum / Math.max(1, rows));
}
