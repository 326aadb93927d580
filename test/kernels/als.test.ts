import { describe, expect, it } from "vitest";
import { alsScratchBytes, f32Stride } from "../../src/kernels/layout.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { loss, normalEquations, sweepBlock, sweepCg, sweepCholesky } from "../../src/kernels/reference/als.ts";
import { dot, multiply, norm, rowOf } from "../../src/kernels/reference/matrix.ts";
import { solveCg, solveCholesky } from "../../src/kernels/reference/solve.ts";
import { type AlsProblem, makeProblem, type PlacedProblem, place, residualBound } from "./als-problem.ts";
import { createTrainingHost } from "./host.ts";
import { EPSILON_F32, gaussians, matrix, SIZES, seeded } from "./samples.ts";

/** Histories around the 64 rows that the kernel gathers at a time, and an empty one. */
const COUNTS = [1, 63, 0, 64, 65, 200, 2, 128, 129];

const host = createTrainingHost(await threadedKernelModule());

/** Weights beside the Gram matrix, and weights in its place. */
const OBJECTIVES = [
  { objective: "ials", shift: 0 },
  { objective: "hkv", shift: 1 },
];

/** ‖A·x − b‖ of row u, in exact numbers. */
function residual(problem: AlsProblem, u: number, x: Float64Array): number {
  const { matrix: a, rhs } = normalEquations(problem, u);
  return norm(multiply(a, x).map((value, d) => value - rhs[d]!));
}

