import { describe, expect, it } from "vitest";
import type { Csr } from "../../src/data/csr.ts";
import { TrainingError } from "../../src/errors.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { type ImplicitAlsOptions, implicitAlsOptions } from "../../src/models/implicit-als/implicit-als.ts";
import { type AlsFactors, trainAlsFactors } from "../../src/models/implicit-als/train-als-factors.ts";
import { trainImplicitAls } from "../../src/models/implicit-als/train-implicit-als.ts";
import { trainModel } from "../../src/models/train-model.ts";
import type { EpochReport, TrainingContext } from "../../src/training/context.ts";
import { randomTable } from "../training/tables.ts";
import { type Factors, gradient, objective } from "./als-objective.ts";
import { dataOf, trainOn } from "./train.ts";

const SMALL = randomTable(23, 17, 0.25, 5);
/** More than one block of rows and of Gram parts on both sides. */
const LARGE = randomTable(300, 210, 0.05, 6);

async function train(
  table: Csr,
  given: Partial<ImplicitAlsOptions>,
  context: Partial<TrainingContext> = {},
  initialItemFactors?: Float32Array,
) {
  const unobserved = given.objective === "hkv" ? {} : { unobservedWeight: 0.2 };
  const options = implicitAlsOptions({ factors: 6, regularization: 0.05, ...unobserved, epochs: 4, ...given });
  const reports: EpochReport[] = [];
  const onEpoch = (report: EpochReport): void => void reports.push(report);
  const module = await threadedKernelModule();
  const result = await trainAlsFactors(
    module,
    table,
    options,
    { seed: 1, threads: 1, onEpoch, ...context },
    initialItemFactors,
  );
  const factors: Factors = {
    users: Float64Array.from(result.userFactors),
    items: Float64Array.from(result.itemFactors),
  };
  return { options, result, factors, reports };
}

const length = (values: Float64Array) => Math.hypot(...values);

/** The scores of every user of SMALL for every item. */
function scores({ userFactors, itemFactors }: Pick<AlsFactors, "userFactors" | "itemFactors">): Float64Array {
  const factorCount = userFactors.length / SMALL.rowCount;
  return Float64Array.from({ length: SMALL.rowCount * SMALL.columnCount }, (_, pair) => {
    const [user, item] = [Math.floor(pair / SMALL.columnCount), pair % SMALL.columnCount];
    let sum = 0;
    for (let factor = 0; factor < factorCount; factor++) {
      sum += userFactors[user * factorCount + factor]! * itemFactors[item * factorCount + factor]!;
    }
    return sum;
  });
}

describe("the reference objective of these tests", () => {
  /** One user with the first of two items. */
  const table: Csr = {
    rowCount: 1,
    columnCount: 2,
    offsets: Uint32Array.of(0, 1),
    indices: Uint32Array.of(0),
    values: Float32Array.of(3),
  };

  it("has the value worked out by hand for one user, two items and one factor", () => {
    const options = implicitAlsOptions({
      factors: 1,
      unobservedWeight: 0.5,
      regularization: 0.25,
      weighting: "linear",
    });
    const factors = { users: Float64Array.of(2), items: Float64Array.of(1, 3) };
    // w = 1 + 3; pair (0, 0): 4·(2 − 1)² + 0.5·2²; pair (0, 1): 0.5·6²; n_u = 1 + 0.5·2, n_0 = 1 + 0.5, n_1 = 0.5
    const expected = 4 + 2 + 18 + 0.25 * (2 * 4 + 1.5 * 1 + 0.5 * 9);
    expect(objective(table, options, factors)).toBeCloseTo(expected, 12);
  });

  it("has the value worked out by hand for hkv, with the whole confidence on the observed pair", () => {
    const given = { objective: "hkv", confidence: 2, confidenceOffset: 0.5, regularization: 0.25, weighting: "linear" };
    const options = implicitAlsOptions({ factors: 1, ...given });
    const factors = { users: Float64Array.of(2), items: Float64Array.of(1, 3) };
    // C = 0.5 + 2·3; pair (0, 0): 6.5·(2 − 1)²; pair (0, 1): 6²; n_u = n_0 = 1, n_1 = 0
    expect(objective(table, options, factors)).toBeCloseTo(6.5 + 36 + 0.25 * (4 + 1), 12);
  });

  it.each(["ials", "hkv"])("has the derivatives that finite differences give (%s)", (name) => {
    const options = implicitAlsOptions({
      ...{ factors: 3, weighting: "log", regularizationExponent: 0.5 },
      objective: name,
    });
    const table = randomTable(5, 4, 0.5, 2);
    const factors = {
      users: Float64Array.from({ length: 15 }, (_, at) => Math.sin(at + 1)),
      items: Float64Array.from({ length: 12 }, (_, at) => Math.cos(3 * at)),
    };
    const analytic = gradient(table, options, factors);
    for (const side of ["users", "items"] as const) {
      for (const [at, value] of factors[side].entries()) {
        const shifted = (step: number) =>
          objective(table, options, { ...factors, [side]: factors[side].with(at, value + step) });
        expect(analytic[side][at]).toBeCloseTo((shifted(1e-5) - shifted(-1e-5)) / 2e-5, 5);
      }
    }
  });
});

