import type { Csr } from "../data/csr.ts";
import { connectedItems } from "./connected-items.ts";
import { foldInWithBias, type UserFactors } from "./fold-in.ts";
import { countInteractions } from "./item-counts.ts";
import type { RatingModel } from "./model.ts";
import { readOptions } from "./options.ts";
import { type FoldInUser, servedFactors } from "./rating-factors.ts";
import { createRatingModel, type RatingScale } from "./rating-model.ts";
import { type RestoreRatings, readScale, scaleState } from "./served-ratings.ts";
import {
  readInitialMean,
  readPenalty,
  readSwitch,
  SGD_READERS,
  type SgdOptions,
  spreadRegularization,
} from "./sgd-options.ts";
import { type ModelState, matrixState, type Savable, stateOf } from "./state.ts";
import { createTrainedRows } from "./trained-rows.ts";

/**
 * Biased matrix factorisation of ratings, by stochastic gradient descent.
 *
 *   r̂_ui = μ + b_u + b_i + p_u·q_i,   clipped to the range of the ratings in train
 *
 *   min  Σ_(u,i)∈S [ (r_ui − r̂_ui)² + λ_u s_u ‖p_u‖² + λ_i s_i ‖q_i‖² + λ_b (s_u b_u² + s_i b_i²) ]
 *
 *   s_u = s_i = 1, or with frequencyRegularization s_u = |S_u|^−½, s_i = |S_i|^−½;   biases=false: r̂_ui = p_u·q_i
 *
 * The penalty stands once a rating, so that it grows with |S_u|; with frequencyRegularization only with its root.
 * Factors begin as N(initialMean, initialDeviation²), biases at 0. A user or item without ratings has zero factors and no bias.
 *
 * A history that equals a row of train is answered from the factors that training gave that row. Any other is folded in:
 * the exact minimiser of its own terms of the objective over b_u and p_u, with the items held fixed. An empty history has
 * b_u = 0, p_u = 0; an unknown item b_i = 0, q_i = 0.
 *
 * Source: Koren, Bell & Volinsky 2009, eq. 3-5; Paterek 2007. The settings of scikit-surprise's SVD are factors=100,
 * epochs=20, learningRate=0.005, learningRateSchedule=constant, regularization=0.02, frequencyRegularization=false,
 * initialDeviation=0.1; frequencyRegularization and bold-driver are those of MyMediaLite. The defaults were chosen on
 * validation parts of MovieLens 100K.
 */
export interface BiasedMfOptions extends SgdOptions {
  /** λ_u ≥ 0. */
  readonly regUser: number;
  /** λ_i ≥ 0. */
  readonly regItem: number;
  /** λ_b ≥ 0. */
  readonly regBias: number;
  /** Whether the penalties of a row are divided by the root of its ratings. */
  readonly frequencyRegularization: boolean;
  /** Whether there are μ, b_u and b_i. */
  readonly biases: boolean;
  readonly initialMean: number;
}

export const BIASED_MF_DEFAULTS: BiasedMfOptions = {
  factors: 100,
  epochs: 60,
  learningRate: 0.02,
  learningRateSchedule: "decay",
  learningRateDecay: 0.97,
  regularization: 1,
  regUser: 1,
  regItem: 1,
  regBias: 0.4,
  frequencyRegularization: true,
  biases: true,
  initialMean: 0,
  initialDeviation: 0.01,
};

const KIND = "biased-mf";

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
export function biasedMfOptions(given: Readonly<Record<string, unknown>>): BiasedMfOptions {
  const readers = {
    ...SGD_READERS,
    regUser: readPenalty,
    regItem: readPenalty,
    regBias: readPenalty,
    frequencyRegularization: readSwitch,
    biases: readSwitch,
    initialMean: readInitialMean,
  };
  const options = readOptions(KIND, BIASED_MF_DEFAULTS, readers, given);
  return spreadRegularization(options, given, ["regUser", "regItem", "regBias"]);
}

/** What training finds; rows without padding. */
export interface BiasedFactors {
  /** μ; 0 without biases. */
  readonly mean: number;
  /** f32[users × factors] */
  readonly userFactors: Float32Array;
  /** f32[items × factors] */
  readonly itemFactors: Float32Array;
  readonly userBiases: Float32Array;
  readonly itemBiases: Float32Array;
  /** The objective above after the last epoch. */
  readonly objective: number;
}

/** s of a row with `count` ratings. */
export function penaltyScale(frequencyRegularization: boolean, count: number): number {
  return frequencyRegularization && count > 0 ? 1 / Math.sqrt(count) : 1;
}

/** A fitted biased factorisation. */
export interface BiasedMfModel extends RatingModel, Savable {
  readonly kind: "biased-mf";
  readonly scale: RatingScale;
  readonly trained: BiasedFactors;
  /** Bias and factors of whoever gave these items these ratings, with the items held fixed. */
  foldIn(items: Uint32Array, ratings: Float32Array): UserFactors;
}

/** What is needed of the items to fold users in. */
type BiasedItems = Pick<BiasedFactors, "mean" | "itemFactors" | "itemBiases">;

function biasedFoldIn(options: BiasedMfOptions, { mean, itemFactors, itemBiases }: BiasedItems): FoldInUser {
  const fixed = { factorCount: options.factors, itemFactors };
  return (items, given) => {
    const targets = Float64Array.from(items, (item, place) => given[place]! - mean - itemBiases[item]!);
    const weight = items.length * penaltyScale(options.frequencyRegularization, items.length);
    const bias = options.biases ? weight * options.regBias : undefined;
    return foldInWithBias(fixed, items, targets, { factors: weight * options.regUser, bias });
  };
}

/** Assembles the model from what training found. `ratings` is what it was trained on, users × items. */
export function createBiasedMfModel(
  ratings: Csr,
  scale: RatingScale,
  options: BiasedMfOptions,
  trained: BiasedFactors,
): BiasedMfModel {
  const { userFactors, userBiases, itemFactors, itemBiases } = trained;
  const factorCount = options.factors;
  const findTrained = createTrainedRows(ratings);
  const foldIn = biasedFoldIn(options, trained);
  const userOf: FoldInUser = (items, given) => {
    const row = findTrained(items, given);
    if (row === undefined) return foldIn(items, given);
    return { bias: userBiases[row]!, factors: userFactors.subarray(row * factorCount, (row + 1) * factorCount) };
  };
  const { predictorOf, scorerOf, product } = servedFactors(scale, { ...trained, factorCount }, userOf);
  const itemCount = ratings.columnCount;
  const popularity = countInteractions(ratings);
  const connected = connectedItems(ratings);
  const own = { kind: KIND, options: { ...options }, itemCount, popularity, connected };
  const model = createRatingModel({ ...own, predictorOf, scorerOf, product });
  const state = (): ModelState =>
    new Map([
      ...stateOf({ scale: scaleState(scale), itemBiases }),
      ...matrixState("itemFactors", itemFactors, factorCount),
    ]);
  return { ...model, kind: KIND, scale, trained, foldIn, state };
}

/** The model without its users. */
export const restoreBiasedMf: RestoreRatings = (given, state, itemCount) => {
  const options = biasedMfOptions(given);
  const scale = readScale(state);
  const items = {
    mean: options.biases ? scale.mean : 0,
    itemFactors: state.f32("itemFactors", itemCount * options.factors),
    itemBiases: state.f32("itemBiases", itemCount),
  };
  return servedFactors(scale, { ...items, factorCount: options.factors }, biasedFoldIn(options, items));
};
