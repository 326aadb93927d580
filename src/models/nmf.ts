import { checkInteger, checkNumber } from "../check.ts";
import type { Csr } from "../data/csr.ts";
import { MAXIMUM_FACTOR_COUNT } from "../kernels/layout.ts";
import { type FoldInFactors, foldInNonNegative } from "./fold-in.ts";
import type { Baseline } from "./means/user-item-baseline.ts";
import { type OptionReader, readBoolean, readOptions } from "./options.ts";
import {
  createResidualFactorsModel,
  type ResidualFactorsModel,
  type ResidualFactorsParts,
  readResiduals,
  servedResiduals,
} from "./residual-factors.ts";
import type { RestoreRatings } from "./served-ratings.ts";

/**
 * Non-negative factorisation of ratings.
 *
 *   min over x, y ≥ 0   Σ_(u,i)∈S (t_ui − xᵤ·yᵢ)²  +  λ_u Σ_u |S_u| ‖xᵤ‖²  +  λ_i Σ_i |S_i| ‖yᵢ‖²
 *
 *   t_ui = r_ui, or r_ui − μ − b_u − b_i with `biased`; predictions and the biases: residual-factors.ts
 *
 * Training is multiplicative: no step size, and factors that begin positive stay so. Each epoch moves all items, then all
 * users; each half-sweep lowers the objective. (scikit-surprise moves both sides from the values of the epoch before, which
 * may overshoot.) Users are not stored: fold-in is the exact minimum over xᵤ ≥ 0 with the item factors held fixed. It is not
 * the value that training's last step had reached for a user of train, but where further steps would have led.
 *
 * Source: Luo, Zhou, Xia & Zhu 2014 ("An efficient non-negative matrix-factorization-based approach to collaborative
 * filtering"), equation 11; options and defaults are those of NMF in scikit-surprise.
 */
export interface NmfOptions {
  /** Dimension of the factors, 1 to 512. */
  readonly factors: number;
  /** Sweeps over both sides. */
  readonly epochs: number;
  /** λ_u ≥ 0 (reg_pu). */
  readonly regUser: number;
  /** λ_i ≥ 0 (reg_qi). */
  readonly regItem: number;
  /** Whether the factors are fitted to what the user-item baseline leaves of a rating. */
  readonly biased: boolean;
  /** Initial factors are uniform between these two, both ≥ 0. */
  readonly initLow: number;
  readonly initHigh: number;
}

export const NMF_DEFAULTS: NmfOptions = {
  factors: 15,
  epochs: 50,
  regUser: 0.06,
  regItem: 0.06,
  biased: false,
  initLow: 0,
  initHigh: 1,
};

const READERS: { readonly [Key in keyof NmfOptions]: OptionReader<NmfOptions[Key]> } = {
  factors: (name, value) => checkInteger(name, value, 1, MAXIMUM_FACTOR_COUNT),
  epochs: (name, value) => checkInteger(name, value, 1, 10_000),
  regUser: (name, value) => checkNumber(name, value, 0, 1e6),
  regItem: (name, value) => checkNumber(name, value, 0, 1e6),
  biased: readBoolean,
  initLow: (name, value) => checkNumber(name, value, 0, 1000),
  initHigh: (name, value) => checkNumber(name, value, 0, 1000),
};

/**
 * Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value, or for
 * initial factors that are all zero: they would stay there.
 */
export function nmfOptions(given: Readonly<Record<string, unknown>>): NmfOptions {
  const options = readOptions("nmf", NMF_DEFAULTS, READERS, given);
  if (options.initHigh > options.initLow || (options.initHigh === options.initLow && options.initLow > 0)) {
    return options;
  }
  throw new RangeError(
    `initHigh: expected a number above initLow (${options.initLow}) and above 0, got ${options.initHigh}`,
  );
}

/** The model of trained item factors, f32[items × factors], none negative. */
export function createNmfModel(
  ratings: Csr,
  options: NmfOptions,
  baseline: Baseline,
  itemFactors: Float32Array,
): ResidualFactorsModel {
  const factors = { itemFactors, factorCount: options.factors };
  return createResidualFactorsModel(ratings, {
    ...{ kind: "nmf", options: { ...options }, baseline, biases: options.biased },
    ...factors,
    foldIn: nonNegativeFoldIn(options, factors),
  });
}

function nonNegativeFoldIn({ regUser }: NmfOptions, factors: FoldInFactors): ResidualFactorsParts["foldIn"] {
  return (items, targets) => foldInNonNegative(factors, items, targets, regUser * items.length);
}

/** The model from what it keeps. */
export const restoreNmf: RestoreRatings = (given, state, itemCount) => {
  const options = nmfOptions(given);
  const items = readResiduals(state, itemCount, { factorCount: options.factors, most: options.factors });
  return servedResiduals({ ...items, biases: options.biased, foldIn: nonNegativeFoldIn(options, items) });
};