describe.each(OBJECTIVES)("a half-sweep of $objective", ({ shift }) => {
  const { kernels } = host;

  /** Reads factors back and checks that the padding lanes are zero. */
  function readRows(pointer: number, rowCount: number, factorCount: number, stride: number): Float64Array[] {
    const all = host.f32(pointer, rowCount * stride);
    return Array.from({ length: rowCount }, (_, row) => {
      const own = all.subarray(row * stride, (row + 1) * stride);
      expect([...own.subarray(factorCount)], `padding of row ${row}`).toEqual(new Array(stride - factorCount).fill(0));
      return Float64Array.from(own.subarray(0, factorCount));
    });
  }

  function runCholesky(problem: AlsProblem, at: PlacedProblem, rows: readonly [number, number]) {
    const out = host.allocate(problem.rowCount * at.stride * 4);
    const scratch = host.allocate(alsScratchBytes(problem.factorCount));
    const singular = kernels.alsSweepCholesky(
      ...rows,
      at.offsets,
      at.indices,
      at.weights,
      problem.shift,
      at.other,
      at.stride,
      problem.factorCount,
      at.gram,
      at.regularization,
      out,
      scratch,
    );
    return { out, singular };
  }

  function runCg(problem: AlsProblem, at: PlacedProblem, start: Float32Array, steps: number): number {
    const own = matrix(problem.rowCount, problem.factorCount, start);
    const out = host.putRows(own, "f32", at.stride);
    kernels.alsSweepCg(
      0,
      problem.rowCount,
      at.offsets,
      at.indices,
      at.weights,
      problem.shift,
      at.other,
      at.stride,
      at.gram,
      at.regularization,
      out,
      host.allocate(3 * at.stride * 4),
      steps,
    );
    return out;
  }

  it.each(SIZES)("solves the normal equations with %i factors, for every length of history", (factorCount) => {
    seeded(10_000 + factorCount, (random) => {
      host.reset();
      const problem = makeProblem(random, COUNTS, factorCount, shift);
      const at = place(host, problem);
      const { out, singular } = runCholesky(problem, at, [0, COUNTS.length]);
      expect(singular).toBe(0);
      const reference = sweepCholesky(problem);
      for (const [u, x] of readRows(out, COUNTS.length, factorCount, at.stride).entries()) {
        if (COUNTS[u] === 0) {
          expect([...x], "a row without interactions").toEqual(new Array(factorCount).fill(0));
          continue;
        }
        const bound = residualBound(problem, u, x);
        expect(residual(problem, u, x), `history of ${COUNTS[u]}`).toBeLessThanOrEqual(bound);
        // A is at least λI, and so no residual moves x by more than its length over λ.
        const exact = reference.factors.subarray(u * factorCount, (u + 1) * factorCount);
        const distance = norm(x.map((value, d) => value - exact[d]!));
        expect(distance, `history of ${COUNTS[u]}`).toBeLessThanOrEqual(bound / problem.regularization[u]!);
      }
    });
  });

  it("writes the rows that it is given and no others", () => {
    seeded(11, (random) => {
      host.reset();
      const problem = makeProblem(random, [3, 4, 5, 6], 5, shift);
      const at = place(host, problem);
      const whole = host.f32(runCholesky(problem, at, [0, 4]).out, 4 * at.stride);
      const part = host.f32(runCholesky(problem, at, [1, 3]).out, 4 * at.stride);
      expect(part.subarray(at.stride, 3 * at.stride)).toEqual(whole.subarray(at.stride, 3 * at.stride));
      for (const row of [0, 3]) {
        expect([...part.subarray(row * at.stride, (row + 1) * at.stride)]).toEqual(
          new Array(at.stride).fill(Number.NaN),
        );
      }
    });
  });

  it("reports rows whose equations are singular, and leaves them at zero", () => {
    seeded(12, (random) => {
      // Without Gram matrix and penalty, one interaction cannot determine two factors or more. Every tenth row has a penalty.
      const counts = new Array<number>(100).fill(1);
      const regularization = Float32Array.from(counts, (_, row) => (row % 10 === 0 ? 1 : 0));
      for (const factorCount of [2, 3, 4, 5, 8, 33, 64]) {
        host.reset();
        const gram = new Float32Array(factorCount ** 2);
        const problem = { ...makeProblem(random, counts, factorCount, shift), gram, regularization };
        const at = place(host, problem);
        const { out, singular } = runCholesky(problem, at, [0, 100]);
        expect(singular, `${factorCount} factors`).toBe(90);
        for (const [row, x] of readRows(out, 100, factorCount, at.stride).entries()) {
          if (regularization[row] === 0) expect([...x]).toEqual(new Array(factorCount).fill(0));
          else expect(residual(problem, row, x)).toBeLessThanOrEqual(residualBound(problem, row, x));
        }
      }
    });
  });

  it("reports rows with a weight that is negative or not finite", () => {
    seeded(13, (random) => {
      for (const weight of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
        host.reset();
        const problem = makeProblem(random, [2, 2], 4, shift);
        problem.weights[0] = weight;
        const at = place(host, problem);
        expect(runCholesky(problem, at, [0, 2]).singular, `weight ${weight}`).toBe(1);
      }
    });
  });

  it.each(SIZES)("by conjugate gradients converges to the exact solution with %i factors", (factorCount) => {
    seeded(14_000 + factorCount, (random) => {
      host.reset();
      const problem = makeProblem(random, COUNTS, factorCount, shift);
      const at = place(host, problem);
      const steps = 4 * factorCount + 20;
      const out = runCg(problem, at, gaussians(random, COUNTS.length * factorCount), steps);
      for (const [u, x] of readRows(out, COUNTS.length, factorCount, at.stride).entries()) {
        if (COUNTS[u] === 0) {
          expect([...x], "a row without interactions").toEqual(new Array(factorCount).fill(0));
          continue;
        }
        const { matrix: a, rhs } = normalEquations(problem, u);
        const exact = solveCholesky(a, rhs)!;
        const bound = residualBound(problem, u, exact, steps);
        expect(residual(problem, u, x), `history of ${COUNTS[u]}`).toBeLessThanOrEqual(bound);
        const distance = norm(x.map((value, d) => value - exact[d]!));
        expect(distance, `history of ${COUNTS[u]}`).toBeLessThanOrEqual(bound / problem.regularization[u]!);
      }
    });
  });

  it.each([0, 1, 2, 3])("by %i conjugate-gradient steps goes where exact arithmetic goes", (steps) => {
    seeded(15_000 + steps, (random) => {
      for (const factorCount of SIZES) {
        host.reset();
        // A strong penalty: the equations are well conditioned, and the bound is sharp.
        const regularization = new Float32Array(COUNTS.length).fill(100);
        const problem = { ...makeProblem(random, COUNTS, factorCount, shift), regularization };
        const at = place(host, problem);
        const start = gaussians(random, COUNTS.length * factorCount);
        const out = runCg(problem, at, start, steps);
        const expected = sweepCg(problem, matrix(COUNTS.length, factorCount, start), steps);
        for (const [u, x] of readRows(out, COUNTS.length, factorCount, at.stride).entries()) {
          const exact = expected.subarray(u * factorCount, (u + 1) * factorCount);
          const distance = norm(x.map((value, d) => value - exact[d]!));
          // Each step carries the roundings of one residual, and a residual moves x by at most its length over λ.
          const largest = Math.max(norm(exact), norm(start.subarray(u * factorCount, (u + 1) * factorCount)));
          const bound = residualBound(problem, u, [largest], steps) / problem.regularization[u]!;
          expect(distance, `${factorCount} factors, history of ${COUNTS[u]}`).toBeLessThanOrEqual(steps * bound);
        }
      }
    });
  });

  function runBlock(problem: AlsProblem, at: PlacedProblem, start: Float32Array, blockSize: number) {
    const rowCount = problem.offsets.length - 1;
    const out = host.putRows(matrix(rowCount, problem.factorCount, start), "f32", at.stride);
    const scratch = host.allocate(alsScratchBytes(problem.factorCount));
    const predictions = host.allocate(200 * 4);
    const singular = kernels.alsSweepBlock(
      ...([0, rowCount, at.offsets, at.indices, at.weights, shift, at.other, at.stride, problem.factorCount] as const),
      ...([at.gram, at.regularization, out, scratch, predictions, blockSize] as const),
    );
    return { out, singular };
  }

  it.each(SIZES)("by blocks goes where exact arithmetic goes with %i factors", (factorCount) => {
    seeded(17_000 + factorCount, (random) => {
      for (const blockSize of [4, 8, 16, 64]) {
        host.reset();
        // A strong penalty: the equations are well conditioned, and the bound is sharp.
        const regularization = new Float32Array(COUNTS.length).fill(100);
        const problem = { ...makeProblem(random, COUNTS, factorCount, shift), regularization };
        const start = gaussians(random, COUNTS.length * factorCount);
        const { out, singular } = runBlock(problem, place(host, problem), start, blockSize);
        expect(singular).toBe(0);
        const expected = sweepBlock(problem, matrix(COUNTS.length, factorCount, start), blockSize);
        const blocks = Math.ceil(factorCount / blockSize);
        for (const [u, x] of readRows(out, COUNTS.length, factorCount, f32Stride(factorCount)).entries()) {
          const exact = expected.subarray(u * factorCount, (u + 1) * factorCount);
          const distance = norm(x.map((value, d) => value - exact[d]!));
          // Each block carries the roundings of one residual, and a residual moves x by at most its length over λ.
          const largest = Math.max(norm(exact), norm(start.subarray(u * factorCount, (u + 1) * factorCount)));
          const bound = residualBound(problem, u, [largest], blocks) / problem.regularization[u]!;
          expect(distance, `blocks of ${blockSize}, history of ${COUNTS[u]}`).toBeLessThanOrEqual(blocks * bound);
        }
      }
    });
  });

  it("by one block of all factors solves the equations, wherever it starts", () => {
    seeded(18, (random) => {
      for (const factorCount of [1, 5, 16, 33]) {
        host.reset();
        const problem = makeProblem(random, COUNTS, factorCount, shift);
        const start = gaussians(random, COUNTS.length * factorCount);
        const { out } = runBlock(problem, place(host, problem), start, 64);
        for (const [u, x] of readRows(out, COUNTS.length, factorCount, f32Stride(factorCount)).entries()) {
          if (COUNTS[u] === 0) continue;
          const own = norm(start.subarray(u * factorCount, (u + 1) * factorCount));
          const bound = residualBound(problem, u, [Math.max(norm(x), own)], 1);
          expect(residual(problem, u, x), `history of ${COUNTS[u]}`).toBeLessThanOrEqual(2 * bound);
        }
      }
    });
  });

  it("by blocks reports rows whose equations are singular", () => {
    seeded(19, (random) => {
      host.reset();
      const gram = new Float32Array(25);
      // The last row needs no penalty, and its padding lanes none either.
      const regularization = Float32Array.of(0, 0, 1, 0);
      const problem = { ...makeProblem(random, [1, 0, 1, 60], 5, shift), gram, regularization };
      const { singular } = runBlock(problem, place(host, problem), gaussians(random, 20), 4);
      expect(singular).toBe(1);
    });
  });

  it("computes the loss of the printed objective", () => {
    seeded(16, (random) => {
      for (const factorCount of SIZES) {
        host.reset();
        const problem = makeProblem(random, COUNTS, factorCount, shift);
        const at = place(host, problem);
        const own = matrix(COUNTS.length, factorCount, gaussians(random, COUNTS.length * factorCount));
        const ownPtr = host.putRows(own, "f32", at.stride);
        const run = (rows: readonly [number, number], weights: number): number =>
          kernels.alsLoss(
            ...rows,
            at.offsets,
            at.indices,
            weights,
            shift,
            at.other,
            at.stride,
            at.regularization,
            ownPtr,
          );
        // A dot product is wrong by at most (stride/4 + 2) ε₃₂ Σ|x·y|; squared, that is 2·|error| of it and its square.
        const share = (at.stride / 4 + 2) * EPSILON_F32;
        let bound = 0;
        let penaltyBound = 0;
        for (let u = 0; u < COUNTS.length; u++) {
          const x = rowOf(own, u);
          penaltyBound += problem.regularization[u]! * share * dot(x, x);
          for (let entry = problem.offsets[u]!; entry < problem.offsets[u + 1]!; entry++) {
            const y = rowOf(problem.other, problem.indices[entry]!);
            const slip = share * dot(x.map(Math.abs), y.map(Math.abs));
            bound += problem.weights[entry]! * (2 * Math.abs(dot(x, y) - 1) * slip + slip ** 2);
            bound += shift * (2 * Math.abs(dot(x, y)) * slip + slip ** 2);
          }
        }
        const whole = run([0, COUNTS.length], at.weights);
        expect(Math.abs(whole - loss(problem, own, true))).toBeLessThanOrEqual(bound + penaltyBound);
        expect(Math.abs(run([0, COUNTS.length], 0) - loss(problem, own, false))).toBeLessThanOrEqual(penaltyBound);
        const parts = run([0, 4], at.weights) + run([4, COUNTS.length], at.weights);
        expect(Math.abs(parts - whole)).toBeLessThanOrEqual(1e-12 * whole);
      }
    });
  });
});

