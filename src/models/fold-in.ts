import { solveCholesky } from "../kernels/reference/solve.ts";
import { solveNonNegative } from "./solve-non-negative.ts";

/** Item factors that a history is folded into: f32[items × factorCount], row-major. */
export interface FoldInFactors {
  readonly itemFactors: Float32Array;
  readonly factorCount: number;
}

/** Rows gathered at a time: 32 rows of 100 factors are 25 KiB, which stay in the first-level cache. */
const GATHERED_ROWS = 32;

/**
 * A = Σ_{i∈S} yᵢyᵢᵀ (lower triangle, row-major) and b = Σ_{i∈S} tᵢyᵢ, in f64. With a constant, every item has one more
 * factor, which is 1. Each sum takes the items in their order, whatever the block, so that tiles leave its bits alone.
 */
function normalEquations(
  { itemFactors, factorCount }: FoldInFactors,
  items: Uint32Array,
  targets: Float64Array,
  constant = false,
): { matrix: Float64Array; rhs: Float64Array } {
  const size = factorCount + (constant ? 1 : 0);
  const stride = Math.ceil(size / 4) * 4;
  const sums = new Float64Array(stride * stride);
  const rhs = new Float64Array(size);
  const rows = new Float64Array(GATHERED_ROWS * stride);
  for (let start = 0; start < items.length; start += GATHERED_ROWS) {
    const count = Math.min(GATHERED_ROWS, items.length - start);
    for (let place = 0; place < count; place++) {
      const from = items[start + place]! * factorCount;
      const target = targets[start + place]!;
      const to = place * stride;
      for (let factor = 0; factor < factorCount; factor++) rows[to + factor] = itemFactors[from + factor]!;
      if (constant) rows[to + factorCount] = 1;
      for (let factor = 0; factor < size; factor++) rhs[factor]! += target * rows[to + factor]!;
    }
    for (let row = 0; row < stride; row += 2) {
      for (let column = 0; column <= row; column += 4) addTile(sums, rows, count, stride, row, column);
    }
  }
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) matrix[row * size + column] = sums[row * stride + column]!;
  }
  return { matrix, rhs };
}

/**
 * sums[r, c] += Σ_place rows[place, r] · rows[place, c] for r of two rows and c of four columns: eight sums in registers, so
 * that an entry is read and written once a block. Tiles on the diagonal reach beyond it.
 */
function addTile(
  sums: Float64Array,
  rows: Float64Array,
  count: number,
  stride: number,
  row: number,
  column: number,
): void {
  const upper = row * stride + column;
  const lower = upper + stride;
  let u0 = sums[upper]!;
  let u1 = sums[upper + 1]!;
  let u2 = sums[upper + 2]!;
  let u3 = sums[upper + 3]!;
  let l0 = sums[lower]!;
  let l1 = sums[lower + 1]!;
  let l2 = sums[lower + 2]!;
  let l3 = sums[lower + 3]!;
  let left = row;
  let right = column;
  for (let place = 0; place < count; place++) {
    const a = rows[left]!;
    const b = rows[left + 1]!;
    const y0 = rows[right]!;
    const y1 = rows[right + 1]!;
    const y2 = rows[right + 2]!;
    const y3 = rows[right + 3]!;
    u0 += a * y0;
    u1 += a * y1;
    u2 += a * y2;
    u3 += a * y3;
    l0 += b * y0;
    l1 += b * y1;
    l2 += b * y2;
    l3 += b * y3;
    left += stride;
    right += stride;
  }
  sums[upper] = u0;
  sums[upper + 1] = u1;
  sums[upper + 2] = u2;
  sums[upper + 3] = u3;
  sums[lower] = l0;
  sums[lower + 1] = l1;
  sums[lower + 2] = l2;
  sums[lower + 3] = l3;
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

/**
 * The same among factors that are not negative, for item factors that are not negative either:
 *
 *   x = argmin_{x ≥ 0} Σ_{i∈S} (tᵢ − x·yᵢ)² + λ ‖x‖²
 *
 * A factor that no item of the history has stays 0. O(|S|·factors² + sweeps·factors²).
 */
export function foldInNonNegative(
  factors: FoldInFactors,
  items: Uint32Array,
  targets: Float64Array,
  regularization: number,
): Float64Array {
  const { matrix, rhs } = normalEquations(factors, items, targets);
  penalise(matrix, factors.factorCount, () => regularization);
  return solveNonNegative(matrix, rhs);
}
