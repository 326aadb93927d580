import { describe, expect, it } from "vitest";
import { KernelError } from "../../src/errors.ts";
import { createItemIndex, type ItemFactors } from "../../src/kernels/item-index.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { foldIn, foldInEquations, normalEquations } from "../../src/kernels/reference/als.ts";
import { type Matrix, multiply, norm, rowOf } from "../../src/kernels/reference/matrix.ts";
import { dequantise, quantiseRows } from "../../src/kernels/reference/quantise.ts";
import { solveCholesky } from "../../src/kernels/reference/solve.ts";
import { makeProblem, residualBound } from "./als-problem.ts";
import { matrix, SIZES, seeded } from "./samples.ts";

const module = await kernelModule();

describe.each(["f32", "int8"] as const)("fold-in on %s factors", (precision) => {
  it.each(SIZES)("solves the normal equations of a history with %i factors", (factorCount) => {
    seeded(30_000 + factorCount, (random) => {
      for (const count of [0, 1, 63, 64, 65, 200]) {
        const problem = makeProblem(random, [count], factorCount);
        let rows: Matrix = problem.other;
        let factors: ItemFactors = { precision: "f32", values: problem.other.values };
        if (precision === "int8") {
          const { values, scales } = quantiseRows(problem.other);
          factors = { precision, values, scales };
          // The kernel rounds scale · value to f32, as factorsOf does.
          const exact = dequantise({ ...problem.other, values }, scales);
          rows = { ...exact, values: Float32Array.from(exact.values) };
        }
        const itemCount = rows.rowCount;
        const index = createItemIndex(module, { itemCount, factorCount, factors, gram: problem.gram });
        const x = index.foldIn(problem.indices, problem.weights, problem.regularization[0]!);
        const side = { ...problem, other: matrix(itemCount, factorCount, Float32Array.from(rows.values)) };
        const { matrix: a, rhs } = normalEquations(side, 0);
        const residual = norm(multiply(a, x).map((value, d) => value - rhs[d]!));
        const bound = residualBound(side, 0, x);
        expect(residual, `history of ${count}`).toBeLessThanOrEqual(bound);
        const exact = foldIn(problem, rows, problem.gram, problem.regularization[0]!)!;
        const distance = norm(exact.map((value, d) => value - x[d]!));
        expect(distance, `history of ${count}`).toBeLessThanOrEqual(bound / problem.regularization[0]!);
      }
    });
  });

  it.each(SIZES)("takes a right side of its own, and solves for further rows, with %i factors", (factorCount) => {
    seeded(40_000 + factorCount, (random) => {
      const problem = makeProblem(random, [65], factorCount);
      const { values, scales } = quantiseRows(problem.other);
      const isInt8 = precision === "int8";
      const factors: ItemFactors = isInt8 ? { precision, values, scales } : { precision, values: problem.other.values };
      const rows = isInt8 ? dequantise({ ...problem.other, values }, scales) : problem.other;
      const index = createItemIndex(module, { itemCount: rows.rowCount, factorCount, factors, gram: problem.gram });
      // Right sides of both signs, and a left weight of 0: an item that pulls and does not bind.
      const rights = problem.weights.map((weight, at) => (at % 3 === 0 ? -weight / 4 : weight));
      const weights = problem.weights.map((weight, at) => (at === 5 ? 0 : weight));
      const regularization = problem.regularization[0]!;
      const history = { indices: problem.indices, weights, rights };
      const { matrix: a } = foldInEquations(history, rows, problem.gram, regularization);
      const near = (found: ArrayLike<number>, exact: Float64Array) => {
        const distance = norm(exact.map((value, d) => value - found[d]!));
        // The smallest eigenvalue of A is at least λ; its trace bounds the largest.
        const trace = Array.from({ length: factorCount }, (_, d) => a[d * factorCount + d]!).reduce((x, y) => x + y);
        const steps = 65 + 3 * factorCount + 20;
        expect(distance).toBeLessThanOrEqual(((steps * 2 ** -23 * trace) / regularization) * (norm(exact) + 1));
      };
      const x = index.foldIn(problem.indices, weights, regularization, rights);
      near(x, foldIn(history, rows, problem.gram, regularization)!);
      const equations = { items: problem.indices, weights, rights, regularization };
      const solved = index.solveFoldedIn(equations, index.factorsOf(Uint32Array.of(3, 0)));
      for (const [at, item] of [3, 0].entries()) {
        near(solved.subarray(at * factorCount, (at + 1) * factorCount), solveCholesky(a, rowOf(rows, item))!);
      }
      // With x = L⁻ᵀ·z: xᵀ·A·x = zᵀ·z
      const normals = Float32Array.from({ length: factorCount }, () => random.nextGaussian());
      const drawn = index.drawFoldedIn(equations, normals, 2).map((value, d) => (value - x[d]!) / 2);
      const product = multiply(a, Float64Array.from(drawn));
      const length = drawn.reduce((sum, value, d) => sum + value * product[d]!, 0);
      expect(length).toBeCloseTo(norm(normals) ** 2, 1);
    });
  });

  it("copies rows dequantised", () => {
    seeded(31, (random) => {
      const problem = makeProblem(random, [0], 5);
      const { values, scales } = quantiseRows(problem.other);
      const rows = precision === "int8" ? dequantise({ ...problem.other, values }, scales) : problem.other;
      const factors: ItemFactors =
        precision === "int8" ? { precision, values, scales } : { precision, values: problem.other.values };
      const index = createItemIndex(module, { itemCount: 40, factorCount: 5, factors });
      const wanted = [39, 0, 7, 7];
      const expected = wanted.flatMap((item) =>
        Array.from(rows.values)
          .slice(item * 5, item * 5 + 5)
          .map(Math.fround),
      );
      expect([...index.factorsOf(Uint32Array.from(wanted))]).toEqual(expected);
      expect(index.factorsOf(new Uint32Array(0))).toEqual(new Float32Array(0));
    });
  });
});

