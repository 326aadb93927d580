import { defineModel } from "../define-model.ts";
import { choice, integer, type OptionsOf } from "../option-specs.ts";
import { servedByRatings } from "../served-by-ratings.ts";
import type { ServedRatings } from "../served-ratings.ts";
import type { StateReader } from "../state.ts";
import { readResiduals, servedResiduals } from "./residual-factors.ts";

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
/** Lanczos: exact to about 10⁻⁷ of the largest singular value, one thread. Randomised: faster on many threads and large ranks. */
const METHODS = ["lanczos", "randomised"] as const;

/** What svd and pure-svd have in common. */
export const decomposition = {
  /** How the decomposition is computed; the result differs by its error only. */
  method: choice(METHODS, "randomised"),
  /** Multiplications by TᵀT after the first; randomised only. */
  powerIterations: integer(0, 100, 6),
};

const options = {
  /** Rank of the approximation. */
  factors: integer(1, 2048, 12),
  /** What a pair that was not rated counts as: see above. */
  centre: choice(["baseline", "none"], "baseline"),
  ...decomposition,
};

/** The options of svd. */
export type SvdOptions = OptionsOf<typeof options>;

export const svd = defineModel({
  name: "svd",
  summary: "truncated singular value decomposition of ratings; users are folded in",
  learnsFrom: "ratings",
  options,
  restore: (given, state, context) => servedByRatings(restoreSvd(given, state, context.itemCount), state, context),
});

/** Its predictions, from its state. */
function restoreSvd(own: SvdOptions, state: StateReader, itemCount: number): ServedRatings {
  const items = readResiduals(state, itemCount, { most: own.factors });
  return servedResiduals({
    ...items,
    biases: own.centre === "baseline",
    foldIn: (history, targets) => project(items.itemFactors, items.factorCount, history, targets),
  });
}

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
