import { solveCholesky } from "../kernels/reference/solve.ts";
import { clippedScores, type RatingScale } from "./rating-model.ts";
import { rowsWithLanes, type ServedRatings } from "./served-ratings.ts";

/** Factors of one user, trained or folded in, with the bias. */
export interface UserFactors {
  readonly bias: number;
  readonly factors: Float32Array | Float64Array;
}

/** Item rows that a user is folded in against: f32[items × factorCount], row-major. */
export interface FixedItems {
  readonly factorCount: number;
  readonly itemFactors: Float32Array;
}

/** Total penalties of one user; no bias penalty means that there is no bias. */
export interface RidgePenalties {
  /** On ‖p‖². */
  readonly factors: number;
  /** On b². */
  readonly bias: number | undefined;
}

/** Smallest penalty a rating: a history shorter than the factors has no unique solution without any. */
const LEAST_PENALTY = 1e-6;

/** Σ_d user[d] · item[d] in f64. */
export function productWithItem(
  user: Float32Array | Float64Array,
  { factorCount, itemFactors }: FixedItems,
  item: number,
): number {
  const start = item * factorCount;
  let sum = 0;
  for (let factor = 0; factor < factorCount; factor++) sum += user[factor]! * itemFactors[start + factor]!;
  return sum;
}

/**
 * Folds a user in: the exact minimiser over p and b, with the items held fixed, of
 *
 *   Σ_i (t_i − b − p·q_i)² + λ_p ‖p‖² + λ_b b²        t = targets, one for each of `items`
 *
 * by Cholesky in f64. O(n·f² + f³). No items: zero.
 */
export function foldInByRidge(
  fixed: FixedItems,
  items: Uint32Array,
  targets: Float64Array,
  penalties: RidgePenalties,
): UserFactors {
  const { factorCount, itemFactors } = fixed;
  const hasBias = penalties.bias !== undefined;
  // The bias is one more factor, in which every item has 1.
  const size = factorCount + (hasBias ? 1 : 0);
  const matrix = new Float64Array(size * size);
  const rhs = new Float64Array(size);
  const row = new Float64Array(size).fill(1);
  for (let place = 0; place < items.length; place++) {
    const start = items[place]! * factorCount;
    for (let factor = 0; factor < factorCount; factor++) row[factor] = itemFactors[start + factor]!;
    for (let r = 0; r < size; r++) {
      rhs[r]! += targets[place]! * row[r]!;
      for (let c = 0; c <= r; c++) matrix[r * size + c]! += row[r]! * row[c]!;
    }
  }
  const least = LEAST_PENALTY * Math.max(1, items.length);
  for (let r = 0; r < size; r++) {
    const penalty = r < factorCount ? penalties.factors : (penalties.bias ?? 0);
    matrix[r * size + r]! += Math.max(least, penalty);
  }
  const solution = solveCholesky(matrix, rhs) ?? new Float64Array(size);
  return { bias: hasBias ? solution[factorCount]! : 0, factors: solution.subarray(0, factorCount) };
}

/** Finds bias and factors of whoever gave these items (u32) these ratings (f32). */
export type FoldInUser = (items: Uint32Array, ratings: Float32Array) => UserFactors;

/** μ, factors and biases of items; a model without biases of items has none. */
export interface ItemsOfRatings extends FixedItems {
  readonly mean: number;
  readonly itemBiases: Float32Array | undefined;
}

/** Predictions r̂ = μ + b_u + b_i + p_u·q_i, clipped to the scale, of users that `userOf` finds. Ranked before clipping. */
export function servedFactors(scale: RatingScale, items: ItemsOfRatings, userOf: FoldInUser): ServedRatings {
  const { mean, itemBiases, itemFactors, factorCount } = items;
  const lanes = itemBiases ? [itemBiases] : [];
  return {
    scale,
    ...clippedScores(scale, (own, given) => {
      const user = userOf(own, given);
      const level = mean + user.bias;
      if (!itemBiases) return (item) => level + productWithItem(user.factors, items, item);
      return (item) => level + itemBiases[item]! + productWithItem(user.factors, items, item);
    }),
    product: {
      get rows() {
        return rowsWithLanes(itemFactors, factorCount, lanes);
      },
      laneCount: factorCount + lanes.length,
      factorCount,
      queryOf: (own, given) => Float32Array.of(...userOf(own, given).factors, ...lanes.map(() => 1)),
    },
  };
}
