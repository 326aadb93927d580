import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { defineModel } from "../define-model.ts";
import { type FoldInFactors, foldInRidge } from "../fold-in.ts";
import { flag, integer, number, type OptionsOf } from "../option-specs.ts";
import { powerByRoots } from "../power.ts";
import { servedByRatings } from "../served-by-ratings.ts";
import type { ServedRatings } from "../served-ratings.ts";
import type { StateReader } from "../state.ts";
import { type FoldInResiduals, readResiduals, servedResiduals } from "./residual-factors.ts";

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
/** Defaults were chosen on validation parts of two data sets: docs/models/linear-algebra.md has the figures. */
const options = {
  /** Dimension of the factors. */
  factors: integer(1, MAXIMUM_FACTOR_COUNT, 50),
  /** λ ≥ 0. */
  regularization: number(0, 1e6, 1.5),
  /** ν, 0 (the same for all rows) to 1 (in proportion to a row's ratings). */
  regularizationExponent: number(0, 2, 0.5),
  /** Sweeps over both sides. */
  epochs: integer(1, 10_000, 10),
  /** Whether the factors are fitted to what the user-item baseline leaves of a rating. */
  biases: flag(true),
  /** Standard deviation of the initial factors times √factors. */
  initialScale: number(1e-9, 100, 1),
};

/** The options of explicit-als. */
export type ExplicitAlsOptions = OptionsOf<typeof options>;

export const explicitAls = defineModel({
  name: "explicit-als",
  summary: "factors of ratings by alternating ridge regressions",
  learnsFrom: "ratings",
  options,
  restore: (given, state, context) =>
    servedByRatings(restoreExplicitAls(given, state, context.itemCount), state, context),
});

/** λ·n^ν of a row with `count` ratings. */
export function ridgePenalty({ regularization, regularizationExponent }: ExplicitAlsOptions, count: number): number {
  return regularization * powerByRoots(count, regularizationExponent);
}

function ridgeFoldIn(own: ExplicitAlsOptions, factors: FoldInFactors): FoldInResiduals {
  return (items, targets) => foldInRidge(factors, items, targets, ridgePenalty(own, items.length));
}

/** Its predictions, from its state. */
function restoreExplicitAls(own: ExplicitAlsOptions, state: StateReader, itemCount: number): ServedRatings {
  const items = readResiduals(state, itemCount, { factorCount: own.factors, most: own.factors });
  return servedResiduals({ ...items, biases: own.biases, foldIn: ridgeFoldIn(own, items) });
}
