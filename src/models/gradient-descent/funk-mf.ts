import { defineModel } from "../define-model.ts";
import { type FoldInFactors, foldInWithBias } from "../fold-in.ts";
import { auto, choice, followingGiven, formerly, type OptionsOf } from "../option-specs.ts";
import { servedByRatings } from "../served-by-ratings.ts";
import { readScale, type ServedRatings } from "../served-ratings.ts";
import type { StateReader } from "../state.ts";
import type { BiasedFactors } from "./biased-mf.ts";
import { type FoldInUser, servedFactors } from "./rating-factors.ts";
import { initialDeviation, initialMean, penalty, sgdOptions } from "./sgd-options.ts";

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
 * the exact minimiser of its own terms of the objective, with the items held fixed. A user without a history gets the mean p
 * of the users in train; an item without ratings the mean q of those with.
 *
 * Source: Funk 2006 ("Netflix update: try this at home"), all factors at a time; Paterek 2007.
 */
const options = {
  ...sgdOptions({ epochs: 80, learningRate: 0.0025, learningRateSchedule: "constant", regularization: 0.16 }),
  /** λ_u ≥ 0. */
  userRegularization: formerly(followingGiven("regularization", penalty(0.16)), "regUser"),
  /** λ_i ≥ 0. */
  itemRegularization: formerly(followingGiven("regularization", penalty(0.16)), "regItem"),
  update: choice(["sequential", "vectorised"], "sequential"),
  initialMean: auto(initialMean()),
  initialDeviation: initialDeviation(0.03),
};

/** The options of funk-mf. */
export type FunkMfOptions = OptionsOf<typeof options>;

export const funkMf = defineModel({
  name: "funk-mf",
  summary: "plain factors of ratings by gradient descent",
  learnsFrom: "ratings",
  options,
  restore: (given, state, context) => servedByRatings(restoreFunkMf(given, state, context.itemCount), state, context),
});

/** initialMean in numbers, for ratings of this mean. */
export function initialMeanOf({ initialMean, factors }: FunkMfOptions, mean: number): number {
  return initialMean === "auto" ? Math.sqrt(Math.max(0, mean) / factors) : initialMean;
}

/** What training finds. */
export type FunkFactors = Pick<BiasedFactors, "userFactors" | "itemFactors" | "objective">;

/** Factors of a user by a history of ratings, with the items held fixed; `meanUser`, f64[factors], without a history. */
export function funkFoldIn(options: FunkMfOptions, fixed: FoldInFactors, meanUser: Float64Array): FoldInUser {
  return (items, given) => {
    if (items.length === 0) return { bias: 0, factors: meanUser };
    const weight = options.update === "sequential" ? items.length : 1;
    const penalties = { factors: (weight / 2) * options.userRegularization, bias: undefined };
    return foldInWithBias(fixed, items, Float64Array.from(given), penalties);
  };
}

/** Its predictions, from its state. */
function restoreFunkMf(own: FunkMfOptions, state: StateReader, itemCount: number): ServedRatings {
  const factorCount = own.factors;
  const items = withoutBiases(factorCount, state.f32("itemFactors", itemCount * factorCount));
  const foldIn = funkFoldIn(own, items, state.f64("meanUser", factorCount));
  return servedFactors(readScale(state), items, foldIn);
}

/** Items without biases. */
export function withoutBiases(factorCount: number, itemFactors: Float32Array) {
  return { mean: 0, itemBiases: undefined, factorCount, itemFactors };
}
