/** Item factors that a history is folded into: f32[items × factorCount], row-major. */
export interface FoldInFactors {
  readonly itemFactors: Float32Array;
  readonly factorCount: number;
}

/** A = Σ_{i∈S} yᵢyᵢᵀ + λI (lower triangle, row-major) and b = Σ_{i∈S} tᵢyᵢ, in f64. */
function normalEquations(
  { itemFactors, factorCount }: FoldInFactors,
  items: Uint32Array,
  targets: Float64Array,
  regularization: number,
): { matrix: Float64Array; rhs: Float64Array } {
  const matrix = new Float64Array(factorCount * factorCount);
  const rhs = new Float64Array(factorCount);
  for (let place = 0; place < items.length; place++) {
    const from = items[place]! * factorCount;
    const target = targets[place]!;
    for (let row = 0; row < factorCount; row++) {
      const value = itemFactors[from + row]!;
      rhs[row]! += target * value;
      for (let column = 0; column <= row; column++) {
        matrix[row * factorCount + column]! += value * itemFactors[from + column]!;
      }
    }
  }
  for (let row = 0; row < factorCount; row++) matrix[row * factorCount + row]! += regularization;
  return { matrix, rhs };
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
  const size = factors.factorCount;
  const { matrix, rhs: x } = normalEquations(factors, items, targets, regularization);
  for (let row = 0; row < size; row++) {
    const own = row * size;
    for (let column = 0; column <= row; column++) {
      const other = column * size;
      let rest = matrix[own + column]!;
      for (let inner = 0; inner < column; inner++) rest -= matrix[own + inner]! * matrix[other + inner]!;
      if (column < row) matrix[own + column] = rest / matrix[other + column]!;
      else if (rest > PIVOT_FLOOR * matrix[own + row]!) matrix[own + row] = Math.sqrt(rest);
      else return undefined;
    }
    for (let inner = 0; inner < row; inner++) x[row]! -= matrix[own + inner]! * x[inner]!;
    x[row]! /= matrix[own + row]!;
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let below = row + 1; below < size; below++) x[row]! -= matrix[below * size + row]! * x[below]!;
    x[row]! /= matrix[row * size + row]!;
  }
  return x;
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
  const { matrix, rhs } = normalEquations(factors, items, targets, regularization);
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
