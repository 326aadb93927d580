import type { Csr } from "../../data/csr.ts";
import { log1p } from "../../elementary/log.ts";
import { OptionsError } from "../../errors.ts";
import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { defineModel } from "../define-model.ts";
import { auto, choice, flag, integer, number, type OptionsOf, type OptionValues } from "../option-specs.ts";
import { FACTORS, GRAM } from "../state.ts";

/** α₀ where the data are not known. */
const UNOBSERVED_WEIGHT = 0.3;

/**
 * Implicit-feedback matrix factorisation by alternating least squares. With objective=ials:
 *
 *   min  Σ_(u,i)∈S w_ui (xᵤ·yᵢ − 1)²  +  α₀ Σ_u Σ_i (xᵤ·yᵢ)²  +  λ ( Σ_u n_u^ν ‖xᵤ‖² + Σ_i n_i^ν ‖yᵢ‖² )
 *
 *   n_u = |S_u| + α₀·items,  n_i = |S_i| + α₀·users;   w_ui = 1 (binary), 1 + c·value (linear), 1 + c·ln(1 + value) (log)
 *
 * With objective=hkv, which Spark and implicit state too, a pair has one confidence, and n counts what was observed:
 *
 *   min  Σ_(u,i)∈S C_ui (xᵤ·yᵢ − 1)²  +  Σ_(u,i)∉S (xᵤ·yᵢ)²  +  λ ( Σ_u |S_u|^ν ‖xᵤ‖² + Σ_i |S_i|^ν ‖yᵢ‖² )
 *
 *   C_ui = c₀ + c (binary), c₀ + c·value (linear), c₀ + c·ln(1 + value) (log); 1 at least
 *
 * It is the first one with α₀ = 1, but for n and for what an observed pair weighs: C − 1 beside α₀ on the left side of its
 * equations, C on the right one.
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
  /** Which of the two. With hkv α₀ is 1, and may not be given. */
  objective: choice(["ials", "hkv"], "ials"),
  /** How a value becomes the weight of an observed pair. */
  weighting: choice(["binary", "linear", "log"], "binary"),
  /** c ≥ 0: strength of the value in that weight. */
  confidence: number(0, 1e6, 1),
  /** c₀ ≥ 0: confidence of an observed pair before its value counts; of hkv alone. */
  confidenceOffset: number(0, 1e6, 1),
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
  /** Whether a user is folded in among factors that are not negative; for item factors that were found so elsewhere. */
  nonNegative: flag(false),
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
  check: checkObjective,
  restore: (given, state, { itemCount }) => {
    const { unobservedWeight } = given;
    const own = { ...given, unobservedWeight: unobservedWeight === "auto" ? UNOBSERVED_WEIGHT : unobservedWeight };
    return {
      weigh: (values) => values.map((value) => observedWeight(own, value)),
      // Where all values of the data have to be above 1 with hkv, the value 1 would be refused, which nobody has sent.
      sentWeight: (value) => (value === undefined ? Math.max(1, weightOf(own, 1)) : observedWeight(own, value)),
      retrieve: {
        by: "factors",
        factors: state.factors(FACTORS, itemCount, own.factors),
        factorCount: own.factors,
        gram: state.f32(GRAM, own.factors ** 2),
        foldsIn: {
          by: "equations",
          weightsOf: (weights) => weights,
          shift: weightShift(own),
          regularizationOf: (count) => rowRegularization(own, count, itemCount),
          dislikeTarget: own.dislikeTarget,
          nonNegative: own.nonNegative,
        },
      },
    };
  },
});