describe("the reference solvers", () => {
  it("solve a system whose solution is known", () => {
    // A = L·Lᵀ with L = [[2, 0], [1, 3]];  A·(1, −2) = (0, −18)
    const a = Float64Array.of(4, 2, 2, 10);
    expect([...solveCholesky(a, [0, -18])!]).toEqual([1, -2]);
    const cg = solveCg(a, [0, -18], [0, 0], 2);
    expect(cg[0]).toBeCloseTo(1, 12);
    expect(cg[1]).toBeCloseTo(-2, 12);
  });

  it("say so when a matrix is not positive definite", () => {
    expect(solveCholesky(Float64Array.of(1, 1, 1, 1), [1, 1])).toBeUndefined();
    expect(solveCholesky(Float64Array.of(0), [1])).toBeUndefined();
  });

  it("lower the loss to its minimum", () => {
    // One interaction of weight 1 with y = 2, λ = 1, no Gram matrix: x = 2 / (4 + 1), loss (2x − 1)² + x² = 0.2.
    const side = {
      offsets: [0, 1],
      indices: [0],
      weights: [1],
      regularization: [1],
      other: matrix(1, 1, [2]),
      gram: [0],
    };
    const { factors } = sweepCholesky(side);
    expect(factors[0]).toBeCloseTo(0.4, 12);
    expect(loss(side, matrix(1, 1, factors), true)).toBeCloseTo(0.2, 12);
    expect(loss(side, matrix(1, 1, [0.5]), true)).toBeCloseTo(0.25, 12);
  });
});
