import { checkInteger, checkNumber } from "../check.ts";
import type { Csr } from "../data/csr.ts";
import { MAXIMUM_FACTOR_COUNT } from "../kernels/layout.ts";
import { type FoldInFactors, foldInRidge } from "./fold-in.ts";
import type { Baseline } from "./means/user-item-baseline.ts";
import { type OptionReader, readBoolean, readOptions } from "./options.ts";
import { powerByRoots } from "./power.ts";
import {
  createResidualFactorsModel,
  type ResidualFactorsModel,
  type ResidualFactorsParts,
  readResiduals,
  servedResiduals,
} from "./residual-factors.ts";
import type { RestoreRatings } from "./served-ratings.ts";

/**
 * Matrix factorisation of ratings by alternating least squares, a row's penalty growing with its ratings.
 *
 *   min  Σ_(u,i)∈S (t_ui − xᵤ·yᵢ)²  +  λ ( Σ_u |S_u|^ν ‖xᵤ‖²  +  Σ_i |S_i|^ν ‖yᵢ‖² )
 *
 *   t_ui = r_ui − μ − b_u − b_i with biases, r_ui without; predictions and the biases: residual-factors.ts
 *
 * Only observed pairs count. Each epoch solves all items exactly, then all users. ν = 1 without biases is ALS-WR, with λ
 * scaled as Spark's regParam. Users are not stored: fold-in is the same ridge regression on the item factors, λ·|S_u|^ν its
 * penalty, so a user of train gets the factors that training gave, up to the rounding of f32. With λ = 0, a history that
 * does not determine the factors is predicted by the biases alone.
 *
 * Source: Zhou, Wilkinson, Schreiber & Pan 2008 ("Large-scale parallel collaborative filtering for the Netflix prize"),
 * section 3.
 */
export interface ExplicitAlsOptions {
  /** Dimension of the factors, 1 to 512. */
  readonly factors: number;
  /** λ ≥ 0. */
  readonly regularization: number;
  /** ν, 0 (the same for all rows) to 1 (in proportion to a row's ratings). */
  readonly regularizationExponent: number;
  /** Sweeps over both sides. */
  readonly epochs: number;
  /** Whether the factors are fitted to what the user-item baseline leaves of a rating. */
  readonly biases: boolean;
  /** Standard deviation of the initial factors times √factors. */
  readonly initialScale: number;
}

/** Defaults of every option, chosen on validation parts of two data sets: docs/models/linear-algebra.md has the figures. */
export const EXPLICIT_ALS_DEFAULTS: ExplicitAlsOptions = {
  factors: 50,
  regularization: 1.5,
  regularizationExponent: 0.5,
  epochs: 10,
  biases: true,
  initialScale: 1,
};

const READERS: { readonly [Key in keyof ExplicitAlsOptions]: OptionReader<ExplicitAlsOptions[Key]> } = {
  factors: (name, value) => checkInteger(name, value, 1, MAXIMUM_FACTOR_COUNT),
  regularization: (name, value) => checkNumber(name, value, 0, 1e6),
  regularizationExponent: (name, value) => checkNumber(name, value, 0, 2),
  epochs: (name, value) => checkInteger(name, value, 1, 10_000),
  biases: readBoolean,
  initialScale: (name, value) => checkNumber(name, value, 1e-9, 100),
};

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
export function explicitAlsOptions(given: Readonly<Record<string, unknown>>): ExplicitAlsOptions {
  return readOptions("explicit-als", EXPLICIT_ALS_DEFAULTS, READERS, given);
}

/** λ·n^ν of a row with `count` ratings. */
export function ridgePenalty({ regularization, regularizationExponent }: ExplicitAlsOptions, count: number): number {
  return regularization * powerByRoots(count, regularizationExponent);
}

/** The model of trained item factors, f32[items × factors]. */
export function createExplicitAlsModel(
  ratings: Csr,
  options: ExplicitAlsOptions,
  baseline: Baseline,
  itemFactors: Float32Array,
): ResidualFactorsModel {
  const factors = { itemFactors, factorCount: options.factors };
  return createResidualFactorsModel(ratings, {
    ...{ kind: "explicit-als", options: { ...options }, baseline, biases: options.biases },
    ...factors,
    foldIn: ridgeFoldIn(options, factors),
  });
}

function ridgeFoldIn(options: ExplicitAlsOptions, factors: FoldInFactors): ResidualFactorsParts["foldIn"] {
  return (items, targets) => foldInRidge(factors, items, targets, ridgePenalty(options, items.length));
}

/** The model from what it keeps. */
export const restoreExplicitAls: RestoreRatings = (given, state, itemCount) => {
  const options = explicitAlsOptions(given);
  const items = readResiduals(state, itemCount, { factorCount: options.factors, most: options.factors });
  return servedResiduals({ ...items, biases: options.biases, foldIn: ridgeFoldIn(options, items) });
};
