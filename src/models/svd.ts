import { checkInteger, checkOneOf } from "../check.ts";
import type { Csr } from "../data/csr.ts";
import type { Baseline } from "./means/user-item-baseline.ts";
import { type OptionReader, readOptions } from "./options.ts";
import {
  createResidualFactorsModel,
  type ResidualFactorsModel,
  readResiduals,
  servedResiduals,
} from "./residual-factors.ts";
import type { RestoreRatings } from "./served-ratings.ts";

/**
 * Ratings predicted from a truncated singular value decomposition.
 *
 *   min over T̂ of rank f   Σ_u Σ_i (t_ui − t̂_ui)²,   t_ui = 0 where nothing was rated      T̂ = T·V·Vᵀ,  T ≈ U·S·Vᵀ
 *
 *   centre=baseline:  t_ui = r_ui − μ − b_u − b_i,   r̂_ui = μ + b_u + b_i + t̂_ui       biases: user-item-baseline
 *   centre=none:      t_ui = r_ui,                   r̂_ui = t̂_ui
 *
 * Every pair counts, also those that nobody rated: with centre=none they count as ratings of 0, which draws all predictions
 * far below the truth (kept for comparison with programs that call svds on raw ratings). With centre=baseline they count as
 * ratings that are just what the baseline says, which is cautious but not wrong.
 *
 * Users are not stored. Fold-in is a projection: x_u = t_u·V, with t_u the row of the user's history, and t̂_ui = x_u·v_i.
 * For a user of train, that is the row of U·S. Predictions, unknown users and items: residual-factors.ts.
 * `factors` beyond what the matrix has are cut to min(users, items). Source: Sarwar, Karypis, Konstan & Riedl 2000
 * ("Application of dimensionality reduction in recommender systems").
 */
export interface SvdOptions {
  /** Rank of the approximation, 1 to 2048. */
  readonly factors: number;
  /** What a pair that was not rated counts as: see above. */
  readonly centre: "baseline" | "none";
  /** How the decomposition is computed; the result differs by its error only. */
  readonly method: SvdMethod;
  /** Multiplications by TᵀT after the first; randomised only. */
  readonly powerIterations: number;
}

/** Lanczos: exact to about 10⁻⁷ of the largest singular value, one thread. Randomised: faster on many threads and large ranks. */
export type SvdMethod = "lanczos" | "randomised";

export const SVD_DEFAULTS: SvdOptions = { factors: 12, centre: "baseline", method: "randomised", powerIterations: 6 };

/** Readers of what svd and pure-svd have in common. */
export const SVD_READERS = {
  factors: (name: string, value: unknown) => checkInteger(name, value, 1, 2048),
  method: (name: string, value: unknown) => checkOneOf(name, value, ["lanczos", "randomised"]),
  powerIterations: (name: string, value: unknown) => checkInteger(name, value, 0, 100),
};

const READERS: { readonly [Key in keyof SvdOptions]: OptionReader<SvdOptions[Key]> } = {
  ...SVD_READERS,
  centre: (name, value) => checkOneOf(name, value, ["baseline", "none"]),
};

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
export function svdOptions(given: Readonly<Record<string, unknown>>): SvdOptions {
  return readOptions("svd", SVD_DEFAULTS, READERS, given);
}

/** The model of the right singular vectors, f32[items × factorCount]. */
export function createSvdModel(
  ratings: Csr,
  options: SvdOptions,
  baseline: Baseline,
  rightVectors: Float32Array,
): ResidualFactorsModel {
  const factorCount = rightVectors.length / ratings.columnCount;
  return createResidualFactorsModel(ratings, {
    ...{ kind: "svd", options: { ...options }, baseline, biases: options.centre === "baseline" },
    ...{ itemFactors: rightVectors, factorCount },
    foldIn: (items, targets) => project(rightVectors, factorCount, items, targets),
  });
}

/** The model from what it keeps. */
export const restoreSvd: RestoreRatings = (given, state, itemCount) => {
  const options = svdOptions(given);
  const items = readResiduals(state, itemCount, { most: options.factors });
  return servedResiduals({
    ...{ ...items, biases: options.centre === "baseline" },
    foldIn: (own, targets) => project(items.itemFactors, items.factorCount, own, targets),
  });
};

/** x = t·V of a sparse row t. O(entries · factorCount). */
export function project(
  vectors: Float32Array,
  factorCount: number,
  items: Uint32Array,
  values: ArrayLike<number>,
): Float64Array {
  const x = new Float64Array(factorCount);
  for (let place = 0; place < items.length; place++) {
    const from = items[place]! * factorCount;
    for (let factor = 0; factor < factorCount; factor++) x[factor]! += values[place]! * vectors[from + factor]!;
  }
  return x;
}
