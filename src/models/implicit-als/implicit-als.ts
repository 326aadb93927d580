import type { Csr } from "../../data/csr.ts";
import { log1p } from "../../elementary/log.ts";
import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { defineModel } from "../define-model.ts";
import { auto, choice, integer, number, type OptionsOf } from "../option-specs.ts";
import { FACTORS, GRAM } from "../state.ts";

/** α₀ where the data are not known. */
const UNOBSERVED_WEIGHT = 0.3;

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
const options = {
  /** Dimension of the factors, 1 to 512. */
  factors: integer(1, MAXIMUM_FACTOR_COUNT, 64),
  /** λ ≥ 0. */
  regularization: number(0, 1e6, 0.01),
  /** ν, 0 (the same for all rows) to 1 (in proportion to a row's interactions). */
  regularizationExponent: number(0, 2, 1),
  /** α₀ > 0: weight of a pair that was not observed. The default follows the data: defaultUnobservedWeight. */
  unobservedWeight: auto(number(1e-9, 1e6, UNOBSERVED_WEIGHT)),
  /** How a value becomes the weight of an observed pair. */
  weighting: choice(["binary", "linear", "log"], "binary"),
  /** c ≥ 0: strength of the value in that weight. */
  confidence: number(0, 1e6, 1),
  /** Sweeps over both sides. */
  epochs: integer(1, 10_000, 15),
  /**
   * Exact (cholesky), or from the present value: `cgSteps` conjugate-gradient steps a row (cg), or blocks of `blockSize`
   * factors, each exact while the others stay (block; Rendle et al. 2021).
   */
  solver: choice(["cholesky", "cg", "block"], "cholesky"),
  cgSteps: integer(1, 1000, 3),
  /** Counts in steps of four: 61 is 64. */
  blockSize: integer(1, MAXIMUM_FACTOR_COUNT, 64),
  /** Standard deviation of the initial factors times √factors. */
  initialScale: number(1e-9, 100, 0.1),
  /**
   * τ: what an item that a request dislikes is to be predicted as, −1 to 0, where one that was chosen is 1. Training does not read
   * it. docs/models/implicit-als.md has what it costs and removes.
   */
  dislikeTarget: number(-1, 0, -0.25),
};

type GivenOptions = OptionsOf<typeof options>;

/** The options of implicit ALS as it is trained and served: α₀ is a number. */
export type ImplicitAlsOptions = Omit<GivenOptions, "unobservedWeight"> & { readonly unobservedWeight: number };

export const implicitAls = defineModel({
  name: "implicit-als",
  summary:
    "factors by alternating least squares over observed and unobserved pairs; for behaviour, and for ratings taken as such",
  learnsFrom: "interactions",
  reranker: "tried",
  retrieverBeside: "slim",
  options,
  restore: (given, state, { itemCount }) => {
    const own = withUnobservedWeight(given);
    return {
      weigh: (values) => values.map((value) => observedWeight(own, value)),
      sentWeight: (value = 1) => observedWeight(own, value),
      retrieve: {
        by: "factors",
        factors: state.factors(FACTORS, itemCount, own.factors),
        factorCount: own.factors,
        gram: state.f32(GRAM, own.factors ** 2),
        foldsIn: {
          by: "equations",
          weightsOf: (weights) => weights,
          regularizationOf: (count) => rowRegularization(own, count, itemCount),
          dislikeTarget: own.dislikeTarget,
        },
        query: (index, items, weights) => index.foldIn(items, weights, rowRegularization(own, items.length, itemCount)),
      },
    };
  },
});

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

/** The options with a number for α₀: the one that was given, or the default for `matrix`. */
export function withUnobservedWeight(given: GivenOptions, matrix?: Csr): ImplicitAlsOptions {
  const { unobservedWeight } = given;
  if (unobservedWeight !== "auto") return { ...given, unobservedWeight };
  return { ...given, unobservedWeight: matrix ? defaultUnobservedWeight(matrix) : UNOBSERVED_WEIGHT };
}

/**
 * Completes and checks options; with `matrix`, the default of unobservedWeight is the one for it. Throws OptionsError for
 * an unknown name, RangeError or TypeError for a bad value.
 */
export function implicitAlsOptions(given: Readonly<Record<string, unknown>>, matrix?: Csr): ImplicitAlsOptions {
  return withUnobservedWeight(implicitAls.readOptions(given), matrix);
}

/** Defaults of every option; of unobservedWeight, the one where the data are not known. */
export const IMPLICIT_ALS_DEFAULTS: ImplicitAlsOptions = implicitAlsOptions({});

/** w_ui of an observed value. Throws RangeError when the weight is not positive. */
export function observedWeight(own: ImplicitAlsOptions, value: number): number {
  if (own.weighting === "binary") return 1;
  const strength = own.weighting === "linear" ? value : log1p(value);
  const weight = Math.fround(1 + own.confidence * strength);
  if (!(weight > 0 && weight < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`value: expected one that gives a positive weight, got ${value}; use weighting=binary`);
  }
  return weight;
}

/** λ·n^ν of a row with `count` interactions against `others` rows on the other side. */
export function rowRegularization(own: ImplicitAlsOptions, count: number, others: number): number {
  const effective = count + own.unobservedWeight * others;
  return Math.fround(own.regularization * effective ** own.regularizationExponent);
}
