import type { RatingMix } from "./mixed-ratings.ts";

/** What least squares need to know of predictions x_m and ratings y. */
export interface Moments {
  /** G = XᵀX, f64[members × members] */
  readonly gram: Float64Array;
  /** c = Xᵀy, f64[members] */
  readonly target: Float64Array;
  /** Σ y² */
  readonly squares: number;
}

/** Sweeps after which weights that still move are taken as they are; highly correlated members move slowly. */
const MAXIMUM_SWEEPS = 10_000;
const CONVERGED = 1e-12;

/** Products of predictions (by member, f64[entries]) and ratings, less their means where `centre` says so. O(entries · members²). */
export function momentsOf(predictions: readonly Float64Array[], ratings: ArrayLike<number>, centre: boolean): Moments {
  const count = predictions.length;
  const means = predictions.map((column) => (centre ? meanOf(column) : 0));
  const mean = centre ? meanOf(ratings) : 0;
  const gram = new Float64Array(count * count);
  const target = new Float64Array(count);
  let squares = 0;
  for (let entry = 0; entry < ratings.length; entry++) squares += (ratings[entry]! - mean) ** 2;
  for (let row = 0; row < count; row++) {
    const own = predictions[row]!;
    let sum = 0;
    for (let entry = 0; entry < own.length; entry++) sum += (own[entry]! - means[row]!) * (ratings[entry]! - mean);
    target[row] = sum;
    for (let column = 0; column <= row; column++) {
      const other = predictions[column]!;
      let product = 0;
      for (let entry = 0; entry < own.length; entry++) {
        product += (own[entry]! - means[row]!) * (other[entry]! - means[column]!);
      }
      gram[row * count + column] = product;
      gram[column * count + row] = product;
    }
  }
  return { gram, target, squares };
}

/** ‖y − Xw‖² + λ‖w‖² = Σy² − 2 c·w + wᵀGw + λ w·w */
export function squaredError(
  { gram, target, squares }: Moments,
  weights: Float64Array,
  regularization: number,
): number {
  let error = squares;
  for (const [row, weight] of weights.entries()) {
    error += weight * (regularization * weight - 2 * target[row]!);
    for (const [column, other] of weights.entries()) error += weight * other * gram[row * weights.length + column]!;
  }
  return error;
}

/** ∂/∂w of the same: 2 (Gw − c + λw). */
export function errorGradient({ gram, target }: Moments, weights: Float64Array, regularization: number): Float64Array {
  return weights.map((weight, row) => {
    let sum = regularization * weight - target[row]!;
    for (const [column, other] of weights.entries()) sum += gram[row * weights.length + column]! * other;
    return 2 * sum;
  });
}

/** Called after each sweep with the weights so far, which are not copied. */
type OnSweep = (weights: Float64Array) => void;

/**
 * min ‖y − Xw‖² + λ‖w‖² over w ≥ 0, by exact coordinate descent from 0: the error never rises. O(sweeps · members²).
 * A member that never varies keeps weight 0 where λ = 0.
 */
export function solveNonNegative(moments: Moments, regularization: number, onSweep?: OnSweep): Float64Array {
  const { gram } = moments;
  const count = moments.target.length;
  const weights = new Float64Array(count);
  for (let sweep = 0; sweep < MAXIMUM_SWEEPS; sweep++) {
    let moved = 0;
    for (let member = 0; member < count; member++) {
      const curvature = gram[member * count + member]! + regularization;
      if (!(curvature > 0)) continue;
      const slope = errorGradient(moments, weights, regularization)[member]! / 2;
      const next = Math.max(0, weights[member]! - slope / curvature);
      moved = Math.max(moved, Math.abs(next - weights[member]!));
      weights[member] = next;
    }
    onSweep?.(weights);
    if (moved < CONVERGED) break;
  }
  return weights;
}

/**
 * min ‖y − Xw‖² + λ‖w‖² over w ≥ 0 with Σ w = 1, from equal weights: weight moves between two members at a time, exactly as
 * far as lowers the error most. The error never rises. O(sweeps · members³).
 */
export function solveShares(moments: Moments, regularization: number, onSweep?: OnSweep): Float64Array {
  const { gram } = moments;
  const count = moments.target.length;
  const weights = new Float64Array(count).fill(1 / count);
  const entry = (row: number, column: number): number => gram[row * count + column]!;
  for (let sweep = 0; sweep < MAXIMUM_SWEEPS; sweep++) {
    let moved = 0;
    for (let first = 0; first < count; first++) {
      for (let second = 0; second < first; second++) {
        const slopes = errorGradient(moments, weights, regularization);
        const slope = (slopes[first]! - slopes[second]!) / 2;
        const curvature = entry(first, first) + entry(second, second) - 2 * entry(first, second) + 2 * regularization;
        if (!(curvature > 0)) continue;
        const step = Math.min(weights[second]!, Math.max(-weights[first]!, -slope / curvature));
        weights[first]! += step;
        weights[second]! -= step;
        moved = Math.max(moved, Math.abs(step));
      }
    }
    onSweep?.(weights);
    if (moved < CONVERGED) break;
  }
  return weights;
}

/** b and w of a mix, by either method; see the objective in hybrid.ts. */
export function learnRatingMix(
  predictions: readonly Float64Array[],
  ratings: ArrayLike<number>,
  method: "weighted" | "stacked",
  regularization: number,
): RatingMix {
  if (method === "weighted") {
    return { intercept: 0, weights: solveShares(momentsOf(predictions, ratings, false), regularization) };
  }
  const weights = solveNonNegative(momentsOf(predictions, ratings, true), regularization);
  const explained = predictions.reduce((sum, column, member) => sum + weights[member]! * meanOf(column), 0);
  return { intercept: meanOf(ratings) - explained, weights };
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let place = 0; place < values.length; place++) sum += values[place]!;
  return values.length === 0 ? 0 : sum / values.length;
}
