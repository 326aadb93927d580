import { checkInteger, checkNumber, checkOneOf } from "../../check.ts";
import type { Csr } from "../../data/csr.ts";
import { createItemIndex, type ItemFactors, type ItemIndex } from "../../kernels/item-index.ts";
import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { foldInRows, recommendByFactors } from "../factor-lists.ts";
import type { RankingModel } from "../model.ts";
import { type OptionReader, readOptions } from "../options.ts";
import { popularItems } from "../popular-tail.ts";

/**
 * Implicit-feedback matrix factorisation by alternating least squares.
 *
 *   min  Σ_(u,i)∈S w_ui (xᵤ·yᵢ − 1)²  +  α₀ Σ_u Σ_i (xᵤ·yᵢ)²  +  λ ( Σ_u n_u^ν ‖xᵤ‖² + Σ_i n_i^ν ‖yᵢ‖² )
 *
 *   n_u = |S_u| + α₀·items,  n_i = |S_i| + α₀·users;   w_ui = 1 (binary), 1 + c·value (linear), 1 + c·ln(1 + value) (log)
 *
 * Rows without interactions get zero factors. Users are not stored: their factors are folded in from a history, which is
 * one exact solve against the item factors. Source: Rendle et al. 2022 ("Revisiting the performance of iALS"), eq. 2-5;
 * Hu, Koren & Volinsky 2008.
 */
export interface ImplicitAlsOptions {
  /** Dimension of the factors, 1 to 512. */
  readonly factors: number;
  /** λ ≥ 0. */
  readonly regularization: number;
  /** ν, 0 (the same for all rows) to 1 (in proportion to a row's interactions). */
  readonly regularizationExponent: number;
  /** α₀ > 0: weight of a pair that was not observed. The default follows the data: defaultUnobservedWeight. */
  readonly unobservedWeight: number;
  /** How a value becomes the weight of an observed pair. */
  readonly weighting: "binary" | "linear" | "log";
  /** c ≥ 0: strength of the value in that weight. */
  readonly confidence: number;
  /** Sweeps over both sides. */
  readonly epochs: number;
  /**
   * Exact (cholesky), or from the present value: `cgSteps` conjugate-gradient steps a row (cg), or blocks of `blockSize`
   * factors, each exact while the others stay (block; Rendle et al. 2021).
   */
  readonly solver: "cholesky" | "cg" | "block";
  readonly cgSteps: number;
  /** Counts in steps of four: 61 is 64. */
  readonly blockSize: number;
  /** Standard deviation of the initial factors times √factors. */
  readonly initialScale: number;
}

/** Total weight of the unobserved pairs relative to that of the observed ones, from which α₀ follows by default. */
const UNOBSERVED_RATIO = 15;

/**
 * The default of α₀ for a matrix: 15 × its density, at most 1, to 4 digits. The same α₀ for every catalogue would let the
 * regularisation, which grows with α₀·items, swallow a large and sparse one whole; the ratio was chosen on validation
 * parts of four data sets whose densities differ a hundredfold, and is within 4 % of the best nDCG@10 of each.
 */
export function defaultUnobservedWeight(matrix: Csr): number {
  const density = matrix.indices.length / (matrix.rowCount * matrix.columnCount);
  return Number(Math.min(1, UNOBSERVED_RATIO * density).toPrecision(4));
}

/** Defaults of every option; of unobservedWeight, the one where the data are not known. */
export const IMPLICIT_ALS_DEFAULTS: ImplicitAlsOptions = {
  factors: 64,
  regularization: 0.01,
  regularizationExponent: 1,
  unobservedWeight: 0.3,
  weighting: "binary",
  confidence: 1,
  epochs: 15,
  solver: "cholesky",
  cgSteps: 3,
  blockSize: 64,
  initialScale: 0.1,
};

