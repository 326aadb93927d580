import type { FoldInEquations, ItemIndex } from "../../kernels/item-index.ts";
import { factoriseCholesky, solveFactorised } from "../../kernels/reference/solve.ts";
import type { ByFactors } from "../served-model.ts";
import { solveNonNegative } from "../solve-non-negative.ts";
import { equationsOf } from "./folded-user.ts";
import { weighedParts } from "./parts.ts";
import type { FoldedUser } from "./user-of-rows.ts";

/**
 * A user of a model that keeps factors from falling below 0, with likes and dislikes, in f64; undefined for other models.
 *
 *   x = argmin_{x ≥ 0} xᵀAx − 2bᵀx,   A and b as in folded-user.ts
 *
 * With P the factors above 0, x_P = (A_PP)⁻¹b_P: for the parts of a score the others are left out, and the parts add up to the
 * score. There is nothing to draw from. O(items·factorCount² + sweeps·factorCount²), which in plain code is many times what the
 * kernel takes.
 */
export function nonNegativeUser(
  index: ItemIndex,
  { foldsIn, gram }: Pick<ByFactors, "foldsIn" | "gram">,
): FoldedUser | undefined {
  if (!gram || !foldsIn?.nonNegative) return undefined;
  return {
    factors: (history, weights, examples) => {
      const equations = equationsOf(foldsIn, history, weights, examples);
      return Float32Array.from(solveNonNegative(...sidesOf(index, gram, equations)));
    },
    draw: undefined,
    parts: (history, weights, wanted, examples) => {
      const equations = equationsOf(foldsIn, history, weights, examples);
      const { items, rights } = equations;
      const products = activeProducts(index, sidesOf(index, gram, equations), items, wanted);
      return { items, parts: weighedParts(products, rights), popularity: new Float64Array(wanted.length) };
    },
  };
}

type Sides = [matrix: Float64Array, rhs: Float64Array];

/** A, its lower triangle, and b. */
function sidesOf(
  index: ItemIndex,
  gram: Float32Array,
  { items, weights, rights = weights, regularization }: FoldInEquations,
): Sides {
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

/** y_iPᵀ(A_PP)⁻¹y_jP of wanted items i and items j of the equations: f32[wanted × items]. */
function activeProducts(index: ItemIndex, sides: Sides, items: Uint32Array, wanted: Uint32Array): Float32Array {
  const { factorCount } = index;
  const [matrix] = sides;
  const x = solveNonNegative(...sides);
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
  const [itemRows, wantedRows] = [index.factorsOf(items), index.factorsOf(wanted)];
  for (let at = 0; at < items.length; at++) {
    const y = Float64Array.from(active, (factor) => itemRows[at * factorCount + factor]!);
    const solved = solveFactorised(lower, y);
    for (let row = 0; row < wanted.length; row++) {
      let sum = 0;
      for (const [place, factor] of active.entries()) sum += wantedRows[row * factorCount + factor]! * solved[place]!;
      products[row * items.length + at] = sum;
    }
  }
  return products;
}
