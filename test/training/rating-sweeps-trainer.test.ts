import { describe, expect, it } from "vitest";
import { type Csr, rowIndices, rowValues, transpose } from "../../src/data/csr.ts";
import { KernelError, TrainingError } from "../../src/errors.ts";
import { createLayout } from "../../src/kernels/layout.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { ratingGradient, ratingLoss } from "../../src/kernels/reference/rating-sweeps.ts";
import { foldInNonNegative, foldInRidge } from "../../src/models/fold-in.ts";
import { explicitAls } from "../../src/models/linear-algebra/explicit-als.ts";
import { nmf as nmfModel } from "../../src/models/linear-algebra/nmf.ts";
import { explicitAlsPlan } from "../../src/models/linear-algebra/train-explicit-als.ts";
import { nmfPlan } from "../../src/models/linear-algebra/train-nmf.ts";
import {
  type RatingSweepsPlan,
  trainRatingFactors,
  trainRatingFactorsInline,
} from "../../src/models/linear-algebra/train-rating-sweeps.ts";
import type { EpochReport, TrainingContext } from "../../src/training/context.ts";
import { planSweeps } from "../../src/training/factor-sweeps-memory.ts";
import { trainingMemory } from "../../src/training/shared-memory.ts";
import { randomTable } from "./tables.ts";

const SMALL = randomTable(23, 17, 0.4, 5);
/** More than one block of rows on both sides. */
const LARGE = randomTable(300, 210, 0.05, 6);

const ridge = (given = {}): RatingSweepsPlan =>
  explicitAlsPlan(explicitAls.readOptions({ factors: 6, regularization: 0.1, regularizationExponent: 1, ...given }));
const nmf = (given = {}): RatingSweepsPlan => nmfPlan(nmfModel.readOptions({ factors: 6, epochs: 12, ...given }));

async function train(table: Csr, plan: RatingSweepsPlan, control: Partial<TrainingContext> = {}) {
  const reports: EpochReport[] = [];
  const result = await trainRatingFactors(await threadedKernelModule(), table, plan, {
    ...{ seed: 1, threads: 1, onEpoch: (report) => void reports.push(report) },
    ...control,
  });
  return { result, reports };
}

/** One side of a table with penalties λ·n, as the reference wants it. */
function sideOf(table: Csr, penaltyOf: (count: number) => number, other: Float32Array, factorCount: number) {
  return {
    ...{ offsets: table.offsets, indices: table.indices, targets: table.values },
    regularization: Array.from({ length: table.rowCount }, (_, row) => {
      return penaltyOf(table.offsets[row + 1]! - table.offsets[row]!);
    }),
    other: { rowCount: table.columnCount, columnCount: factorCount, values: other },
  };
}

describe.each([
  ["ridge regressions", ridge],
  ["multiplicative steps", nmf],
])("training by %s", (_, planOf) => {
  it("lets the objective fall in every epoch, and returns that of the last", async () => {
    const { result, reports } = await train(SMALL, planOf({ epochs: 12 }));
    expect(reports.map(({ epoch, epochs }) => [epoch, epochs])).toEqual(reports.map((_, at) => [at + 1, 12]));
    for (const [at, { objective }] of reports.slice(1).entries()) {
      expect(objective).toBeLessThan(reports[at]!.objective);
    }
    expect(result.objective).toBe(reports.at(-1)?.objective);
  });

  it("prints the objective of the returned factors", async () => {
    const plan = planOf({});
    const { result } = await train(SMALL, plan);
    const users = { rowCount: 23, columnCount: 6, values: result.userFactors };
    const items = { rowCount: 17, columnCount: 6, values: result.itemFactors };
    const exact =
      ratingLoss(sideOf(SMALL, plan.penaltyOfUser, result.itemFactors, 6), users, true) +
      ratingLoss(sideOf(transpose(SMALL), plan.penaltyOfItem, result.userFactors, 6), items, false);
    expect(Math.abs(result.objective / exact - 1)).toBeLessThan(1e-5);
  });

  it("gives identical bytes with 1, 2 and 3 threads, and on the calling thread", async () => {
    const plan = planOf({ epochs: 3 });
    const expected = trainRatingFactorsInline(await threadedKernelModule(), LARGE, plan, { seed: 1, threads: 1 });
    for (const threads of [1, 2, 3]) expect((await train(LARGE, plan, { threads })).result).toEqual(expected);
  });

  it("gives other factors for another seed", async () => {
    const { result } = await train(SMALL, planOf({}));
    expect((await train(SMALL, planOf({}), { seed: 2, threads: 1 })).result.itemFactors).not.toEqual(
      result.itemFactors,
    );
  });

  it("gives zero factors to users and items without ratings", async () => {
    const table: Csr = {
      ...{ rowCount: 3, columnCount: 4, offsets: Uint32Array.of(0, 2, 2, 3) },
      ...{ indices: Uint32Array.of(0, 2, 2), values: Float32Array.of(4, 3, 5) },
    };
    const { result } = await train(table, planOf({ factors: 2 }));
    expect([...result.userFactors.subarray(2, 4)]).toEqual([0, 0]);
    expect([...result.itemFactors.subarray(2, 4), ...result.itemFactors.subarray(6)]).toEqual([0, 0, 0, 0]);
    expect(result.itemFactors[0]).not.toBe(0);
  });

  it("stops when it is interrupted, and refuses an empty table", async () => {
    const code = (work: Promise<unknown>) =>
      work.then(
        () => "done",
        (error: TrainingError) => error.code,
      );
    expect(await code(train(SMALL, planOf({}), { signal: AbortSignal.abort() }))).toBe("interrupted");
    expect(await code(train(LARGE, planOf({ epochs: 10_000 }), { signal: AbortSignal.timeout(20) }))).toBe(
      "interrupted",
    );
    const empty = { ...SMALL, offsets: new Uint32Array(24), indices: new Uint32Array(0), values: new Float32Array(0) };
    expect(await code(train(empty, planOf({})))).toBe("no-interactions");
  });

  it("says that the values are too large where the numbers leave the range of f32, which no penalty mends", async () => {
    const table = { ...SMALL, values: SMALL.values.map(() => 3e38) };
    const attempt = train(table, planOf({}));
    await expect(attempt).rejects.toThrow(TrainingError);
    await expect(attempt).rejects.toThrow(/; the largest value is 3e\+38: bring values to a scale of ratings first/);
  });
});

