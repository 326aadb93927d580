const MAXIMUM_SWEEPS = 1000;
/** A sweep that moves no factor by more than this share of the largest one is the last. */
const SETTLED = 1e-10;

/**
 * x = argmin_{x ≥ 0} xᵀAx − 2bᵀx for positive semidefinite A f64[size × size], of which the lower triangle is read.
 *
 * Cyclic coordinate descent from zero in f64; the problem is convex, so that is the minimum where it is unique, and a minimum
 * elsewhere. A factor whose diagonal element is 0 stays 0. O(size²) a sweep.
 */
export function solveNonNegative(matrix: Float64Array, rhs: Float64Array): Float64Array {
  const size = rhs.length;
  const whole = matrix.slice();
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) whole[column * size + row] = whole[row * size + column]!;
  }
  const x = new Float64Array(size);
  for (let sweep = 0; sweep < MAXIMUM_SWEEPS; sweep++) {
    let moved = 0;
    let largest = 0;
    for (let row = 0; row < size; row++) {
      const start = row * size;
      const curvature = whole[start + row]!;
      if (!(curvature > 0)) continue;
      let slope = rhs[row]!;
      for (let column = 0; column < size; column++) slope -= whole[start + column]! * x[column]!;
      const value = Math.max(0, x[row]! + slope / curvature);
      moved = Math.max(moved, Math.abs(value - x[row]!));
      largest = Math.max(largest, value);
      x[row] = value;
    }
    if (moved <= SETTLED * largest) break;
  }
  return x;
}
