import { describe, expect, it } from "vitest";
import { gram, type Matrix, rowOf } from "../../src/kernels/reference/matrix.ts";
import { solveCholesky } from "../../src/kernels/reference/solve.ts";
import { foldInRidge } from "../../src/models/fold-in.ts";
import { explicitAls, ridgePenalty } from "../../src/models/linear-algebra/explicit-als.ts";
import { createRandom, type Random } from "../../src/random.ts";
import { gaussians, matrix } from "../kernels/samples.ts";
import { someItems } from "../kernels/sparse-samples.ts";
import { foldingModel, relativeError } from "./als-folds.ts";

/** The mapping table of docs/models/implicit-als.md, a line a test, against the equations there in f64. */
const ITEMS = 80;
const FACTORS = 12;
const USERS = 50;

/** Rows whose Gram matrix is of the size that trained ones have. */
const rowsOf = (random: Random) =>
  matrix(
    ITEMS,
    FACTORS,
    gaussians(random, ITEMS * FACTORS).map((value) => 0.3 * value),
  );

/** A few items with counts from 1 to 5. */
function history(random: Random): { items: number[]; values: number[] } {
  const items = [...someItems(random, ITEMS, 0.2)];
  if (items.length === 0) items.push(3);
  return { items, values: items.map(() => 1 + random.nextInteger(5)) };
}

interface Sums {
  /** What a pair adds to A beside YᵀY. */
  readonly left: (value: number) => number;
  /** What it adds to b. */
  readonly right: (value: number) => number;
  /** λ of the whole history. */
  readonly penalty: (count: number) => number;
  /** What YᵀY is multiplied by; 1 by default. */
  readonly all?: number;
}

/** ( all·YᵀY + Σ left·yyᵀ + penalty·I ) x = Σ right·y */
function solve(rows: Matrix, items: readonly number[], values: readonly number[], sums: Sums): Float64Array {
  const size = rows.columnCount;
  const a = gram(rows).map((value) => (sums.all ?? 1) * value);
  const b = new Float64Array(size);
  for (const [place, item] of items.entries()) {
    const y = rowOf(rows, item);
    for (let r = 0; r < size; r++) {
      b[r]! += sums.right(values[place]!) * y[r]!;
      for (let c = 0; c < size; c++) a[r * size + c]! += sums.left(values[place]!) * y[r]! * y[c]!;
    }
  }
  for (let r = 0; r < size; r++) a[r * size + r]! += sums.penalty(items.length);
  return solveCholesky(a, b)!;
}

async function expectFolds(given: Readonly<Record<string, unknown>>, sums: Sums): Promise<void> {
  const random = createRandom(501);
  const rows = rowsOf(random);
  const model = await foldingModel({ objective: "hkv", ...given }, rows);
  for (let user = 0; user < USERS; user++) {
    const { items, values } = history(random);
    const exact = solve(rows, items, values, sums);
    expect(relativeError(model.fold(items, values), exact)).toBeLessThan(1e-5);
  }
}

describe("the mapping of objectives", () => {
  const [alpha, regParam] = [40, 0.1];

  it("has Spark's implicitPrefs: c1 = alpha·r on the left, 1 + c1 on the right, regParam times the ratings", async () => {
    const given = { confidence: alpha, confidenceOffset: 1, regularization: regParam, regularizationExponent: 1 };
    const sums = {
      left: (rating: number) => alpha * rating,
      right: (rating: number) => 1 + alpha * rating,
      penalty: (count: number) => regParam * count,
    };
    await expectFolds({ ...given, weighting: "linear" }, sums);
    const ones = { left: () => alpha, right: () => 1 + alpha };
    await expectFolds({ ...given, weighting: "binary" }, { ...sums, ...ones });
    const logs = {
      left: (value: number) => alpha * Math.log(1 + value),
      right: (value: number) => 1 + alpha * Math.log(1 + value),
    };
    await expectFolds({ ...given, weighting: "log" }, { ...sums, ...logs });
  });

  it("has the same with all ratings 1 as a fold-in of ials, with item factors over √(1 + 1/alpha)", async () => {
    const random = createRandom(502);
    const rows = rowsOf(random);
    const stretch = Math.sqrt(1 + 1 / alpha);
    const shrunk = matrix(
      ITEMS,
      FACTORS,
      rows.values.map((value) => value / stretch),
    );
    const given = { confidence: alpha, regularization: regParam };
    const spark = await foldingModel({ objective: "hkv", ...given }, rows);
    for (let user = 0; user < 10; user++) {
      const { items, values } = history(random);
      // The penalty of ials counts α₀·items too: λ is divided so that λ·n is regParam/(1 + alpha) times the items of the history.
      const own = items.length / (items.length + ITEMS / alpha);
      const ials = await foldingModel(
        { unobservedWeight: 1 / alpha, regularization: (own * regParam) / (1 + alpha) },
        shrunk,
      );
      const x = ials.fold(items, values).map((value) => value * stretch);
      expect(relativeError(x, spark.fold(items, values))).toBeLessThan(1e-5);
    }
  });

  it("has Spark's explicit ratings as explicit-als without biases: regParam times the ratings of a row", () => {
    const random = createRandom(503);
    const rows = rowsOf(random);
    const own = explicitAls.readOptions({ biases: false, regularizationExponent: 1, regularization: regParam });
    for (let user = 0; user < USERS; user++) {
      const { items, values } = history(random);
      const sums = { all: 0, left: () => 1, right: (r: number) => r, penalty: (n: number) => regParam * n };
      const exact = solve(rows, items, values, sums);
      const factors = { itemFactors: rows.values, factorCount: FACTORS };
      const targets = Float64Array.from(values);
      const x = foldInRidge(factors, Uint32Array.from(items), targets, ridgePenalty(own, items.length))!;
      expect(relativeError(x, exact)).toBeLessThan(1e-10);
    }
  });

  it("has implicit: alpha·value − 1 on the left, alpha·value on the right, the same penalty for everybody", async () => {
    const given = { confidence: alpha, confidenceOffset: 0, regularization: 0.7, regularizationExponent: 0 };
    const sums = {
      left: (value: number) => alpha * value - 1,
      right: (value: number) => alpha * value,
      penalty: () => 0.7,
    };
    await expectFolds({ ...given, weighting: "linear" }, sums);
    // The default of implicit on ones: an observed pair weighs what every pair weighs.
    const ones = { left: () => 0, right: () => 1, penalty: () => 0.7 };
    await expectFolds({ ...given, confidence: 1, weighting: "binary" }, ones);
  });
});

describe("an item without a value under hkv", () => {
  it.each([
    [{ weighting: "linear", confidence: 40 }, 41],
    [{ weighting: "log", confidence: 2 }, Math.fround(1 + 2 * Math.log(2))],
    [{ weighting: "linear", confidence: 0.5, confidenceOffset: 0 }, 1],
  ])("weighs as the value 1 does, and not less than what was not observed: %j is %s", async (given, weight) => {
    const random = createRandom(502);
    const { served } = await foldingModel({ objective: "hkv", ...given }, rowsOf(random));
    expect(served.sentWeight?.(undefined)).toBe(weight);
  });
});
