import { dot, multiply } from "./matrix.ts";

/**
 * L of A = L·Lᵀ by Cholesky, or undefined when A f64[size × size] is not positive definite; only its lower triangle is read.
 * A pivot of at most `pivotFloor` times its diagonal element counts as rounding.
 */
export function factoriseCholesky(matrix: Float64Array, size: number, pivotFloor = 0): Float64Array | undefined {
  const lower = new Float64Array(size * size);
  const entry = (r: number, c: number): number => lower[r * size + c]!;
  for (let j = 0; j < size; j++) {
    // L[j, j] = √( A[j, j] − Σ_{t<j} L[j, t]² )
    let pivot = matrix[j * size + j]!;
    for (let t = 0; t < j; t++) pivot -= entry(j, t) ** 2;
    if (!(pivot > pivotFloor * matrix[j * size + j]!)) return undefined;
    lower[j * size + j] = Math.sqrt(pivot);
    // L[i, j] = ( A[i, j] − Σ_{t<j} L[i, t] · L[j, t] ) / L[j, j]
    for (let i = j + 1; i < size; i++) {
      let rest = matrix[i * size + j]!;
      for (let t = 0; t < j; t++) rest -= entry(i, t) * entry(j, t);
      lower[i * size + j] = rest / entry(j, j);
    }
  }
  return lower;
}

/** x with L·Lᵀ·x = b. */
export function solveFactorised(lower: Float64Array, b: ArrayLike<number>): Float64Array {
  const size = b.length;
  const entry = (r: number, c: number): number => lower[r * size + c]!;
  const x = Float64Array.from(b);
  // L·z = b:   z[i] = ( b[i] − Σ_{t<i} L[i, t] · z[t] ) / L[i, i]
  for (let i = 0; i < size; i++) {
    for (let t = 0; t < i; t++) x[i] = x[i]! - entry(i, t) * x[t]!;
    x[i] = x[i]! / entry(i, i);
  }
  // Lᵀ·x = z:  x[i] = ( z[i] − Σ_{t>i} L[t, i] · x[t] ) / L[i, i]
  for (let i = size - 1; i >= 0; i--) {
    for (let t = i + 1; t < size; t++) x[i] = x[i]! - entry(t, i) * x[t]!;
    x[i] = x[i]! / entry(i, i);
  }
  return x;
}

/** x with A·x = b by Cholesky, or undefined where factoriseCholesky gives none. */
export function solveCholesky(matrix: Float64Array, b: ArrayLike<number>, pivotFloor = 0): Float64Array | undefined {
  const lower = factoriseCholesky(matrix, b.length, pivotFloor);
  return lower && solveFactorised(lower, b);
}

/** `steps` steps of conjugate gradients for A·x = b from `start`. Stops when ‖r‖² ≤ 10⁻²⁰, as the kernel does. */
export function solveCg(
  matrix: Float64Array,
  b: ArrayLike<number>,
  start: ArrayLike<number>,
  steps: number,
): Float64Array {
  const x = Float64Array.from(start);
  // r = b − A·x,   p = r
  const product = multiply(matrix, x);
  const r = Float64Array.from(b, (value, d) => value - product[d]!);
  const p = r.slice();
  let squared = dot(r, r);
  for (let step = 0; step < steps && squared > 1e-20; step++) {
    // a = r·r / p·Ap,   x ← x + a·p,   r ← r − a·Ap
    const ap = multiply(matrix, p);
    const curvature = dot(p, ap);
    if (!(curvature > 0)) break;
    const length = squared / curvature;
    for (let d = 0; d < x.length; d++) {
      x[d] = x[d]! + length * p[d]!;
      r[d] = r[d]! - length * ap[d]!;
    }
    // p ← r + (r·r / previous r·r) · p
    const next = dot(r, r);
    for (let d = 0; d < x.length; d++) p[d] = r[d]! + (next / squared) * p[d]!;
    squared = next;
  }
  return x;
}
