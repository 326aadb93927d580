import { describe, expect, it } from "vitest";
import { alsScratchBytes, f32Stride } from "../../src/kernels/layout.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { dot, type Matrix, multiply, norm, rowOf } from "../../src/kernels/reference/matrix.ts";
import {
  nmfSweep,
  type RatingSide,
  ratingGradient,
  ratingLoss,
  ridgeEquations,
  ridgeSweep,
} from "../../src/kernels/reference/rating-sweeps.ts";
import type { Random } from "../../src/random.ts";
import { createTrainingHost } from "./host.ts";
import { EPSILON_F32, gaussians, matrix, SIZES, seeded } from "./samples.ts";

/** Ratings a row, around the 64 that ridgeSweep gathers at a time, and none. */
const COUNTS = [1, 63, 0, 64, 65, 200, 2, 129];
const OTHERS = 40;

interface Problem extends RatingSide {
  readonly offsets: Uint32Array;
  readonly indices: Uint32Array;
  readonly targets: Float32Array;
  readonly regularization: Float32Array;
  readonly other: Matrix & { readonly values: Float32Array };
  readonly factorCount: number;
}

function makeProblem(random: Random, counts: readonly number[], factorCount: number, positive: boolean): Problem {
  const sign = (value: number): number => (positive ? Math.abs(value) : value);
  const offsets = new Uint32Array(counts.length + 1);
  for (const [row, count] of counts.entries()) offsets[row + 1] = offsets[row]! + count;
  const length = offsets[counts.length]!;
  return {
    factorCount,
    offsets,
    indices: Uint32Array.from({ length }, () => random.nextInteger(OTHERS)),
    targets: Float32Array.from({ length }, () => random.nextGaussian() + (positive ? 1 : 0)),
    regularization: Float32Array.from(counts, () => 0.5 + random.nextFloat()),
    other: matrix(OTHERS, factorCount, gaussians(random, OTHERS * factorCount).map(sign)),
  };
}

const { kernels, ...host } = createTrainingHost(await threadedKernelModule());

function place(problem: Problem) {
  const stride = f32Stride(problem.factorCount);
  const ratings = [
    host.put(problem.offsets),
    host.put(problem.indices),
    host.put(problem.targets),
    host.putRows(problem.other, "f32", stride),
    stride,
  ] as const;
  return { stride, ratings, regularization: host.put(problem.regularization) };
}

/** Reads factors back and checks that the padding lanes are zero. */
function readRows(pointer: number, rowCount: number, factorCount: number): Float64Array[] {
  const stride = f32Stride(factorCount);
  const all = host.f32(pointer, rowCount * stride);
  return Array.from({ length: rowCount }, (_, row) => {
    const own = all.subarray(row * stride, (row + 1) * stride);
    expect([...own.subarray(factorCount)], `padding of row ${row}`).toEqual(new Array(stride - factorCount).fill(0));
    return Float64Array.from(own.subarray(0, factorCount));
  });
}

function runRidge(problem: Problem, rows: readonly [number, number]) {
  const { stride, ratings, regularization } = place(problem);
  const own = host.allocate((problem.offsets.length - 1) * stride * 4);
  const scratch = host.allocate(alsScratchBytes(problem.factorCount));
  const singular = kernels.ridgeSweep(...rows, ...ratings, problem.factorCount, regularization, own, scratch);
  return { own, singular, stride };
}

describe("a half-sweep of ridge regressions", () => {
  it.each(SIZES)("solves the equations with %i factors, for every number of ratings", (factorCount) => {
    seeded(20_000 + factorCount, (random) => {
      host.reset();
      const problem = makeProblem(random, COUNTS, factorCount, false);
      const { own, singular } = runRidge(problem, [0, COUNTS.length]);
      expect(singular).toBe(0);
      const exact = ridgeSweep(problem).factors;
      for (const [u, x] of readRows(own, COUNTS.length, factorCount).entries()) {
        const { matrix: a, rhs } = ridgeEquations(problem, u);
        let trace = 0;
        for (let f = 0; f < factorCount; f++) trace += a[f * factorCount + f]!;
        let magnitude = 0;
        for (let at = problem.offsets[u]!; at < problem.offsets[u + 1]!; at++) {
          magnitude += Math.abs(problem.targets[at]!) * norm(rowOf(problem.other, problem.indices[at]!));
        }
        const bound = (COUNTS[u]! + 3 * f32Stride(factorCount) + 8) * EPSILON_F32 * (trace * norm(x) + magnitude);
        const residual = norm(multiply(a, x).map((value, f) => value - rhs[f]!));
        expect(residual, `${COUNTS[u]} ratings`).toBeLessThanOrEqual(bound);
        // A is at least λI, and so no residual moves x by more than its length over λ.
        const distance = norm(x.map((value, f) => value - exact[u * factorCount + f]!));
        expect(distance, `${COUNTS[u]} ratings`).toBeLessThanOrEqual(bound / problem.regularization[u]!);
      }
    });
  });

  it("ends where the gradient vanishes", () => {
    seeded(21, (random) => {
      const problem = makeProblem(random, COUNTS, 5, false);
      const own = matrix(COUNTS.length, 5, ridgeSweep(problem).factors);
      for (const slope of ratingGradient(problem, own)) expect(Math.abs(slope)).toBeLessThan(1e-10);
    });
  });

  it("writes the rows that it is given and no others", () => {
    seeded(22, (random) => {
      host.reset();
      const problem = makeProblem(random, [3, 4, 5, 6], 5, false);
      const { own, stride } = runRidge(problem, [1, 3]);
      for (const row of [0, 3]) {
        expect([...host.f32(own + row * stride * 4, stride)]).toEqual(new Array(stride).fill(Number.NaN));
      }
    });
  });

  it("reports rows whose equations are singular, and leaves them at zero", () => {
    seeded(23, (random) => {
      host.reset();
      const problem = { ...makeProblem(random, [1, 1, 0, 9], 4, false), regularization: Float32Array.of(0, 1, 0, 0) };
      const { own, singular } = runRidge(problem, [0, 4]);
      expect(singular).toBe(1);
      const rows = readRows(own, 4, 4);
      expect([...rows[0]!]).toEqual([0, 0, 0, 0]);
      expect(norm(rows[1]!)).toBeGreaterThan(0);
    });
  });
});

