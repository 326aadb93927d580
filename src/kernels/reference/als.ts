import { dot, type Matrix, rowOf } from "./matrix.ts";
import { solveCg, solveCholesky } from "./solve.ts";

/**
 * The interactions of one side, its penalties, and the fixed factors of the other: see assembly/als.ts for the
 * objective.
 */
export interface ReferenceSide {
  /** CSR: row u has entries offsets[u] … offsets[u + 1]. */
  readonly offsets: ArrayLike<number>;
  readonly indices: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
  /** What each interaction counts in the right side; its weight by default. */
  readonly rights?: ArrayLike<number> | undefined;
  /** What the left side takes off each weight; 0 by default. */
  readonly shift?: number | undefined;
  /** λ of each row. */
  readonly regularization: ArrayLike<number>;
  /** The other side's factors Y. */
  readonly other: Matrix;
  /** α₀·YᵀY, f64[factors × factors]. */
  readonly gram: ArrayLike<number>;
}

export interface NormalEquations {
  readonly matrix: Float64Array;
  readonly rhs: Float64Array;
}

/** The normal equations of row u. */
export function normalEquations(side: ReferenceSide, u: number): NormalEquations {
  const size = side.other.columnCount;
  const { shift = 0 } = side;
  const matrix = Float64Array.from(side.gram);
  const rhs = new Float64Array(size);
  for (let at = side.offsets[u]!; at < side.offsets[u + 1]!; at++) {
    const y = rowOf(side.other, side.indices[at]!);
    const w = side.weights[at]!;
    const v = side.rights ? side.rights[at]! : w;
    for (let r = 0; r < size; r++) {
      // A = α₀·YᵀY + Σ_{i∈S} (wᵢ − shift) yᵢyᵢᵀ + λI
      for (let c = 0; c < size; c++) matrix[r * size + c] = matrix[r * size + c]! + (w - shift) * y[r]! * y[c]!;
      // b = Σ_{i∈S} vᵢ yᵢ
      rhs[r] = rhs[r]! + v * y[r]!;
    }
  }
  for (let r = 0; r < size; r++) matrix[r * size + r] = matrix[r * size + r]! + side.regularization[u]!;
  return { matrix, rhs };
}

const rowCountOf = (side: ReferenceSide): number => side.offsets.length - 1;
const isEmpty = (side: ReferenceSide, u: number): boolean => side.offsets[u] === side.offsets[u + 1];

/** alsSweepCholesky: every row solved exactly; rows without interactions and rows with singular equations are zero. */
export function sweepCholesky(side: ReferenceSide): { factors: Float64Array; singular: number } {
  const size = side.other.columnCount;
  const factors = new Float64Array(rowCountOf(side) * size);
  let singular = 0;
  for (let u = 0; u < rowCountOf(side); u++) {
    if (isEmpty(side, u)) continue;
    const { matrix, rhs } = normalEquations(side, u);
    const x = solveCholesky(matrix, rhs);
    if (x) factors.set(x, u * size);
    else singular++;
  }
  return { factors, singular };
}

/** alsSweepCg: `steps` steps of conjugate gradients for every row, from `own`. */
export function sweepCg(side: ReferenceSide, own: Matrix, steps: number): Float64Array {
  const size = side.other.columnCount;
  const factors = new Float64Array(rowCountOf(side) * size);
  for (let u = 0; u < rowCountOf(side); u++) {
    if (isEmpty(side, u)) continue;
    const { matrix, rhs } = normalEquations(side, u);
    factors.set(solveCg(matrix, rhs, rowOf(own, u), steps), u * size);
  }
  return factors;
}

/** alsSweepBlock: every row's factors from `own`, a block at a time, each solved exactly while the others are fixed. */
export function sweepBlock(side: ReferenceSide, own: Matrix, blockSize: number): Float64Array {
  const size = side.other.columnCount;
  const factors = new Float64Array(rowCountOf(side) * size);
  for (let u = 0; u < rowCountOf(side); u++) {
    if (isEmpty(side, u)) continue;
    const { matrix, rhs } = normalEquations(side, u);
    const x = rowOf(own, u);
    for (let first = 0; first < size; first += blockSize) {
      const width = Math.min(blockSize, size - first);
      // A_ππ x_π = b_π − Σ_{c∉π} A_πc x_c
      const block = new Float64Array(width * width);
      const rest = rhs.slice(first, first + width);
      for (let r = 0; r < width; r++) {
        for (let c = 0; c < size; c++) {
          const value = matrix[(first + r) * size + c]!;
          if (c >= first && c < first + width) block[r * width + c - first] = value;
          else rest[r] = rest[r]! - value * x[c]!;
        }
      }
      const solved = solveCholesky(block, rest);
      if (!solved) break;
      x.set(solved, first);
    }
    factors.set(x, u * size);
  }
  return factors;
}

/**
 * alsLoss: Σ_u ( Σ_{i∈S_u} ( wᵢ (x·yᵢ − 1)² − shift (x·yᵢ)² ) + λ_u ‖x‖² ), without the inner sum when `withInteractions` is false.
 */
export function loss(side: ReferenceSide, own: Matrix, withInteractions: boolean): number {
  const { shift = 0 } = side;
  let total = 0;
  for (let u = 0; u < rowCountOf(side); u++) {
    const x = rowOf(own, u);
    total += side.regularization[u]! * dot(x, x);
    if (!withInteractions) continue;
    for (let at = side.offsets[u]!; at < side.offsets[u + 1]!; at++) {
      const score = dot(x, rowOf(side.other, side.indices[at]!));
      total += side.weights[at]! * (score - 1) ** 2 - shift * score ** 2;
    }
  }
  return total;
}

/** A history with what its items count. */
export interface ReferenceHistory {
  readonly indices: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
  readonly rights?: ArrayLike<number> | undefined;
}

/** foldIn: the factors of one history, undefined when the equations are singular. For int8, `items` are dequantised. */
export function foldIn(
  history: ReferenceHistory,
  items: Matrix,
  gram: ArrayLike<number>,
  regularization: number,
): Float64Array | undefined {
  const { matrix, rhs } = foldInEquations(history, items, gram, regularization);
  return solveCholesky(matrix, rhs);
}

/** The equations that foldIn solves. */
export function foldInEquations(
  history: ReferenceHistory,
  items: Matrix,
  gram: ArrayLike<number>,
  regularization: number,
): NormalEquations {
  const side = {
    ...history,
    offsets: [0, history.indices.length],
    regularization: [regularization],
    other: items,
    gram,
  };
  return normalEquations(side, 0);
}
