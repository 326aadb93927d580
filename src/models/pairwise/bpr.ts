import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { defineModel } from "../define-model.ts";
import { choice, following, formerly, integer, number, type OptionsOf } from "../option-specs.ts";
import { foldInConstants, servedPairwise } from "./pairwise-factors.ts";

const penalty = () => number(0, 1e6, 0.015);

/**
 * Bayesian personalised ranking: factors and item biases that put what a user has above what they do not have.
 *
 *   min  E_(u,i,j) [ −ln σ(x̂_ui − x̂_uj) + ½ ( λᵤ‖xᵤ‖² + λᵢ‖yᵢ‖² + λⱼ‖yⱼ‖² + λ_b (bᵢ² + bⱼ²) ) ],     x̂_ui = xᵤ·yᵢ + bᵢ
 *
 * over (u, i) uniform among the interactions and j among the items that u does not have, by stochastic gradient descent.
 * Values of interactions are not used. How a user is folded in: pairwise-factors.ts.
 * Source: Rendle, Freudenthaler, Gantner & Schmidt-Thieme 2009, section 4 (BPR-Opt, LearnBPR).
 */
const options = {
  /** Dimension of the factors, 1 to 511: the bias takes one more lane. */
  factors: integer(1, MAXIMUM_FACTOR_COUNT - 1, 64),
  /** Passes: each draws as many triples as there are interactions, with replacement. */
  epochs: integer(1, 100_000, 100),
  /** η of the first epoch. */
  learningRate: number(1e-9, 1e6, 0.05),
  /** Whether η stays or falls evenly, to η/epochs in the last epoch. */
  learningRateSchedule: formerly(choice(["constant", "linear"], "linear"), "schedule"),
  /** Stands for those of the user, the item and the negative item that are not given. */
  regularization: penalty(),
  /** λᵤ */
  userRegularization: formerly(following("regularization", penalty()), "regUser"),
  /** λᵢ, of the item that the user has. */
  itemRegularization: formerly(following("regularization", penalty()), "regItem"),
  /** λⱼ, of the item that the user does not have. */
  negativeRegularization: formerly(following("regularization", penalty()), "regNegative"),
  /** λ_b */
  biasRegularization: formerly(number(0, 1e6, 0.02), "regBias"),
  /** How j is drawn: all items alike, or in proportion to their interactions. */
  sampling: choice(["uniform", "popularity"], "uniform"),
  /** Standard deviation of the initial factors. Biases begin at 0. */
  initialDeviation: formerly(number(1e-9, 100, 0.1), "initialScale"),
};

/** The options of bpr. */
export type BprOptions = OptionsOf<typeof options>;

export const bpr = defineModel({
  name: "bpr",
  summary: "factors that put what a user has above what they have not, pair by pair",
  learnsFrom: "interactions",
  options,
  settled: foldInConstants,
  restore: (given, state, { itemCount }) => ({ retrieve: servedPairwise(given, state, itemCount) }),
});

/** η of an epoch, counted from 1. */
export function learningRateOf(
  options: Pick<BprOptions, "learningRate" | "learningRateSchedule" | "epochs">,
  epoch: number,
): number {
  const share = options.learningRateSchedule === "linear" ? (options.epochs - epoch + 1) / options.epochs : 1;
  return options.learningRate * share;
}
