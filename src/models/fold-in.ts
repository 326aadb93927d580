import { solveCholesky } from "../kernels/reference/solve.ts";

/** Item factors that a history is folded into: f32[items × factorCount], row-major. */
export interface FoldInFactors {
  readonly itemFactors: Float32Array;
  readonly factorCount: number;
}

/**
 * A = Σ_{i∈S} yᵢyᵢᵀ (lower triangle, row-major) and b = Σ_{i∈S} tᵢyᵢ, in f64. With a constant, every item has one more
 * factor, which is 1.
 */
function normalEquations(
  { itemFactors, factorCount }: FoldInFactors,
  items: Uint32Array,
  targets: Float64Array,
  constant = false,
): { matrix: Float64Array; rhs: Float64Array } {
  const size = factorCount + (constant ? 1 : 0);
  const matrix = new Float64Array(size * size);
  const rhs = new Float64Array(size);
  const y = new Float64Array(size).fill(1);
  for (let place = 0; place < items.length; place++) {
    const from = items[place]! * factorCount;
    const target = targets[place]!;
    for (let factor = 0; factor < factorCount; factor++) y[factor] = itemFactors[from + factor]!;
    for (let row = 0; row < size; row++) {
      const value = y[row]!;
      rhs[row]! += target * value;
      for (let column = 0; column <= row; column++) matrix[row * size + column]! += value * y[column]!;
    }
  }
  return { matrix, rhs };
}

/** A + diag(penalty of each row), in place. */
function penalise(matrix: Float64Array, size: number, penaltyOf: (row: number) => number): void {
  for (let row = 0; row < size; row++) matrix[row * size + row]! += penaltyOf(row);
}

/** A pivot of at most this share of its diagonal element is rounding noise. */
const PIVOT_FLOOR = 2 ** -44;

/**
 * The factors of a user whose targets are known, by ridge regression on the item factors:
 *
 *   x = argmin Σ_{i∈S} (tᵢ − x·yᵢ)² + λ ‖x‖²
 *
 * Exact, by Cholesky in f64: O(|S|·factors² + factors³). Undefined where the minimum is not unique, which needs λ = 0.
 */
export function foldInRidge(
  factors: FoldInFactors,
  items: Uint32Array,
  targets: Float64Array,
  regularization: number,
): Float64Array | undefined {
  const { matrix, rhs } = normalEquations(factors, items, targets);
  penalise(matrix, factors.factorCount, () => regularization);
  return solveCholesky(matrix, rhs, PIVOT_FLOOR);
}

/** Factors of one user, trained or folded in, with the bias. */
export interface UserFactors {
  readonly bias: number;
  readonly factors: Float32Array | Float64Array;
}

/** Total penalties of one user; no bias penalty means that there is no bias. */
export interface RidgePenalties {
  /** On ‖x‖². */
  readonly factors: number;
  /** On b². */
  readonly bias: number | undefined;
}

/** Smallest penalty a rating: a history shorter than the factors has no unique solution without any. */
const LEAST_PENALTY = 1e-6;

/**
 * The same with a bias, which is penalised by itself:
 *
 *   (x, b) = argmin Σ_{i∈S} (tᵢ − b − x·yᵢ)² + λₓ ‖x‖² + λ_b b²
 *
 * No penalty is below 10⁻⁶ a rating, so that the minimum is unique. No items: zero.
 */
export function foldInWithBias(
  factors: FoldInFactors,
  items: Uint32Array,
  targets: Float64Array,
  penalties: RidgePenalties,
): UserFactors {
  const { factorCount } = factors;
  const hasBias = penalties.bias !== undefined;
  const { matrix, rhs } = normalEquations(factors, items, targets, hasBias);
  const least = LEAST_PENALTY * Math.max(1, items.length);
  penalise(matrix, rhs.length, (row) => Math.max(least, row < factorCount ? penalties.factors : (penalties.bias ?? 0)));
  const solution = solveCholesky(matrix, rhs) ?? new Float64Array(rhs.length);
  return { bias: hasBias ? solution[factorCount]! : 0, factors: solution.subarray(0, factorCount) };
}

const MAXIMUM_SWEEPS = 1000;
/** A sweep that moves no factor by more than this share of the largest one is the last. */
const SETTLED = 1e-10;

/**
 * The same among factors that are not negative, for item factors that are not negative either:
 *
 *   x = argmin_{x ≥ 0} Σ_{i∈S} (tᵢ − x·yᵢ)² + λ ‖x‖²
 *
 * Cyclic coordinate descent from zero in f64; the problem is convex, so that is the minimum for λ > 0, and a minimum for
 * λ = 0. A factor that no item of the history has stays 0. O(|S|·factors² + sweeps·factors²).
 */
export function foldInNonNegative(
  factors: FoldInFactors,
  items: Uint32Array,
  targets: Float64Array,
  regularization: number,
): Float64Array {
  const size = factors.factorCount;
  const { matrix, rhs } = normalEquations(factors, items, targets);
  penalise(matrix, size, () => regularization);
  const entry = (row: number, column: number): number =>
    row >= column ? matrix[row * size + column]! : matrix[column * size + row]!;
  const x = new Float64Array(size);
  for (let sweep = 0; sweep < MAXIMUM_SWEEPS; sweep++) {
    let moved = 0;
    let largest = 0;
    for (let row = 0; row < size; row++) {
      const curvature = entry(row, row);
      if (!(curvature > 0)) continue;
      let slope = rhs[row]!;
      for (let column = 0; column < size; column++) slope -= entry(row, column) * x[column]!;
      const value = Math.max(0, x[row]! + slope / curvature);
      moved = Math.max(moved, Math.abs(value - x[row]!));
      largest = Math.max(largest, value);
      x[row] = value;
    }
    if (moved <= SETTLED * largest) break;
  }
  return x;
}
