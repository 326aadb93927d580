import type { Csr } from "../../data/csr.ts";
import { log1p } from "../../elementary/log.ts";
import { OptionsError } from "../../errors.ts";
import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { defineModel } from "../define-model.ts";
import { auto, choice, flag, integer, number, type OptionsOf, type OptionValues, onlyWith } from "../option-specs.ts";
import { foldHistory } from "../retrieval/folded-user.ts";
import type { FoldsIn } from "../served-model.ts";
import { FACTORS, GRAM } from "../state.ts";
import { nonNegativeSolver } from "./non-negative.ts";

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
  confidenceOffset: onlyWith("objective", "hkv", number(0, 1e6, 1)),
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
    const own = withUnobservedWeight(given);
    const gram = state.f32(GRAM, own.factors ** 2);
    const foldsIn: Extract<FoldsIn, { by: "equations" }> = {
      by: "equations",
      weightsOf: (weights) => weights,
      shift: weightShift(own),
      regularizationOf: (count) => rowRegularization(own, count, itemCount),
      dislikeTarget: own.dislikeTarget,
      solver: own.nonNegative ? nonNegativeSolver(gram) : undefined,
    };
    return {
      weigh: (values) => values.map((value) => observedWeight(own, value)),
      sentWeight: (value) => (value === undefined ? unvaluedWeight(own) : observedWeight(own, value)),
      retrieve: {
        by: "factors",
        factors: state.factors(FACTORS, itemCount, own.factors),
        factorCount: own.factors,
        gram,
        foldsIn,
        query: (index, items, weights) => foldHistory(index, foldsIn, items, weights),
      },
    };
  },
});

/** Throws OptionsError `bad-objective` for options of one objective beside the other. */
function checkObjective(given: GivenOptions): void {
  const { objective, unobservedWeight, weighting, confidence, confidenceOffset } = given;
  if (objective === "ials") {
    if (confidenceOffset === 1) return;
    throw badObjective(
      `confidenceOffset: expected none with objective=ials, where an observed pair weighs 1 more by itself, got ${confidenceOffset}; leave it out, or set objective=hkv`,
    );
  }
  if (unobservedWeight !== "auto") {
    throw badObjective(
      `unobservedWeight: expected none with objective=hkv, where a pair that was not observed weighs 1, got ${unobservedWeight}; leave it out, and set confidence, or objective=ials`,
    );
  }
  if (weighting === "binary" && !(Math.fround(confidenceOffset + confidence) >= 1)) {
    throw badObjective(
      `confidenceOffset + confidence: expected at least 1 with objective=hkv and weighting=binary, got ${confidenceOffset} + ${confidence}: a pair that was observed would weigh less than one that was not`,
    );
  }
}

const badObjective = (message: string): OptionsError => new OptionsError("bad-objective", `implicit-als: ${message}`);

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
export const IMPLICIT_ALS_DEFAULTS: ImplicitAlsOptions = implicitAlsOptions({});

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

/**
 * w_ui of an observed value, with objective=hkv C_ui. Throws RangeError where it is not positive, with hkv where C is below 1 or
 * a value that weighs is not above 0: Spark takes such a pair as one that is not liked.
 */
export function observedWeight(own: Weighting, value: number): number {
  const { objective, weighting, confidence, confidenceOffset } = own;
  const isBinary = weighting === "binary";
  const strength = weighting === "log" ? log1p(value) : value;
  if (objective === "hkv") {
    if (!isBinary && !(value > 0)) {
      throw new RangeError(
        `value: expected one above 0, as objective=hkv has no pairs that are not liked, got ${value}; leave the row out, or use weighting=binary`,
      );
    }
    const weight = Math.fround(confidenceOffset + confidence * (isBinary ? 1 : strength));
    if (weight >= 1 && weight < Number.POSITIVE_INFINITY) return weight;
    throw new RangeError(
      `value: expected one that gives a confidence of at least 1, got ${value}, which gives ${weight}; use a higher confidence (now ${confidence}) or confidenceOffset (now ${confidenceOffset})`,
    );
  }
  if (isBinary) return 1;
  const weight = Math.fround(1 + confidence * strength);
  if (!(weight > 0 && weight < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`value: expected one that gives a positive weight, got ${value}; use weighting=binary`);
  }
  return weight;
}

/** The weight of an item without a value: that of the value 1, or 1 where all values of the data have to be larger. */
function unvaluedWeight(own: Weighting): number {
  const { objective, weighting, confidence, confidenceOffset } = own;
  if (objective === "ials") return observedWeight(own, 1);
  return Math.max(1, Math.fround(confidenceOffset + confidence * (weighting === "log" ? log1p(1) : 1)));
}

/** λ·n^ν of a row with `count` interactions against `others` rows on the other side; with objective=hkv, n = count. */
export function rowRegularization(own: ImplicitAlsOptions, count: number, others: number): number {
  const effective = own.objective === "hkv" ? count : count + own.unobservedWeight * others;
  return Math.fround(own.regularization * effective ** own.regularizationExponent);
}
