import type { FoldInEquations, ItemIndex } from "../../kernels/item-index.ts";
import { factoriseCholesky, solveFactorised } from "../../kernels/reference/solve.ts";
import { solveNonNegative } from "../fold-in.ts";
import type { EquationSolver } from "../served-model.ts";

/**
 * The equations of a user among factors that are not negative, in f64:
 *
 *   x = argmin_{x ≥ 0} xᵀAx − 2bᵀx,   A = gram + Σⱼ wⱼ yⱼyⱼᵀ + λI,   b = Σⱼ vⱼ yⱼ
 *
 * With P the factors above 0, x_P = (A_PP)⁻¹b_P: for the parts of a score the others are left out, and the parts add up to the
 * score. `gram` is f32[factorCount × factorCount]. O(items·factorCount² + sweeps·factorCount²), which in plain code is many
 * times what the kernel takes.
 */
export function nonNegativeSolver(gram: Float32Array): EquationSolver {
  return {
    solve: (index, equations) => Float32Array.from(solveNonNegative(...sidesOf(index, gram, equations))),
    products: (index, equations, wanted) => {
      const { items } = equations;
      const { factorCount } = index;
      const [matrix, rhs] = sidesOf(index, gram, equations);
      const x = solveNonNegative(matrix, rhs);
      const active = Uint32Array.from(x.keys()).filter((factor) => x[factor]! > 0);
      const own = new Float64Array(active.length ** 2);
      for (const [row, factor] of active.entries()) {
        for (let column = 0; column <= row; column++) {
          own[row * active.length + column] = matrix[factor * factorCount + active[column]!]!;
        }
      }
      const products = new Float32Array(wanted.length * items.length);
      const lower = factoriseCholesky(own, active.length);
      if (!lower) return products;
      const rowOf = (rows: Float32Array, row: number): Float64Array =>
        Float64Array.from(active, (factor) => rows[row * factorCount + factor]!);
      const wantedRows = index.factorsOf(wanted);
      const itemRows = index.factorsOf(items);
      for (let at = 0; at < items.length; at++) {
        const solved = solveFactorised(lower, rowOf(itemRows, at));
        for (let row = 0; row < wanted.length; row++) {
          let sum = 0;
          for (const [place, factor] of active.entries())
            sum += wantedRows[row * factorCount + factor]! * solved[place]!;
          products[row * items.length + at] = sum;
        }
      }
      return products;
    },
  };
}

/** A, its lower triangle, and b. */
function sidesOf(
  index: ItemIndex,
  gram: Float32Array,
  { items, weights, rights = weights, regularization }: FoldInEquations,
): [matrix: Float64Array, rhs: Float64Array] {
  const { factorCount } = index;
  const rows = index.factorsOf(items);
  const matrix = Float64Array.from(gram);
  const rhs = new Float64Array(factorCount);
  for (let at = 0; at < items.length; at++) {
    const y = rows.subarray(at * factorCount, (at + 1) * factorCount);
    for (let row = 0; row < factorCount; row++) {
      rhs[row]! += rights[at]! * y[row]!;
      const scaled = weights[at]! * y[row]!;
      for (let column = 0; column <= row; column++) matrix[row * factorCount + column]! += scaled * y[column]!;
    }
  }
  for (let row = 0; row < factorCount; row++) matrix[row * factorCount + row]! += regularization;
  return [matrix, rhs];
}