const VARIANTS = (["ials", "hkv"] as const).flatMap((name) =>
  [0, 0.5, 1].flatMap((regularizationExponent) =>
    (["binary", "linear", "log"] as const).map((weighting) => ({
      ...{ objective: name, regularizationExponent, weighting, confidence: 0.7 },
      // Below 1 for binary alone: 0.3 + 0.7 is the least confidence that there may be.
      ...(name === "hkv" ? { confidenceOffset: weighting === "binary" ? 0.3 : 1 } : {}),
    })),
  ),
);

describe.each(VARIANTS)("training $objective with ν = $regularizationExponent, weighting = $weighting", (variant) => {
  it.each(["cholesky", "cg", "block"] as const)("prints the objective of the returned factors (%s)", async (solver) => {
    const { options, result, factors, reports } = await train(SMALL, { ...variant, solver, blockSize: 4 });
    const exact = objective(SMALL, options, factors);
    expect(Math.abs(result.objective / exact - 1)).toBeLessThan(1e-5);
    expect(reports.at(-1)?.objective).toBe(result.objective);
  });

  it.each(["cholesky", "block"] as const)("lets the objective fall in every epoch (%s)", async (solver) => {
    const { reports } = await train(SMALL, { ...variant, solver, blockSize: 4, epochs: 8 });
    expect(reports.map(({ epoch, epochs }) => [epoch, epochs])).toEqual(reports.map((_, at) => [at + 1, 8]));
    for (const [at, { objective: value }] of reports.slice(1).entries()) {
      expect(value).toBeLessThan(reports[at]!.objective);
    }
  });

  it("ends where the gradient vanishes for users and items", async () => {
    const start = await train(SMALL, { ...variant, epochs: 1 });
    const end = await train(SMALL, { ...variant, epochs: 600 });
    const before = gradient(SMALL, start.options, start.factors);
    const after = gradient(SMALL, end.options, end.factors);
    // The last sweep solves the items, so only the users' gradient of the first epoch has any length.
    const scale = length(before.users);
    expect(length(after.users)).toBeLessThan(1e-4 * scale);
    expect(length(after.items)).toBeLessThan(1e-4 * scale);
  });
});

describe("training", () => {
  it.each(["cholesky", "cg", "block"] as const)(
    "gives identical bytes with 1, 2 and 3 threads (%s)",
    async (solver) => {
      const [one, two, three] = [1, 2, 3].map((threads) =>
        train(LARGE, { solver, blockSize: 4, epochs: 3 }, { threads }),
      );
      const expected = (await one)?.result;
      expect((await two)?.result).toEqual(expected);
      expect((await three)?.result).toEqual(expected);
    },
  );

  it("gives other factors for another seed", async () => {
    const { result } = await train(SMALL, {});
    expect((await train(SMALL, {}, { seed: 2 })).result.itemFactors).not.toEqual(result.itemFactors);
  });

  it("goes on from given item factors as if it had never stopped", async () => {
    const whole = await train(LARGE, { epochs: 5 });
    const { result } = await train(LARGE, { epochs: 3 });
    const rest = await train(LARGE, { epochs: 2 }, { seed: 99 }, result.itemFactors);
    expect(rest.result).toEqual(whole.result);
  });

  it("refuses item factors of another shape", async () => {
    await expect(train(SMALL, {}, {}, new Float32Array(5))).rejects.toThrow(
      "initialItemFactors: expected 102 elements, got 5",
    );
  });

  it("returns α₀·YᵀY of the returned item factors", async () => {
    const { result, options, factors } = await train(SMALL, { factors: 3 });
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 3; column++) {
        let sum = 0;
        for (let item = 0; item < 17; item++) sum += factors.items[item * 3 + row]! * factors.items[item * 3 + column]!;
        expect(result.gram[row * 3 + column]).toBeCloseTo(options.unobservedWeight * sum, 5);
      }
    }
  });

  it("gives zero factors to users and items without interactions", async () => {
    const columns = Uint32Array.of(0, 2, 2);
    const table: Csr = {
      rowCount: 3,
      columnCount: 4,
      offsets: Uint32Array.of(0, 2, 2, 3),
      indices: columns,
      values: new Float32Array(3).fill(1),
    };
    const { result } = await train(table, { factors: 2 });
    expect([...result.userFactors.subarray(2, 4)]).toEqual([0, 0]);
    expect([...result.itemFactors.subarray(2, 4), ...result.itemFactors.subarray(6)]).toEqual([0, 0, 0, 0]);
    expect(result.itemFactors[0]).not.toBe(0);
  });

  it("reaches nearly the same objective with conjugate gradients as with Cholesky", async () => {
    const exact = await train(LARGE, { epochs: 10 });
    const approximate = await train(LARGE, { epochs: 10, solver: "cg", cgSteps: 6 });
    expect(Math.abs(approximate.result.objective / exact.result.objective - 1)).toBeLessThan(0.01);
  });
});

