import { dot } from "./matrix.ts";
import { type Bits, below, nextBits } from "./random.ts";
import { rowIndices, rowValues, type SparseRows } from "./sparse.ts";

/** One side: the features of its rows, and the embeddings of the features with the bias last (items only). */
export interface WarpSide {
  readonly features: SparseRows;
  /** f64[features × (factorCount + 1)] */
  readonly embeddings: Float64Array;
  /** Sums of squared gradients; undefined for plain steps. */
  readonly squares: Float64Array | undefined;
}

export interface WarpProblem {
  readonly factorCount: number;
  readonly interactions: SparseRows;
  readonly users: WarpSide;
  readonly items: WarpSide;
}

export interface WarpSteps {
  readonly learningRate: number;
  readonly userRegularization: number;
  readonly itemRegularization: number;
  readonly losses: ArrayLike<number>;
  readonly popular: boolean;
}

/** Σ_f v_f·e_f of a row. */
export function represent({ features, embeddings }: WarpSide, row: number, width: number): Float64Array {
  const sum = new Float64Array(width);
  const values = rowValues(features, row);
  for (const [at, feature] of rowIndices(features, row).entries()) {
    for (let d = 0; d < width; d++) sum[d]! += values[at]! * embeddings[feature * width + d]!;
  }
  return sum;
}

/** x of a user, its last element 1: the partner of the bias. */
export function representUser(problem: WarpProblem, user: number): Float64Array {
  return represent(problem.users, user, problem.factorCount + 1).with(problem.factorCount, 1);
}

/** ℓ · max(0, 1 − x·(yᵢ − yⱼ) − bᵢ + bⱼ) */
export function hinge(problem: WarpProblem, user: number, item: number, other: number, loss: number): number {
  const width = problem.factorCount + 1;
  const x = representUser(problem, user);
  const margin = dot(x, represent(problem.items, item, width)) - dot(x, represent(problem.items, other, width));
  return loss * Math.max(0, 1 - margin);
}

/**
 * The derivatives of an active hinge by the representations: of the item, −ℓ·x; of the other, ℓ·x; of the user, −ℓ·(yᵢ
 * − yⱼ).
 */
export function hingeGradient(problem: WarpProblem, user: number, item: number, other: number, loss: number) {
  const width = problem.factorCount + 1;
  const y = represent(problem.items, item, width);
  const z = represent(problem.items, other, width);
  const ofItem = representUser(problem, user).map((value) => -loss * value);
  return { ofItem, ofUser: y.map((value, d) => (d < problem.factorCount ? -loss * (value - z[d]!) : 0)) };
}

/** warpSweep: see assembly/warp.ts. Changes the problem, and returns how many interactions found an item. */
export function sweep(bits: Bits, count: number, problem: WarpProblem, steps: WarpSteps): number {
  const { interactions, factorCount } = problem;
  const width = factorCount + 1;
  const { indices, offsets, columnCount } = interactions;
  let found = 0;
  for (let index = 0; index < count; index++) {
    let [high, low] = nextBits(bits);
    const entry = below(high, indices.length);
    const user = offsets.findLastIndex((offset) => offset <= entry);
    const item = indices[entry]!;
    const own = new Set(rowIndices(interactions, user));
    const x = representUser(problem, user);
    const threshold = dot(x, represent(problem.items, item, width)) - 1;
    for (let draw = 0; draw < steps.losses.length; draw++) {
      const other = steps.popular ? indices[below(low, indices.length)]! : below(low, columnCount);
      [high, low] = nextBits(bits);
      if (!(dot(x, represent(problem.items, other, width)) > threshold) || own.has(other)) continue;
      const { ofItem, ofUser } = hingeGradient(problem, user, item, other, steps.losses[draw]!);
      move(problem.items, item, ofItem, 1, steps.learningRate, steps.itemRegularization);
      move(problem.items, other, ofItem, -1, steps.learningRate, steps.itemRegularization);
      move(problem.users, user, ofUser, 1, steps.learningRate, steps.userRegularization);
      found++;
      break;
    }
  }
  return found;
}

/** g ← scale·v_f·gradient + λe;  e ← e − η·g/√q;  q ← q + g² */
function move(
  { features, embeddings, squares }: WarpSide,
  row: number,
  gradient: Float64Array,
  scale: number,
  learningRate: number,
  regularization: number,
): void {
  const width = gradient.length;
  const values = rowValues(features, row);
  for (const [at, feature] of rowIndices(features, row).entries()) {
    for (let d = 0; d < width; d++) {
      const place = feature * width + d;
      const g = scale * values[at]! * gradient[d]! + regularization * embeddings[place]!;
      embeddings[place]! -= (learningRate * g) / Math.sqrt(squares?.[place] ?? 1);
      if (squares) squares[place]! += g ** 2;
    }
  }
}

/** warpLoss of the given interactions (by their place): Σ ln(max(1, r)) · H / r. */
export function rankLoss(problem: WarpProblem, entries: readonly number[]): number {
  const { indices, offsets, columnCount } = problem.interactions;
  let total = 0;
  for (const entry of entries) {
    const user = offsets.findLastIndex((offset) => offset <= entry);
    const own = new Set(rowIndices(problem.interactions, user));
    const hinges: number[] = [];
    for (let other = 0; other < columnCount; other++) {
      const value = hinge(problem, user, indices[entry]!, other, 1);
      if (!own.has(other) && value > 0) hinges.push(value);
    }
    const rank = hinges.length;
    if (rank > 0) total += (Math.log(rank) * hinges.reduce((sum, value) => sum + value, 0)) / rank;
  }
  return total;
}
