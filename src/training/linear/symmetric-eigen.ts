/** Eigenvalues in descending order; row j of `vectors` f64[size × size] is the unit eigenvector of values[j]. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/** Steps an eigenvalue may take; two are usual. */
const MAXIMUM_STEPS = 60;

/**
 * Eigen-decomposition A = Σ_j λ_j v_j v_jᵀ of a symmetric matrix f64[size × size]; only the lower triangle is read.
 *
 * Householder reduction to a tridiagonal matrix, then QL steps with Wilkinson's shift. O(size³); absolute errors of
 * eigenvalues are a few 2⁻⁵² · ‖A‖. Source: Golub & Van Loan, Matrix Computations, sections 8.3.1 and 8.3.3.
 */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  const a = Float64Array.from(matrix);
  for (let row = 0; row < size; row++) {
    for (let column = row + 1; column < size; column++) a[row * size + column] = a[column * size + row]!;
  }
  const { diagonal, beside, basis } = tridiagonalise(a, size);
  diagonalise(diagonal, beside, basis, size);
  const order = Array.from(diagonal.keys()).sort((x, y) => diagonal[y]! - diagonal[x]! || x - y);
  const vectors = new Float64Array(size * size);
  for (const [place, row] of order.entries()) vectors.set(basis.subarray(row * size, (row + 1) * size), place * size);
  return { values: Float64Array.from(order, (row) => diagonal[row]!), vectors };
}

/** A = QTQᵀ: the diagonal of T, what stands beside it, and Qᵀ row by row. Overwrites `a`. */
function tridiagonalise(a: Float64Array, size: number) {
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  const reflectors: { start: number; v: Float64Array; factor: number }[] = [];
  for (let k = 0; k + 2 < size; k++) {
    const start = k + 1;
    const v = new Float64Array(size - start);
    let square = 0;
    for (let i = start; i < size; i++) {
      v[i - start] = a[i * size + k]!;
      square += v[i - start]! ** 2;
    }
    const head = v[0]!;
    const length = head > 0 ? -Math.sqrt(square) : Math.sqrt(square);
    diagonal[k] = a[k * size + k]!;
    beside[k] = length;
    v[0] = head - length;
    // vᵀv = 2·length·(length − head)
    const factor = length === 0 ? 0 : 1 / (length * (length - head));
    reflectors.push({ start, v, factor });
    if (factor !== 0) reflectBothSides(a, size, start, v, factor);
  }
  for (let k = Math.max(0, size - 2); k < size; k++) {
    diagonal[k] = a[k * size + k]!;
    if (k + 1 < size) beside[k] = a[(k + 1) * size + k]!;
  }
  const basis = new Float64Array(size * size);
  for (let row = 0; row < size; row++) basis[row * size + row] = 1;
  // Qᵀ = H_last … H_first: built from the right, so each reflection touches the corner that is not the identity any more.
  for (const { start, v, factor } of reflectors.reverse()) {
    for (let row = start; row < size; row++) {
      let dot = 0;
      const at = row * size + start;
      for (let i = 0; i < v.length; i++) dot += basis[at + i]! * v[i]!;
      dot *= factor;
      for (let i = 0; i < v.length; i++) basis[at + i]! -= dot * v[i]!;
    }
  }
  return { diagonal, beside, basis };
}

/** A ← HAH on the rows and columns from `start`, H = I − factor·v·vᵀ. */
function reflectBothSides(a: Float64Array, size: number, start: number, v: Float64Array, factor: number): void {
  const p = new Float64Array(v.length);
  let overlap = 0;
  for (let i = 0; i < v.length; i++) {
    const at = (start + i) * size + start;
    let sum = 0;
    for (let j = 0; j < v.length; j++) sum += a[at + j]! * v[j]!;
    p[i] = sum * factor;
    overlap += p[i]! * v[i]!;
  }
  for (let i = 0; i < v.length; i++) p[i]! -= 0.5 * factor * overlap * v[i]!;
  for (let i = 0; i < v.length; i++) {
    const at = (start + i) * size + start;
    const [vi, pi] = [v[i]!, p[i]!];
    for (let j = 0; j < v.length; j++) a[at + j]! -= vi * p[j]! + pi * v[j]!;
  }
}

/** Turns the tridiagonal matrix into a diagonal one by rotations, and the rows of `basis` with it. */
function diagonalise(diagonal: Float64Array, beside: Float64Array, basis: Float64Array, size: number): void {
  for (let low = 0; low < size; low++) {
    for (let step = 0; step < MAXIMUM_STEPS; step++) {
      let high = low;
      while (high + 1 < size && !isNegligible(beside[high]!, diagonal[high]!, diagonal[high + 1]!)) high++;
      if (high === low) break;
      qlStep(diagonal, beside, basis, size, low, high);
    }
  }
}

function isNegligible(value: number, before: number, after: number): boolean {
  return Math.abs(value) <= Number.EPSILON * (Math.abs(before) + Math.abs(after));
}

/** One implicit QL step on low … high: a bulge is chased from the bottom to the top. */
function qlStep(
  diagonal: Float64Array,
  beside: Float64Array,
  basis: Float64Array,
  size: number,
  low: number,
  high: number,
): void {
  const half = (diagonal[low + 1]! - diagonal[low]!) / (2 * beside[low]!);
  const root = Math.hypot(half, 1);
  let g = diagonal[high]! - diagonal[low]! + beside[low]! / (half + (half < 0 ? -root : root));
  let [sine, cosine, shift] = [1, 1, 0];
  for (let i = high - 1; i >= low; i--) {
    const f = sine * beside[i]!;
    const b = cosine * beside[i]!;
    const r = Math.hypot(f, g);
    beside[i + 1] = r;
    if (r === 0) {
      // The matrix falls into two parts here: the next step takes them one by one.
      diagonal[i + 1]! -= shift;
      beside[high] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    const from = diagonal[i + 1]! - shift;
    const turned = (diagonal[i]! - from) * sine + 2 * cosine * b;
    shift = sine * turned;
    diagonal[i + 1] = from + shift;
    g = cosine * turned - b;
    rotateRows(basis, size, i, sine, cosine);
  }
  diagonal[low]! -= shift;
  beside[low] = g;
  beside[high] = 0;
}

/** Rotates rows i and i + 1. */
function rotateRows(basis: Float64Array, size: number, i: number, sine: number, cosine: number): void {
  const upper = i * size;
  const lower = upper + size;
  for (let at = 0; at < size; at++) {
    const below = basis[lower + at]!;
    const above = basis[upper + at]!;
    basis[lower + at] = sine * above + cosine * below;
    basis[upper + at] = cosine * above - sine * below;
  }
}
