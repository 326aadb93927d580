import { checkInteger, checkNumber, checkOneOf } from "../../check.ts";
import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { type OptionReader, readOptions } from "../options.ts";

/**
 * Bayesian personalised ranking: factors and item biases that put what a user has above what they do not have.
 *
 *   min  E_(u,i,j) [ −ln σ(x̂_ui − x̂_uj) + ½ ( λᵤ‖xᵤ‖² + λᵢ‖yᵢ‖² + λⱼ‖yⱼ‖² + λ_b (bᵢ² + bⱼ²) ) ],     x̂_ui = xᵤ·yᵢ + bᵢ
 *
 * over (u, i) uniform among the interactions and j among the items that u does not have, by stochastic gradient descent.
 * Values of interactions mean nothing. How a user is folded in: pairwise-factors.ts.
 * Source: Rendle, Freudenthaler, Gantner & Schmidt-Thieme 2009, section 4 (BPR-Opt, LearnBPR).
 */
export interface BprOptions {
  /** Dimension of the factors, 1 to 511: the bias takes one more lane. */
  readonly factors: number;
  /** Passes: each draws as many triples as there are interactions, with replacement. */
  readonly epochs: number;
  /** η of the first epoch. */
  readonly learningRate: number;
  /** Whether η stays or falls evenly, to η/epochs in the last epoch. */
  readonly schedule: "constant" | "linear";
  /** Stands for those of the user, the item and the negative item that are not given. */
  readonly regularization: number;
  /** λᵤ */
  readonly regUser: number;
  /** λᵢ, of the item that the user has. */
  readonly regItem: number;
  /** λⱼ, of the item that the user does not have. */
  readonly regNegative: number;
  /** λ_b */
  readonly regBias: number;
  /** How j is drawn: all items alike, or in proportion to their interactions. */
  readonly sampling: "uniform" | "popularity";
  /** Standard deviation of the initial factors. Biases begin at 0. */
  readonly initialScale: number;
}

export const BPR_DEFAULTS: BprOptions = {
  factors: 64,
  epochs: 100,
  learningRate: 0.05,
  schedule: "linear",
  regularization: 0.015,
  regUser: 0.015,
  regItem: 0.015,
  regNegative: 0.015,
  regBias: 0.02,
  sampling: "uniform",
  initialScale: 0.1,
};

const penalty: OptionReader<number> = (name, value) => checkNumber(name, value, 0, 1e6);

const READERS: { readonly [Key in keyof BprOptions]: OptionReader<BprOptions[Key]> } = {
  factors: (name, value) => checkInteger(name, value, 1, MAXIMUM_FACTOR_COUNT - 1),
  epochs: (name, value) => checkInteger(name, value, 1, 100_000),
  learningRate: (name, value) => checkNumber(name, value, 1e-9, 1e6),
  schedule: (name, value) => checkOneOf(name, value, ["constant", "linear"]),
  regularization: penalty,
  regUser: penalty,
  regItem: penalty,
  regNegative: penalty,
  regBias: penalty,
  sampling: (name, value) => checkOneOf(name, value, ["uniform", "popularity"]),
  initialScale: (name, value) => checkNumber(name, value, 1e-9, 100),
};

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
export function bprOptions(given: Readonly<Record<string, unknown>>): BprOptions {
  const { regularization } = readOptions("bpr", BPR_DEFAULTS, READERS, given);
  const shared = { regularization, regUser: regularization, regItem: regularization, regNegative: regularization };
  return readOptions("bpr", { ...BPR_DEFAULTS, ...shared }, READERS, given);
}

/** η of an epoch, counted from 1. */
export function learningRateOf(
  options: Pick<BprOptions, "learningRate" | "schedule" | "epochs">,
  epoch: number,
): number {
  const share = options.schedule === "linear" ? (options.epochs - epoch + 1) / options.epochs : 1;
  return options.learningRate * share;
}
