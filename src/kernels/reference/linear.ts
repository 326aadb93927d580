import type { Matrix } from "./matrix.ts";

/** Sparse rows as the kernels see them. */
export interface SparseRows {
  readonly rowCount: number;
  readonly offsets: ArrayLike<number>;
  readonly indices: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** out[r, :] = Σ_(c∈row r) value_rc · X[c, :]. f64[rows × columns of X]. */
export function sparseDense(sparse: SparseRows, dense: Matrix): Float64Array {
  const width = dense.columnCount;
  const out = new Float64Array(sparse.rowCount * width);
  for (let row = 0; row < sparse.rowCount; row++) {
    for (let entry = sparse.offsets[row]!; entry < sparse.offsets[row + 1]!; entry++) {
      const from = sparse.indices[entry]! * width;
      for (let column = 0; column < width; column++) {
        out[row * width + column]! += sparse.values[entry]! * dense.values[from + column]!;
      }
    }
  }
  return out;
}

/** out = R·M. f64[rows of R × columns of M]. */
export function denseProduct(rows: Matrix, matrix: Matrix): Float64Array {
  const out = new Float64Array(rows.rowCount * matrix.columnCount);
  for (let row = 0; row < rows.rowCount; row++) {
    for (let inner = 0; inner < rows.columnCount; inner++) {
      const left = rows.values[row * rows.columnCount + inner]!;
      for (let column = 0; column < matrix.columnCount; column++) {
        out[row * matrix.columnCount + column]! += left * matrix.values[inner * matrix.columnCount + column]!;
      }
    }
  }
  return out;
}

/** A dense users × items matrix of any numbers. */
export interface SlimProblem {
  readonly x: Matrix;
  readonly item: number;
  readonly l1: number;
  readonly l2: number;
}

/** ½ ‖x_j − X·w‖² + l2/2 ‖w‖² + l1 Σ|w| */
export function slimObjective({ x, item, l1, l2 }: SlimProblem, weights: ArrayLike<number>): number {
  let total = 0;
  for (let user = 0; user < x.rowCount; user++) total += 0.5 * residual(x, item, weights, user) ** 2;
  for (let i = 0; i < x.columnCount; i++) total += 0.5 * l2 * weights[i]! ** 2 + l1 * Math.abs(weights[i]!);
  return total;
}

/** ∂/∂w of the objective for w > 0, and its right-hand side limit at w = 0: −Xᵀ(x_j − X·w) + l2·w + l1. */
export function slimGradient({ x, item, l1, l2 }: SlimProblem, weights: ArrayLike<number>): Float64Array {
  const gradient = Float64Array.from({ length: x.columnCount }, (_, i) => l2 * weights[i]! + l1);
  for (let user = 0; user < x.rowCount; user++) {
    const error = residual(x, item, weights, user);
    for (let i = 0; i < x.columnCount; i++) gradient[i]! -= x.values[user * x.columnCount + i]! * error;
  }
  return gradient;
}

/** `epochs` passes of coordinate descent from zero, w ≥ 0 and w_j = 0. */
export function slimDescent(problem: SlimProblem, epochs: number): Float64Array {
  const { x, item, l1, l2 } = problem;
  const weights = new Float64Array(x.columnCount);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let i = 0; i < x.columnCount; i++) {
      if (i === item) continue;
      let [square, pull] = [0, 0];
      for (let user = 0; user < x.rowCount; user++) {
        const value = x.values[user * x.columnCount + i]!;
        square += value * value;
        pull += value * (residual(x, item, weights, user) + value * weights[i]!);
      }
      weights[i] = square + l2 > 0 ? Math.max(0, pull - l1) / (square + l2) : 0;
    }
  }
  return weights;
}

function residual(x: Matrix, item: number, weights: ArrayLike<number>, user: number): number {
  const from = user * x.columnCount;
  let error = x.values[from + item]!;
  for (let i = 0; i < x.columnCount; i++) error -= x.values[from + i]! * weights[i]!;
  return error;
}

/** Similarities of all pairs of rows, f64[rows × rows], 0 on the diagonal; formulas are numbered as in assembly/similar-rows.ts. */
export function similarities(
  product: ArrayLike<number>,
  terms: ArrayLike<number>,
  formula: number,
  shrinkage: number,
  ownTerms: ArrayLike<number> = terms,
): Float64Array {
  const size = terms.length;
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    const sum = product[at]!;
    if (row === column || sum === 0) return 0;
    if (formula === 0) return sum * terms[column]!;
    if (formula === 1) return sum / (ownTerms[row]! * terms[column]! + shrinkage);
    return sum / (ownTerms[row]! + terms[column]! - sum + shrinkage);
  });
}

/** A⁻¹ of a symmetric positive definite matrix f64[size × size], by Gauss-Jordan elimination. */
export function inverse(matrix: ArrayLike<number>, size: number): Float64Array {
  const a = Float64Array.from(matrix);
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++) out[i * size + i] = 1;
  for (let k = 0; k < size; k++) {
    const pivot = a[k * size + k]!;
    for (let c = 0; c < size; c++) {
      a[k * size + c]! /= pivot;
      out[k * size + c]! /= pivot;
    }
    for (let row = 0; row < size; row++) {
      const factor = a[row * size + k]!;
      if (row === k || factor === 0) continue;
      for (let c = 0; c < size; c++) {
        a[row * size + c]! -= factor * a[k * size + c]!;
        out[row * size + c]! -= factor * out[k * size + c]!;
      }
    }
  }
  return out;
}