const READERS: { readonly [Key in keyof ImplicitAlsOptions]: OptionReader<ImplicitAlsOptions[Key]> } = {
  factors: (name, value) => checkInteger(name, value, 1, MAXIMUM_FACTOR_COUNT),
  regularization: (name, value) => checkNumber(name, value, 0, 1e6),
  regularizationExponent: (name, value) => checkNumber(name, value, 0, 2),
  unobservedWeight: (name, value) => checkNumber(name, value, 1e-9, 1e6),
  weighting: (name, value) => checkOneOf(name, value, ["binary", "linear", "log"]),
  confidence: (name, value) => checkNumber(name, value, 0, 1e6),
  epochs: (name, value) => checkInteger(name, value, 1, 10_000),
  solver: (name, value) => checkOneOf(name, value, ["cholesky", "cg", "block"]),
  cgSteps: (name, value) => checkInteger(name, value, 1, 1000),
  blockSize: (name, value) => checkInteger(name, value, 1, MAXIMUM_FACTOR_COUNT),
  initialScale: (name, value) => checkNumber(name, value, 1e-9, 100),
};

/**
 * Completes and checks options; with `matrix`, the default of unobservedWeight is the one for it. Throws OptionsError for
 * an unknown name, RangeError or TypeError for a bad value.
 */
export function implicitAlsOptions(given: Readonly<Record<string, unknown>>, matrix?: Csr): ImplicitAlsOptions {
  const unobservedWeight = matrix ? defaultUnobservedWeight(matrix) : IMPLICIT_ALS_DEFAULTS.unobservedWeight;
  return readOptions("implicit-als", { ...IMPLICIT_ALS_DEFAULTS, unobservedWeight }, READERS, given);
}

/** w_ui of an observed value. Throws RangeError when the weight is not positive. */
export function observedWeight(options: ImplicitAlsOptions, value: number): number {
  if (options.weighting === "binary") return 1;
  const strength = options.weighting === "linear" ? value : Math.log1p(value);
  const weight = Math.fround(1 + options.confidence * strength);
  if (!(weight > 0 && weight < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`value: expected one that gives a positive weight, got ${value}; use weighting=binary`);
  }
  return weight;
}

/** λ·n^ν of a row with `count` interactions against `others` rows on the other side. */
export function rowRegularization(options: ImplicitAlsOptions, count: number, others: number): number {
  const effective = count + options.unobservedWeight * others;
  return Math.fround(options.regularization * effective ** options.regularizationExponent);
}

/** α₀·YᵀY from YᵀY. */
export function scaleGram(options: ImplicitAlsOptions, gram: Float32Array): Float32Array {
  return gram.map((value) => options.unobservedWeight * value);
}

/** A fitted implicit ALS model: item factors and what fold-in needs. */
export interface ImplicitAlsModel extends RankingModel {
  readonly kind: "implicit-als";
  readonly factorCount: number;
  readonly itemFactors: ItemFactors;
  /** α₀·YᵀY, f32[factorCount × factorCount]. */
  readonly gram: Float32Array;
  readonly popularity: Float32Array;
  readonly index: ItemIndex;
  /** Factors of a user with these items and observed weights. f32[factorCount]. */
  foldIn(history: Uint32Array, weights: Float32Array): Float32Array;
}

/** Assembles the model from its parts. */
export function createImplicitAlsModel(
  module: WebAssembly.Module,
  options: ImplicitAlsOptions,
  parts: { itemFactors: ItemFactors; gram: Float32Array; popularity: Float32Array },
): ImplicitAlsModel {
  const { itemFactors, gram, popularity } = parts;
  const itemCount = popularity.length;
  const factorCount = options.factors;
  const index = createItemIndex(module, { itemCount, factorCount, factors: itemFactors, gram });
  const popular = popularItems(popularity);
  const foldIn = (history: Uint32Array, weights: Float32Array): Float32Array =>
    index.foldIn(history, weights, rowRegularization(options, history.length, itemCount));
  return {
    kind: "implicit-als",
    options: { ...options },
    itemCount,
    factorCount,
    itemFactors,
    gram,
    popularity,
    index,
    foldIn,
    recommendBatch: (histories, k) => {
      const queries = foldInRows(histories, factorCount, (value) => observedWeight(options, value), foldIn);
      return recommendByFactors(index, queries, histories, k, popular);
    },
  };
}