describe("a multiplicative half-sweep", () => {
  function runNmf(problem: Problem, start: Float32Array, rows: readonly [number, number]): number {
    const { stride, ratings, regularization } = place(problem);
    const own = host.putRows(matrix(problem.offsets.length - 1, problem.factorCount, start), "f32", stride);
    kernels.nmfSweep(...rows, ...ratings, regularization, own, host.allocate(2 * stride * 4));
    return own;
  }

  it.each(SIZES)("goes where exact arithmetic goes with %i factors, for targets of both signs", (factorCount) => {
    seeded(24_000 + factorCount, (random) => {
      host.reset();
      const problem = makeProblem(random, COUNTS, factorCount, true);
      const start = gaussians(random, COUNTS.length * factorCount).map(Math.abs);
      start[0] = 0;
      const own = runNmf(problem, start, [0, COUNTS.length]);
      const expected = nmfSweep(problem, matrix(COUNTS.length, factorCount, start));
      for (const [u, x] of readRows(own, COUNTS.length, factorCount).entries()) {
        const bound = (2 * COUNTS[u]! + f32Stride(factorCount) / 4 + 9) * EPSILON_F32;
        for (const [f, value] of x.entries()) {
          const exact = expected[u * factorCount + f]!;
          expect(Math.abs(value - exact), `row ${u}`).toBeLessThanOrEqual(bound * exact);
        }
      }
    });
  });

  it("never raises the objective and never makes a factor negative", () => {
    seeded(25, (random) => {
      for (const factorCount of [1, 3, 8, 17]) {
        const problem = makeProblem(random, COUNTS, factorCount, true);
        // Far from the minimum on both sides of it: a step that overshoots would show.
        for (const scale of [1e-3, 1, 1e3]) {
          const start = gaussians(random, COUNTS.length * factorCount).map((value) => scale * Math.abs(value));
          const before = ratingLoss(problem, matrix(COUNTS.length, factorCount, start), true);
          const moved = nmfSweep(problem, matrix(COUNTS.length, factorCount, start));
          const after = ratingLoss(problem, matrix(COUNTS.length, factorCount, moved), true);
          expect(after).toBeLessThanOrEqual(before);
          expect(Math.min(...moved)).toBeGreaterThanOrEqual(0);
        }
      }
    });
  });

  it("leaves a factor alone whose denominator is zero", () => {
    host.reset();
    const problem: Problem = {
      factorCount: 2,
      offsets: Uint32Array.of(0, 1),
      indices: Uint32Array.of(0),
      targets: Float32Array.of(2),
      regularization: Float32Array.of(0),
      other: matrix(1, 2, Float32Array.of(3, 0)),
    };
    // Factor 0: 5 · 2·3 / (15·3) = 2/3; nothing says anything of factor 1.
    const [x] = readRows(runNmf(problem, Float32Array.of(5, 7), [0, 1]), 1, 2);
    expect(x?.[0]).toBeCloseTo(2 / 3, 6);
    expect(x?.[1]).toBe(7);
  });
});

describe("the objective of ratings", () => {
  it("is that of the reference", () => {
    seeded(26, (random) => {
      for (const factorCount of SIZES) {
        host.reset();
        const problem = makeProblem(random, COUNTS, factorCount, false);
        const own = matrix(COUNTS.length, factorCount, gaussians(random, COUNTS.length * factorCount));
        const { stride, ratings, regularization } = place(problem);
        const [offsets, indices, targets, other] = ratings;
        const rows = host.putRows(own, "f32", stride);
        const run = (counted: number): number =>
          kernels.ratingLoss(0, COUNTS.length, offsets, indices, counted, other, stride, regularization, rows);
        const share = (stride / 4 + 2) * EPSILON_F32;
        let bound = 0;
        let penaltyBound = 0;
        for (let u = 0; u < COUNTS.length; u++) {
          const x = rowOf(own, u);
          penaltyBound += problem.regularization[u]! * share * dot(x, x);
          for (let at = problem.offsets[u]!; at < problem.offsets[u + 1]!; at++) {
            const y = rowOf(problem.other, problem.indices[at]!);
            const slip = share * dot(x.map(Math.abs), y.map(Math.abs));
            bound += 2 * Math.abs(problem.targets[at]! - dot(x, y)) * slip + slip ** 2;
          }
        }
        expect(Math.abs(run(targets) - ratingLoss(problem, own, true))).toBeLessThanOrEqual(bound + penaltyBound);
        expect(Math.abs(run(0) - ratingLoss(problem, own, false))).toBeLessThanOrEqual(penaltyBound);
      }
    });
  });

  it("has the derivatives that finite differences give", () => {
    seeded(27, (random) => {
      const problem = makeProblem(random, [3, 0, 5], 3, false);
      const values = Float64Array.from(gaussians(random, 9));
      const analytic = ratingGradient(problem, matrix(3, 3, values));
      for (const [at, value] of values.entries()) {
        const shifted = (step: number): number =>
          ratingLoss(problem, matrix(3, 3, values.with(at, value + step)), true);
        expect(analytic[at]).toBeCloseTo((shifted(1e-5) - shifted(-1e-5)) / 2e-5, 5);
      }
    });
  });
});