/** Throws OptionsError `bad-objective` for an option of one objective beside the other, RangeError for a confidence below 1. */
function checkObjective(given: GivenOptions): void {
  const isHkv = given.objective === "hkv";
  const name = isHkv ? "unobservedWeight" : "confidenceOffset";
  if (given[name] !== (isHkv ? "auto" : 1)) {
    throw new OptionsError(
      "bad-objective",
      `${name}: expected none with objective=${given.objective}, got ${given[name]}`,
    );
  }
  const { weighting, confidence, confidenceOffset } = given;
  if (isHkv && weighting === "binary" && weightOf(given, 1) < 1) {
    throw new RangeError(`confidenceOffset + confidence: expected 1 or more, got ${confidenceOffset} + ${confidence}`);
  }
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

/** The options with a number for α₀: 1 with objective=hkv, else the one that was given, or the default for `matrix`. */
export function withUnobservedWeight(given: GivenOptions, matrix?: Csr): ImplicitAlsOptions {
  const { objective, unobservedWeight } = given;
  if (objective === "hkv") return { ...given, unobservedWeight: 1 };
  if (unobservedWeight !== "auto") return { ...given, unobservedWeight };
  return { ...given, unobservedWeight: matrix ? defaultUnobservedWeight(matrix) : UNOBSERVED_WEIGHT };
}

/**
 * Completes and checks options; with `matrix`, the default of unobservedWeight is the one for it. Throws OptionsError for
 * an unknown name and for options of the other objective, RangeError or TypeError for a bad value.
 */
export function implicitAlsOptions(given: Readonly<Record<string, unknown>>, matrix?: Csr): ImplicitAlsOptions {
  return withUnobservedWeight(implicitAls.readOptions(given), matrix);
}

/** Defaults of every option; of unobservedWeight, the one where the data are not known. */
export const IMPLICIT_ALS_DEFAULTS: ImplicitAlsOptions = /* @__PURE__ */ implicitAlsOptions({});

/**
 * The options as a manifest has them: with objective=ials those that were there before there was another one, so that its
 * artefacts keep their bytes; with hkv without α₀.
 */
export function manifestOptions(own: ImplicitAlsOptions): OptionValues {
  const absent = own.objective === "hkv" ? ["unobservedWeight"] : ["objective", "confidenceOffset"];
  if (!own.nonNegative) absent.push("nonNegative");
  return Object.fromEntries(Object.entries(own).filter(([name]) => !absent.includes(name)));
}

/** What the left side of the equations takes off the weight of an observed pair: Σ α₀(x·y)² has 1 of it already with hkv. */
export function weightShift({ objective }: Pick<ImplicitAlsOptions, "objective">): number {
  return objective === "hkv" ? 1 : 0;
}

/** What has a part in the weight of an observed pair. */
type Weighting = Pick<ImplicitAlsOptions, "objective" | "weighting" | "confidence" | "confidenceOffset">;

/** w_ui or C_ui by the formula, whatever it comes to; c₀ is 1 with objective=ials. */
function weightOf({ objective, weighting, confidence, confidenceOffset }: Weighting, value: number): number {
  const ofBinary = objective === "hkv" ? 1 : 0;
  const strength = weighting === "binary" ? ofBinary : weighting === "linear" ? value : log1p(value);
  return Math.fround(confidenceOffset + confidence * strength);
}

/**
 * w_ui of an observed value, with objective=hkv C_ui. Throws RangeError where it is not positive, with hkv where C is below 1 or
 * a value that weighs is not above 0: Spark takes such a pair as one that is not liked.
 */
export function observedWeight(own: Weighting, value: number): number {
  const weight = weightOf(own, value);
  const isHkv = own.objective === "hkv";
  const isFit = isHkv ? weight >= 1 && (value > 0 || own.weighting === "binary") : weight > 0;
  if (!(isFit && weight < Number.POSITIVE_INFINITY)) {
    const expected = isHkv ? "above 0 with a confidence of 1 or more" : "that gives a positive weight";
    throw new RangeError(`value: expected one ${expected}, got ${value}; use weighting=binary`);
  }
  return weight;
}

/** λ·n^ν of a row with `count` interactions against `others` rows on the other side; with objective=hkv, n = count. */
export function rowRegularization(own: ImplicitAlsOptions, count: number, others: number): number {
  const effective = own.objective === "hkv" ? count : count + own.unobservedWeight * others;
  return Math.fround(own.regularization * effective ** own.regularizationExponent);
}