describe("fold-in", () => {
  it("has the same bits with weights as rights", () => {
    seeded(50, (random) => {
      const { indices, weights, regularization, other, gram } = makeProblem(random, [100], 17);
      const factors = { precision: "f32", values: other.values } as const;
      const index = createItemIndex(module, { itemCount: other.rowCount, factorCount: 17, factors, gram });
      const plain = index.foldIn(indices, weights, regularization[0]!);
      expect(index.foldIn(indices, weights, regularization[0]!, weights)).toEqual(plain);
    });
  });

  it("refuses rights of another length or without a value, and weights below 0", () => {
    const index = createItemIndex(module, { ...items, gram: new Float32Array(4) });
    const fold =
      (weight: number, ...rights: number[]) =>
      () =>
        index.foldIn(Uint32Array.of(0), Float32Array.of(weight), 1, Float32Array.from(rights));
    expect(fold(1, 1, 2)).toThrow("rights: expected 1 elements, got 2");
    expect(fold(1, Number.NaN)).toThrow("rights: expected finite numbers, got NaN");
    expect(fold(-1, 1)).toThrow("weights: expected finite numbers from 0, got -1");
    expect([...fold(0, 2)()]).toEqual([2, 0]);
  });

  const values = Float32Array.of(1, 0, 0, 1);
  const items = { itemCount: 2, factorCount: 2, factors: { precision: "f32", values } } as const;

  it("gives an empty history zero factors", () => {
    const index = createItemIndex(module, { ...items, gram: new Float32Array(4) });
    expect([...index.foldIn(new Uint32Array(0), new Float32Array(0), 1)]).toEqual([0, 0]);
  });

  it("says that equations are singular, and serves the next history", () => {
    const index = createItemIndex(module, { ...items, gram: new Float32Array(4) });
    const attempt = () => index.foldIn(Uint32Array.of(0), Float32Array.of(1), 0);
    expect(attempt).toThrow(KernelError);
    expect(attempt).toThrow(expect.objectContaining({ code: "singular" }));
    // (1 + 1)·x₀ = 1 and 1·x₁ = 0
    const x = index.foldIn(Uint32Array.of(0), Float32Array.of(1), 1);
    expect(x[0]).toBeCloseTo(0.5, 6);
    expect(x[1]).toBe(0);
  });

  it("asks for the Gram matrix", () => {
    const index = createItemIndex(module, items);
    expect(() => index.foldIn(Uint32Array.of(0), Float32Array.of(1), 1)).toThrow(
      expect.objectContaining({ code: "no-gram" }),
    );
  });
});