describe("a fit with the options of a manifest", () => {
  it.each([{}, { objective: "hkv", confidence: 4 }])("is the fit that they were written by: %j", async (given) => {
    const training = { options: { factors: 4, epochs: 2, ...given }, feedback: "implicit" } as const;
    const { fitted } = await trainOn(trainImplicitAls, SMALL, training);
    const context = { seed: 1, threads: 1 };
    const again = await trainModel(trainImplicitAls, dataOf(SMALL, "implicit"), fitted.options, context);
    expect(again).toEqual(fitted);
  });
});

describe("the solvers that go on from the present value", () => {
  it.each([
    { solver: "block", blockSize: 4 },
    { solver: "cg", cgSteps: 3 },
  ] as const)("stay where Cholesky has come to rest ($solver)", async (given) => {
    const rest = await train(SMALL, { epochs: 600 });
    // Users begin at zero, and so the first epochs move away from the fixed point and come back to it.
    const { result } = await train(SMALL, { ...given, epochs: 400 }, {}, rest.result.itemFactors);
    expect(Math.abs(result.objective / rest.result.objective - 1)).toBeLessThan(1e-6);
    // Factors may turn while scores stay, so scores are compared.
    const expected = scores(rest.result);
    const moved = length(scores(result).map((value, at) => value - expected[at]!));
    expect(moved).toBeLessThan(1e-3 * length(expected));
  });
});

describe("training by blocks", () => {
  it("with one block for all factors is training by Cholesky, up to rounding", async () => {
    const exact = await train(LARGE, { epochs: 5 });
    const { result } = await train(LARGE, { epochs: 5, solver: "block", blockSize: 6 });
    expect(Math.abs(result.objective / exact.result.objective - 1)).toBeLessThan(1e-6);
  });

  it("ends where the gradient vanishes for users and items", async () => {
    const start = await train(SMALL, { epochs: 1 });
    const end = await train(SMALL, { epochs: 1500, solver: "block", blockSize: 4 });
    const before = length(gradient(SMALL, start.options, start.factors).users);
    const after = gradient(SMALL, end.options, end.factors);
    expect(length(after.users)).toBeLessThan(1e-4 * before);
    expect(length(after.items)).toBeLessThan(1e-4 * before);
  });
});

describe("training that cannot go on", () => {
  const codeOf = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(TrainingError);
    return (error as TrainingError).code;
  };

  it("refuses data without an interaction", async () => {
    const empty = { ...SMALL, offsets: new Uint32Array(24), indices: new Uint32Array(0), values: new Float32Array(0) };
    expect(await codeOf(train(empty, {}))).toBe("no-interactions");
  });

  it.each([0, 65, 1.5])("refuses %s threads", async (threads) => {
    await expect(train(SMALL, {}, { threads })).rejects.toThrow(RangeError);
  });

  it.each([1, 2])("stops within the epoch when it is interrupted (%s threads)", async (threads) => {
    const controller = new AbortController();
    let epochs = 0;
    const onEpoch = () => {
      epochs++;
      if (epochs === 2) controller.abort();
    };
    expect(await codeOf(train(SMALL, { epochs: 50 }, { threads, onEpoch, signal: controller.signal }))).toBe(
      "interrupted",
    );
    expect(epochs).toBe(2);
  });

  it("sees an interruption that comes from outside while one thread is at work", async () => {
    const signal = AbortSignal.timeout(20);
    expect(await codeOf(train(LARGE, { epochs: 10_000 }, { signal }))).toBe("interrupted");
  });

  it("does not begin when it was interrupted before", async () => {
    expect(await codeOf(train(SMALL, {}, { signal: AbortSignal.abort() }))).toBe("interrupted");
  });

  it("says that equations without regularisation have no unique solution", async () => {
    const single = randomTable(1, 1, 1, 1);
    expect(await codeOf(train(single, { factors: 8, regularization: 0 }))).toBe("singular");
    expect(await codeOf(train(randomTable(4, 3, 0.6, 1), { factors: 16, regularization: 0 }))).toBe("singular");
  });

  it("says that the objective is not finite", async () => {
    const initialItemFactors = new Float32Array(17 * 6).fill(1e30);
    const code = await codeOf(train(SMALL, { solver: "cg" }, {}, initialItemFactors));
    expect(code).toBe("diverged");
  });

  it("passes on what a listener throws", async () => {
    const onEpoch = () => {
      throw new Error("full disk");
    };
    await expect(train(SMALL, {}, { threads: 2, onEpoch })).rejects.toThrow("full disk");
  });
});
