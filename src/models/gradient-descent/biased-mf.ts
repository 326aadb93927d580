import { defineModel } from "../define-model.ts";
import { foldInWithBias } from "../fold-in.ts";
import { flag, followingGiven, formerly, type OptionsOf } from "../option-specs.ts";
import { servedByRatings } from "../served-by-ratings.ts";
import { readScale, type ServedRatings } from "../served-ratings.ts";
import type { StateReader } from "../state.ts";
import { type FoldInUser, servedFactors } from "./rating-factors.ts";
import { initialDeviation, initialMean, penalty, sgdOptions } from "./sgd-options.ts";

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
const options = {
  ...sgdOptions({ epochs: 60, learningRate: 0.02, learningRateSchedule: "decay", regularization: 1 }),
  /** λ_u ≥ 0. */
  userRegularization: formerly(followingGiven("regularization", penalty(1)), "regUser"),
  /** λ_i ≥ 0. */
  itemRegularization: formerly(followingGiven("regularization", penalty(1)), "regItem"),
  /** λ_b ≥ 0. */
  biasRegularization: formerly(followingGiven("regularization", penalty(0.4)), "regBias"),
  /** Whether the penalties of a row are divided by the root of its ratings. */
  frequencyRegularization: flag(true),
  /** Whether there are μ, b_u and b_i. */
  biases: flag(true),
  initialMean: initialMean(),
  initialDeviation: initialDeviation(0.01),
};

/** The options of biased-mf. */
export type BiasedMfOptions = OptionsOf<typeof options>;

export const biasedMf = defineModel({
  name: "biased-mf",
  summary: "factors and biases of ratings by gradient descent",
  learnsFrom: "ratings",
  options,
  restore: (given, state, context) => servedByRatings(restoreBiasedMf(given, state, context.itemCount), state, context),
});

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

/** What is needed of the items to fold users in. */
type BiasedItems = Pick<BiasedFactors, "mean" | "itemFactors" | "itemBiases">;

/** Bias and factors of a user by a history of ratings, with the items held fixed. */
export function biasedFoldIn(options: BiasedMfOptions, { mean, itemFactors, itemBiases }: BiasedItems): FoldInUser {
  const fixed = { factorCount: options.factors, itemFactors };
  return (items, given) => {
    const targets = Float64Array.from(items, (item, place) => given[place]! - mean - itemBiases[item]!);
    const weight = items.length * penaltyScale(options.frequencyRegularization, items.length);
    const bias = options.biases ? weight * options.biasRegularization : undefined;
    return foldInWithBias(fixed, items, targets, { factors: weight * options.userRegularization, bias });
  };
}

/** Its predictions, from its state. */
function restoreBiasedMf(own: BiasedMfOptions, state: StateReader, itemCount: number): ServedRatings {
  const scale = readScale(state);
  const items = {
    mean: own.biases ? scale.mean : 0,
    itemFactors: state.f32("itemFactors", itemCount * own.factors),
    itemBiases: state.f32("itemBiases", itemCount),
  };
  return servedFactors(scale, { ...items, factorCount: own.factors }, biasedFoldIn(own, items));
}