describe("explicit ALS", () => {
  it("ends where the gradient vanishes for users and items", async () => {
    const { result } = await train(SMALL, ridge({ epochs: 2000 }));
    const users = { rowCount: 23, columnCount: 6, values: result.userFactors };
    const items = { rowCount: 17, columnCount: 6, values: result.itemFactors };
    for (const slope of [
      ...ratingGradient(
        sideOf(SMALL, (count) => 0.1 * count, result.itemFactors, 6),
        users,
      ),
      ...ratingGradient(
        sideOf(transpose(SMALL), (count) => 0.1 * count, result.userFactors, 6),
        items,
      ),
    ]) {
      expect(Math.abs(slope)).toBeLessThan(1e-3);
    }
  });

  it.each([0, 0.5, 1])("folds a user of train in to the factors that training gave (ν = %s)", async (exponent) => {
    const plan = ridge({ regularizationExponent: exponent });
    const { result } = await train(SMALL, plan);
    for (let user = 0; user < SMALL.rowCount; user++) {
      const own = rowIndices(SMALL, user);
      const targets = Float64Array.from(rowValues(SMALL, user));
      const x = foldInRidge(
        { itemFactors: result.itemFactors, factorCount: 6 },
        own,
        targets,
        plan.penaltyOfUser(own.length),
      );
      for (let factor = 0; factor < 6; factor++) {
        expect(x?.[factor]).toBeCloseTo(result.userFactors[user * 6 + factor]!, 4);
      }
    }
  });

  it("says that equations without regularisation have no unique solution", async () => {
    const attempt = train(randomTable(4, 3, 0.6, 1), ridge({ factors: 16, regularization: 0 }));
    await expect(attempt).rejects.toMatchObject({ code: "singular" });
    const factors = { itemFactors: Float32Array.of(1, 2, 3), factorCount: 3 };
    expect(foldInRidge(factors, Uint32Array.of(0), Float64Array.of(1), 0)).toBeUndefined();
  });
});

describe("non-negative factorisation", () => {
  it.each([false, true])("keeps every factor at 0 or above (targets of both signs: %s)", async (both) => {
    const table = both ? { ...SMALL, values: SMALL.values.map((value) => value - 3) } : SMALL;
    const { result } = await train(table, nmf({ epochs: 40 }));
    expect(Math.min(...result.userFactors, ...result.itemFactors)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...result.itemFactors)).toBeGreaterThan(0);
  });

  it("folds in the minimum over factors at 0 or above", async () => {
    const { result } = await train(SMALL, nmf({ epochs: 40 }));
    const factors = { itemFactors: result.itemFactors, factorCount: 6 };
    for (let user = 0; user < SMALL.rowCount; user++) {
      const own = rowIndices(SMALL, user);
      const targets = Float64Array.from(rowValues(SMALL, user));
      const x = foldInNonNegative(factors, own, targets, 0.06 * own.length);
      const side = sideOf(
        {
          ...{ rowCount: 1, columnCount: 17, offsets: Uint32Array.of(0, own.length) },
          ...{ indices: own, values: rowValues(SMALL, user) },
        },
        (count) => 0.06 * count,
        result.itemFactors,
        6,
      );
      const slopes = ratingGradient(side, { rowCount: 1, columnCount: 6, values: x });
      // At a minimum a positive factor has slope 0, and one that is 0 would only rise the sum by growing.
      for (const [factor, slope] of slopes.entries()) {
        if (x[factor]! > 0) expect(Math.abs(slope)).toBeLessThan(1e-6);
        else expect(slope).toBeGreaterThanOrEqual(-1e-6);
      }
    }
  });

  it("recovers a table that is a product of non-negative factors", async () => {
    // Two users like one genre, two the other, one both alike: rank 2 without noise.
    const table: Csr = {
      ...{ rowCount: 5, columnCount: 4, offsets: Uint32Array.of(0, 4, 8, 12, 16, 20) },
      indices: Uint32Array.from({ length: 20 }, (_, at) => at % 4),
      values: Float32Array.of(4, 2, 1, 1, 4, 2, 1, 1, 1, 1, 4, 2, 1, 1, 4, 2, 2.5, 1.5, 2.5, 1.5),
    };
    const { result } = await train(
      table,
      nmf({ factors: 3, userRegularization: 0, itemRegularization: 0, epochs: 3000 }),
    );
    expect(result.objective).toBeLessThan(1e-3);
  });

  it("refuses initial factors that could not move", () => {
    expect(() => nmfModel.readOptions({ initialLow: 0, initialHigh: 0 })).toThrow(RangeError);
    expect(() => nmfModel.readOptions({ initialLow: 2, initialHigh: 1 })).toThrow(/above initialLow \(2\)/);
  });
});

it("a table that cannot fit is refused before anything is allocated, with the number of bytes", () => {
  const layout = createLayout(1024);
  planSweeps(layout, { users: 5_000_000, items: 100_000, interactions: 0 }, 512, 1);
  const attempt = () => trainingMemory(layout.end);
  expect(attempt).toThrow(KernelError);
  expect(attempt).toThrow(/training needs 10\d{9} bytes/);
});
