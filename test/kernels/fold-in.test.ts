import { describe, expect, it } from "vitest";
import { KernelError } from "../../src/errors.ts";
import { createItemIndex, type ItemFactors } from "../../src/kernels/item-index.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { foldIn, normalEquations } from "../../src/kernels/reference/als.ts";
import { type Matrix, multiply, norm } from "../../src/kernels/reference/matrix.ts";
import { dequantise, quantiseRows } from "../../src/kernels/reference/quantise.ts";
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
