import { f32Stride } from "../../src/kernels/layout.ts";
import type { ReferenceSide } from "../../src/kernels/reference/als.ts";
import { gram, type Matrix, norm, rowOf } from "../../src/kernels/reference/matrix.ts";
import type { Random } from "../../src/random.ts";
import type { Host } from "./host.ts";
import { EPSILON_F32, gaussians, matrix } from "./samples.ts";

/**
 * One side of a factorisation with random interactions: row u has counts[u] of them, repeats among them. With shift 0 weights are 0.1
 * and more, with 1 they are 1 and more, every fifth of them 1.
 */
export interface AlsProblem extends ReferenceSide {
  readonly rowCount: number;
  readonly factorCount: number;
  readonly shift: number;
  readonly offsets: Uint32Array;
  readonly indices: Uint32Array;
  readonly weights: Float32Array;
  readonly regularization: Float32Array;
  readonly other: Matrix & { readonly values: Float32Array };
  /** α₀·YᵀY as f32, without padding. */
  readonly gram: Float32Array;
}

const OTHER_COUNT = 40;

export function makeProblem(random: Random, counts: readonly number[], factorCount: number, shift = 0): AlsProblem {
  const other = matrix(OTHER_COUNT, factorCount, gaussians(random, OTHER_COUNT * factorCount));
  const offsets = new Uint32Array(counts.length + 1);
  for (const [row, count] of counts.entries()) offsets[row + 1] = offsets[row]! + count;
  const length = offsets[counts.length]!;
  return {
    rowCount: counts.length,
    factorCount,
    shift,
    offsets,
    indices: Uint32Array.from({ length }, () => random.nextInteger(OTHER_COUNT)),
    weights: Float32Array.from({ length }, (_, at) => {
      const weight = 0.1 + 3 * random.nextFloat();
      if (shift === 0) return weight;
      return at % 5 === 0 ? 1 : 0.9 + weight;
    }),
    regularization: Float32Array.from({ length: counts.length }, () => 0.5 + random.nextFloat()),
    other,
    gram: Float32Array.from(gram(other), (value) => (shift === 0 ? 0.3 : shift) * value),
  };
}

/** Where a problem lies in a host's memory. */
export interface PlacedProblem {
  readonly stride: number;
  readonly offsets: number;
  readonly indices: number;
  readonly weights: number;
  readonly regularization: number;
  readonly other: number;
  readonly gram: number;
}

export function place(host: Host, problem: AlsProblem): PlacedProblem {
  const { factorCount } = problem;
  const stride = f32Stride(factorCount);
  return {
    stride,
    offsets: host.put(problem.offsets),
    indices: host.put(problem.indices),
    weights: host.put(problem.weights),
    regularization: host.put(problem.regularization),
    other: host.putRows(problem.other, "f32", stride),
    gram: host.putRows(matrix(factorCount, factorCount, problem.gram), "f32", stride, stride),
  };
}

/**
 * The bound that assembly/als.ts states for ‖A·x − b‖: (n + 3·stride + 8) ε₃₂ (trace(A)‖x‖ + Σ w‖y‖), n = interactions of
 * the row, for conjugate gradients with their steps.
 */
export function residualBound(problem: AlsProblem, row: number, x: ArrayLike<number>, steps = 0): number {
  const { offsets, indices, weights, other, factorCount } = problem;
  const start = offsets[row]!;
  const end = offsets[row + 1]!;
  let trace = factorCount * problem.regularization[row]!;
  for (let d = 0; d < factorCount; d++) trace += problem.gram[d * factorCount + d]!;
  let magnitude = 0;
  for (let at = start; at < end; at++) {
    const length = norm(rowOf(other, indices[at]!));
    trace += (weights[at]! - problem.shift) * length ** 2;
    magnitude += weights[at]! * length;
  }
  const roundings = end - start + steps + 3 * f32Stride(factorCount) + 8;
  return roundings * EPSILON_F32 * (trace * norm(x) + magnitude);
}
