import { dot, type Matrix, rowOf } from "./matrix.ts";
import { solveCholesky } from "./solve.ts";

/** The ratings of one side, its penalties, and what is held fixed: see assembly/rating-sweeps.ts for the objective. */
export interface RatingSide {
  /** CSR: row u has entries offsets[u] … offsets[u + 1]. */
  readonly offsets: ArrayLike<number>;
  readonly indices: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
  /** λ of each row. */
  readonly regularization: ArrayLike<number>;
  /** The other side's factors Y. */
  readonly other: Matrix;
}

const rowCountOf = (side: RatingSide): number => side.offsets.length - 1;

/** The other factors and targets of row u. */
function ratingsOf(side: RatingSide, u: number): { y: Float64Array; t: number }[] {
  const length = side.offsets[u + 1]! - side.offsets[u]!;
  return Array.from({ length }, (_, place) => {
    const at = side.offsets[u]! + place;
    return { y: rowOf(side.other, side.indices[at]!), t: side.targets[at]! };
  });
}

/** A and b of row u's ridge regression. */
export function ridgeEquations(side: RatingSide, u: number): { matrix: Float64Array; rhs: Float64Array } {
  const size = side.other.columnCount;
  const matrix = new Float64Array(size * size);
  const rhs = new Float64Array(size);
  for (const { y, t } of ratingsOf(side, u)) {
    for (let r = 0; r < size; r++) {
      // A = Σ_{i∈S} yᵢyᵢᵀ + λI,   b = Σ_{i∈S} tᵢ yᵢ
      for (let c = 0; c < size; c++) matrix[r * size + c] = matrix[r * size + c]! + y[r]! * y[c]!;
      rhs[r] = rhs[r]! + t * y[r]!;
    }
  }
  for (let r = 0; r < size; r++) matrix[r * size + r] = matrix[r * size + r]! + side.regularization[u]!;
  return { matrix, rhs };
}

/** ridgeSweep: every row solved exactly; rows without ratings and rows with singular equations are zero. */
export function ridgeSweep(side: RatingSide): { factors: Float64Array; singular: number } {
  const size = side.other.columnCount;
  const factors = new Float64Array(rowCountOf(side) * size);
  let singular = 0;
  for (let u = 0; u < rowCountOf(side); u++) {
    if (side.offsets[u] === side.offsets[u + 1]) continue;
    const { matrix, rhs } = ridgeEquations(side, u);
    const x = solveCholesky(matrix, rhs);
    if (x) factors.set(x, u * size);
    else singular++;
  }
  return { factors, singular };
}

/** nmfSweep: one multiplicative step of every row from `own`; rows without ratings are zero. */
export function nmfSweep(side: RatingSide, own: Matrix): Float64Array {
  const size = side.other.columnCount;
  const factors = new Float64Array(rowCountOf(side) * size);
  for (let u = 0; u < rowCountOf(side); u++) {
    if (side.offsets[u] === side.offsets[u + 1]) continue;
    const x = rowOf(own, u);
    const numerator = new Float64Array(size);
    // The denominator begins with λ x.
    const denominator = x.map((value) => side.regularization[u]! * value);
    for (const { y, t } of ratingsOf(side, u)) {
      const reached = dot(x, y);
      for (let f = 0; f < size; f++) {
        // Σ t⁺ y  and  Σ (x·y + t⁻) y
        numerator[f] = numerator[f]! + Math.max(t, 0) * y[f]!;
        denominator[f] = denominator[f]! + (reached + Math.max(-t, 0)) * y[f]!;
      }
    }
    for (let f = 0; f < size; f++) {
      factors[u * size + f] = denominator[f]! > 0 ? (x[f]! * numerator[f]!) / denominator[f]! : x[f]!;
    }
  }
  return factors;
}

/** ratingLoss: Σ_u ( Σ_{i∈S_u} (t − x·yᵢ)² + λ_u ‖x‖² ), without the first sum when `withRatings` is false. */
export function ratingLoss(side: RatingSide, own: Matrix, withRatings: boolean): number {
  let total = 0;
  for (let u = 0; u < rowCountOf(side); u++) {
    const x = rowOf(own, u);
    total += side.regularization[u]! * dot(x, x);
    if (!withRatings) continue;
    for (const { y, t } of ratingsOf(side, u)) total += (t - dot(x, y)) ** 2;
  }
  return total;
}

/** The derivative of ratingLoss by `own`: −2 Σ_{i∈S} (t − x·yᵢ) yᵢ + 2 λ x. */
export function ratingGradient(side: RatingSide, own: Matrix): Float64Array {
  const size = own.columnCount;
  const gradient = new Float64Array(rowCountOf(side) * size);
  for (let u = 0; u < rowCountOf(side); u++) {
    const x = rowOf(own, u);
    for (let f = 0; f < size; f++) gradient[u * size + f] = 2 * side.regularization[u]! * x[f]!;
    for (const { y, t } of ratingsOf(side, u)) {
      const error = t - dot(x, y);
      for (let f = 0; f < size; f++) gradient[u * size + f] = gradient[u * size + f]! - 2 * error * y[f]!;
    }
  }
  return gradient;
}
