import type { Examples } from "../examples.ts";
import type { Parts } from "./parts.ts";

/** A draw around the folded-in user: x + scale · L⁻ᵀz, z standard normal, of the equations A·x = b with A = L·Lᵀ. */
export interface UserDraw {
  /** Where z comes from: a seeded generator of src/random.ts, whose normal numbers have the same bits on every runtime. */
  readonly random: { nextGaussian(): number };
  /** σ ≥ 0: the draw has the covariance σ²·A⁻¹. 0 draws nothing but x. */
  readonly scale: number;
}

/**
 * A user of a model that folds in by rows of items, with likes and dislikes. By equations:
 *
 *   A = gram + Σⱼ wⱼ yⱼyⱼᵀ + λI over history and dislikes,   b = Σ_history vⱼ yⱼ + τ Σ_dislikes vⱼ yⱼ,   x = A⁻¹b
 *
 * with w = max(0, v − shift): an item that counts for less than the shift is to be predicted as less than 1. By sums:
 * x = Σ_history vⱼ yⱼ − Σ_dislikes vⱼ yⱼ, or what a model makes of such a sum. The weight of a like is added to that of the item in
 * the history.
 */
export interface FoldedUser {
  /** f32[factorCount], without a draw. */
  factors(history: Uint32Array, weights: Float32Array, examples?: Examples): Float32Array;
  /** f32[factorCount]; undefined where x is no solution of equations, or one under a constraint. */
  readonly draw:
    | ((history: Uint32Array, weights: Float32Array, draw: UserDraw, examples?: Examples) => Float32Array)
    | undefined;
  /** score(i) = Σⱼ vⱼ·yᵢᵀA⁻¹yⱼ, v the right sides; by sums A is the identity. */
  parts(history: Uint32Array, weights: Float32Array, wanted: Uint32Array, examples?: Examples): Parts;
}
