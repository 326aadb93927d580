import { describe, expect, it } from "vitest";
import type { Csr } from "../../src/data/csr.ts";
import { createCategoryColumn, emptyItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { KernelError, OptionsError, TrainingError } from "../../src/errors.ts";
import { createItemIndex } from "../../src/kernels/item-index.ts";
import { kernelModule, threadedKernelModule } from "../../src/kernels/module.node.ts";
import { type BprFactors, type Triple, tripleLoss } from "../../src/kernels/reference/bpr.ts";
import { bpr, learningRateOf } from "../../src/models/pairwise/bpr.ts";
import { itemFeatures } from "../../src/models/pairwise/features.ts";
import { BIAS_BARRIER, foldInPairwise } from "../../src/models/pairwise/pairwise-factors.ts";
import { type PairwiseFactors, trainBprFactors } from "../../src/models/pairwise/train-bpr-factors.ts";
import { fitFoldIn } from "../../src/models/pairwise/train-fold-in.ts";
import { trainWarpFactors, type WarpFeatures } from "../../src/models/pairwise/train-warp-factors.ts";
import { rankLosses, warp } from "../../src/models/pairwise/warp.ts";
import type { EpochReport, TrainingContext } from "../../src/training/context.ts";
import { randomTable } from "../training/tables.ts";
import { matrixOf } from "./fixtures.ts";

const TABLE = randomTable(60, 45, 0.15, 9);
const module = await threadedKernelModule();

type Given = Readonly<Record<string, unknown>>;
interface Trainer {
  readonly name: string;
  /** What lets it diverge, beside too high a rate. */
  readonly diverging: Given;
  train(table: Csr, given: Given, control?: Partial<TrainingContext>): Promise<PairwiseFactors>;
}

const TRAINERS: readonly Trainer[] = [
  {
    name: "BPR",
    diverging: {},
    train: (table, given, control) =>
      trainBprFactors(module, table, bpr.readOptions({ factors: 6, epochs: 12, ...given }), {
        seed: 1,
        threads: 1,
        ...control,
      }),
  },
  {
    name: "WARP",
    diverging: { learningRateSchedule: "constant" },
    train: (table, given, control) =>
      trainWarpFactors(module, table, warp.readOptions({ factors: 6, epochs: 12, ...given }), {
        seed: 1,
        threads: 1,
        ...control,
      }),
  },
];

describe.each(TRAINERS)("training by $name", ({ train, diverging }) => {
  it("lets the objective fall in every epoch, while there is much to learn", async () => {
    const reports: EpochReport[] = [];
    const { objective } = await train(TABLE, { epochs: 8 }, { onEpoch: (report) => void reports.push(report) });
    expect(reports.map(({ epoch, epochs }) => [epoch, epochs])).toEqual(reports.map((_, at) => [at + 1, 8]));
    expect(reports.at(-1)?.objective).toBe(objective);
    for (const [at, report] of reports.slice(1).entries()) {
      expect(report.objective).toBeLessThan(reports[at]!.objective);
    }
  });

  it("gives the same factors for the same seed, and others for another", async () => {
    const first = await train(TABLE, {});
    expect(await train(TABLE, {})).toEqual(first);
    expect((await train(TABLE, {}, { seed: 2, threads: 1 })).itemFactors).not.toEqual(first.itemFactors);
  });

  it("scores what a user has above what they do not have", async () => {
    const { factorCount, userFactors, itemFactors } = await train(TABLE, { epochs: 200 });
    let [above, pairs] = [0, 0];
    for (let user = 0; user < TABLE.rowCount; user++) {
      const own = new Set(TABLE.indices.subarray(TABLE.offsets[user], TABLE.offsets[user + 1]));
      const score = (item: number): number => {
        let sum = itemFactors[item * (factorCount + 1) + factorCount]!;
        for (let d = 0; d < factorCount; d++) {
          sum += userFactors[user * factorCount + d]! * itemFactors[item * (factorCount + 1) + d]!;
        }
        return sum;
      };
      for (const item of own) {
        for (let other = 0; other < TABLE.columnCount; other++) {
          if (own.has(other)) continue;
          pairs++;
          if (score(item) > score(other)) above++;
        }
      }
    }
    expect(above / pairs).toBeGreaterThan(0.9);
  });

  it("refuses a table without interactions", async () => {
    const failure = train(matrixOf(3, [[], []]), {});
    await expect(failure).rejects.toThrow(TrainingError);
    await expect(failure).rejects.toMatchObject({ code: "no-interactions" });
  });

  it("stops when it is told to, between two chunks", async () => {
    const abort = new AbortController();
    const failure = train(TABLE, { epochs: 1000 }, { signal: abort.signal, onEpoch: () => abort.abort("enough") });
    await expect(failure).rejects.toMatchObject({ code: "interrupted", cause: "enough" });
  });

  it("says that it diverged, and by which rate", async () => {
    // Steps of ten with a penalty of a hundred overshoot a thousandfold each.
    const failure = train(TABLE, { learningRate: 10, regularization: 100, ...diverging });
    await expect(failure).rejects.toMatchObject({ code: "diverged" });
    await expect(failure).rejects.toThrow("expected a learningRate that converges, got 10;");
  });

  it("says before it starts how much memory it lacks", async () => {
    const wide: Csr = { ...TABLE, columnCount: 3_000_000 };
    const failure = train(wide, { factors: 511 });
    await expect(failure).rejects.toThrow(KernelError);
    await expect(failure).rejects.toThrow(/needs \d{10,} bytes/);
  });
});

describe("BPR", () => {
  it("prints the objective of the factors that it returns, up to the sample", async () => {
    const penalties = {
      userRegularization: 0.02,
      itemRegularization: 0.03,
      negativeRegularization: 0.04,
      biasRegularization: 0.05,
    };
    const trained = await trainBprFactors(module, TABLE, bpr.readOptions({ factors: 5, epochs: 20, ...penalties }), {
      seed: 4,
      threads: 1,
    });
    const width = trained.factorCount + 1;
    const factors: BprFactors = {
      factorCount: 5,
      users: Float64Array.from(trained.userFactors),
      items: Float64Array.from(trained.itemFactors.filter((_, at) => at % width !== 5)),
      biases: Float64Array.from(trained.itemFactors.filter((_, at) => at % width === 5)),
    };
    // The expectation over all triples, exactly: (u, i) evenly, then j evenly among what u does not have.
    let total = 0;
    for (let user = 0; user < TABLE.rowCount; user++) {
      const own = [...TABLE.indices.subarray(TABLE.offsets[user], TABLE.offsets[user + 1])];
      const others = [...Array(TABLE.columnCount).keys()].filter((item) => !own.includes(item));
      for (const item of own) {
        const losses = others.map((other) => tripleLoss(factors, [user, item, other] satisfies Triple, penalties));
        total += losses.reduce((sum, loss) => sum + loss, 0) / others.length;
      }
    }
    // 20,000 triples: the standard error is below a hundredth.
    expect(Math.abs(trained.objective / (total / TABLE.indices.length) - 1)).toBeLessThan(0.02);
  });

  it("has nothing to learn from users who have everything", async () => {
    const failure = trainBprFactors(module, matrixOf(2, [[0, 1]]), bpr.readOptions({}), { seed: 1, threads: 1 });
    await expect(failure).rejects.toMatchObject({ code: "no-negatives" });
  });

  it("takes one regularization for all that is not given", () => {
    expect(bpr.readOptions({ regularization: 0.5, itemRegularization: 0.25 })).toMatchObject({
      userRegularization: 0.5,
      itemRegularization: 0.25,
      negativeRegularization: 0.5,
    });
    expect(() => bpr.readOptions({ factor: 3 })).toThrow(OptionsError);
    expect(() => bpr.readOptions({ factors: 512 })).toThrow(RangeError);
  });

  it("lets the rate fall evenly or leaves it", () => {
    const rates = (learningRateSchedule: "linear" | "constant") =>
      [1, 2, 3, 4].map((epoch) => learningRateOf({ learningRate: 1, epochs: 4, learningRateSchedule }, epoch));
    expect(rates("linear")).toEqual([1, 0.75, 0.5, 0.25]);
    expect(rates("constant")).toEqual([1, 1, 1, 1]);
  });
});

describe("WARP", () => {
  const identity = (count: number): Csr =>
    matrixOf(
      count,
      Array.from({ length: count }, (_, row) => [row]),
    );
  const train = (features: WarpFeatures) =>
    trainWarpFactors(module, TABLE, warp.readOptions({ factors: 4, epochs: 5 }), { seed: 3, threads: 1 }, features);

  it("with every row its own feature does what it does without features", async () => {
    const plain = await train({});
    expect(await train({ items: identity(45) })).toEqual(plain);
    expect(await train({ items: identity(45), users: identity(60) })).toEqual(plain);
  });

  it("gives items of the same features the same factors, and users too", async () => {
    const items = matrixOf(
      2,
      Array.from({ length: 45 }, (_, item) => [item % 2]),
    );
    const users = matrixOf(
      3,
      Array.from({ length: 60 }, (_, user) => [user % 3]),
    );
    const { itemFactors, userFactors } = await train({ items, users });
    expect(itemFactors.subarray(0, 5)).toEqual(itemFactors.subarray(10, 15));
    expect(itemFactors.subarray(0, 5)).not.toEqual(itemFactors.subarray(5, 10));
    expect(userFactors.subarray(0, 4)).toEqual(userFactors.subarray(12, 16));
  });

  it("refuses features of another number of rows, or without a value", async () => {
    await expect(train({ items: identity(44) })).rejects.toThrow("itemFeatures rows: expected 45 elements, got 44");
    const users = { ...identity(60), values: new Float32Array(60).fill(Number.NaN) };
    await expect(train({ users })).rejects.toThrow("userFeatures: expected finite values");
  });

  it("weighs an item that the first draw finds by the logarithm of the catalogue", () => {
    const losses = rankLosses(101, 3);
    expect([...losses]).toEqual([100, 50, 33].map((rank) => Math.fround(Math.log(rank))));
    expect([...rankLosses(3, 4)]).toEqual([Math.fround(Math.log(2)), 0, 0, 0]);
    expect(rankLosses(1_000_000, 1)[0]).toBe(10);
  });
});

describe("features of items", () => {
  const items = {
    ...emptyItemTable(createVocabulary(["a", "b", "c"])),
    categories: new Map([
      ["tags", createCategoryColumn([["x", "y"], [], ["y"]])],
      ["creator", createCategoryColumn([["p"], ["q"], []])],
    ]),
  };
  const rows = (choice: string) => {
    const features = itemFeatures(items, choice);
    if (features === undefined) throw new Error("expected features");
    const { offsets, indices, values } = features;
    return [0, 1, 2].map((item) =>
      [...indices.subarray(offsets[item], offsets[item + 1])].map((feature, at) => [
        feature,
        values[offsets[item]! + at],
      ]),
    );
  };

  it("are the item itself, and its values, which share the weight of one", () => {
    const third = Math.fround(1 / 3);
    expect(rows("all")).toEqual([
      [[0, 1], ...[3, 4, 5].map((feature) => [feature, third])],
      [
        [1, 1],
        [6, 1],
      ],
      [
        [2, 1],
        [4, 1],
      ],
    ]);
    expect(rows("creator")[2]).toEqual([[2, 1]]);
    expect(itemFeatures(items, "none")).toBeUndefined();
  });

  it("must exist", () => {
    expect(() => itemFeatures(items, "tag")).toThrow("the items have no column tag; they have tags, creator");
    expect(() => itemFeatures(emptyItemTable(createVocabulary(["a"])), "all")).toThrow("--items");
  });
});

describe("the constants of fold-in", () => {
  it("bring folded-in users back to those that followed the rule already", async () => {
    const serving = await kernelModule();
    const trained = await trainBprFactors(module, TABLE, bpr.readOptions({ factors: 4, epochs: 30 }), {
      seed: 2,
      threads: 1,
    });
    const constants = { foldInWeight: 0.2 * 10, foldInRegularization: 0.05, biasLane: 1 };
    const first = fitFoldIn(serving, trained, TABLE);
    expect(first.explained).toBeGreaterThan(0.3);
    expect(first.explained).toBeLessThan(1);
    // Users who are made by the rule, and then three times as long: the fit must find them, and the scale.
    const index = createItemIndex(serving, {
      ...{ itemCount: 45, factorCount: 5, gram: first.gram },
      factors: { precision: "f32", values: trained.itemFactors },
    });
    const userFactors = trained.userFactors.slice();
    for (let user = 0; user < TABLE.rowCount; user++) {
      const history = TABLE.indices.subarray(TABLE.offsets[user], TABLE.offsets[user + 1]);
      const folded = foldInPairwise(index, constants, history);
      for (let d = 0; d < 4; d++) userFactors[user * 4 + d] = 3 * folded[d]!;
    }
    const found = fitFoldIn(serving, { ...trained, userFactors }, TABLE);
    expect(found.explained).toBeGreaterThan(0.995);
    const scale = trained.itemFactors[4]! / (found.constants.biasLane * found.itemFactors[4]!);
    const row = foldInPairwise(index, found.constants, TABLE.indices.subarray(0, TABLE.offsets[1]));
    const wanted = userFactors.subarray(0, 4);
    const apart = wanted.map((value, d) => value - scale * row[d]!);
    expect(Math.hypot(...apart) / Math.hypot(...wanted)).toBeLessThan(0.15);
  });

  it("stay where equations have solutions, also with a single user to look at", async () => {
    const lone = matrixOf(5, [[0, 1, 2, 3]]);
    const trained = await trainBprFactors(module, lone, bpr.readOptions({}), { seed: 42, threads: 1 });
    const { constants, itemFactors, gram } = fitFoldIn(await kernelModule(), trained, lone);
    const index = createItemIndex(await kernelModule(), {
      ...{ itemCount: 5, factorCount: 65, gram },
      factors: { precision: "f32", values: itemFactors },
    });
    for (const history of [Uint32Array.of(0), Uint32Array.of(4), Uint32Array.of(0, 1, 2, 3, 4)]) {
      expect(foldInPairwise(index, constants, history).every(Number.isFinite)).toBe(true);
    }
  });

  it("make biases as large as factors, and change no score by that", async () => {
    const trained = await trainBprFactors(module, TABLE, bpr.readOptions({ factors: 4, epochs: 30 }), {
      seed: 2,
      threads: 1,
    });
    const { itemFactors, constants } = fitFoldIn(await kernelModule(), trained, TABLE);
    const rows = Array.from({ length: 45 }, (_, item) => itemFactors.subarray(item * 5, item * 5 + 5));
    const largest = rows.map((row) => Math.max(...row.subarray(0, 4).map(Math.abs)));
    const biases = rows.map((row) => Math.abs(row[4]!));
    const mean = largest.reduce((sum, value) => sum + value, 0) / 45;
    expect(Math.max(...biases) / mean).toBeCloseTo(1, 5);
    // ℓ · bᵢ/(s·ℓ) is the trained bias over one and the same s for all items.
    const scales = rows.map((row, item) => trained.itemFactors[item * 5 + 4]! / (constants.biasLane * row[4]!));
    for (const scale of scales) expect(scale / scales[0]!).toBeCloseTo(1, 5);
  });

  it("keep the bias out of the solution, and its partner as it was told", async () => {
    const gram = new Float32Array(9);
    gram.set([1, 0, 0, 0, 1, 0, 0, 0, BIAS_BARRIER]);
    const index = createItemIndex(await kernelModule(), {
      ...{ itemCount: 2, factorCount: 3, gram },
      factors: { precision: "f32", values: Float32Array.of(1, 0, 1000, 0, 2, -1000) },
    });
    // (I + yyᵀ + I) x = y with κ = √n = 1: x = 1/3 of the unit vector, whatever the bias.
    const x = foldInPairwise(index, { foldInWeight: 1, foldInRegularization: 1, biasLane: 2.5 }, Uint32Array.of(0));
    expect(x[0]).toBeCloseTo(1 / 3, 6);
    expect([...x.subarray(1)]).toEqual([0, 2.5]);
  });
});
