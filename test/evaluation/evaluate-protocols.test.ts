import { describe, expect, it } from "vitest";
import { rowIndices } from "../../src/data/csr.ts";
import { type Interaction, interactionsFrom } from "../../src/data/interactions.ts";
import { type Fold, parseProtocol, split } from "../../src/data/splits.ts";
import { parseTransform } from "../../src/data/transforms.ts";
import { popularityBaseline, randomBaseline } from "../../src/evaluation/baselines.ts";
import { evaluateModel } from "../../src/evaluation/evaluate.ts";
import { evaluateFolds } from "../../src/evaluation/evaluate-folds.ts";
import { evaluateRatings } from "../../src/evaluation/evaluate-ratings.ts";
import { globalMeanBaseline } from "../../src/evaluation/rating-baselines.ts";
import type { Recommends } from "../../src/evaluation/recommends.ts";
import { createRandom } from "../../src/random.ts";

/** Sixty users of ten to twenty interactions with fifty items, dated, values 1 to 5. */
function sample(): Interaction[] {
  const random = createRandom(2);
  return Array.from({ length: 60 }, (_, user) => {
    const first = random.nextInteger(50);
    return Array.from({ length: 10 + random.nextInteger(11) }, (_, step) => ({
      userId: `u${user}`,
      itemId: `i${(first + 7 * step) % 50}`,
      value: 1 + random.nextInteger(5),
      timestamp: 1000 * user + step,
    }));
  }).flat();
}

const data = interactionsFrom(sample(), "explicit");

function onlyFold(protocol: string): Fold {
  const [fold] = split(data, parseProtocol(protocol), 3);
  if (!fold) throw new Error("expected a fold");
  return fold;
}

/** A baseline that writes down what histories it was shown. */
function watched(model: Recommends): { model: Recommends; histories: number[][] } {
  const histories: number[][] = [];
  const recommendBatch: Recommends["recommendBatch"] = (known, k) => {
    for (let row = 0; row < known.rowCount; row++) histories.push([...rowIndices(known, row)]);
    return model.recommendBatch(known, k);
  };
  return { model: { ...model, recommendBatch }, histories };
}

describe("an evaluation of users whom train does not have", () => {
  const fold = onlyFold("strong:0.3");

  it("shows the model the part of their history that is known, and asks about nobody else", async () => {
    // Falling scores: a user whose list ends in a tie is asked about again, to settle it.
    const { model, histories } = watched(randomBaseline(fold.train.itemIds.size, 0));
    const result = await evaluateModel(model, fold, [5]);
    const heldOut = new Set(fold.test.users);
    expect(result.users).toBe(heldOut.size);
    expect(histories.reduce((sum, known) => sum + known.length, 0)).toBe(fold.foldIn?.users.length);
    for (const known of histories) expect(known.length).toBeGreaterThan(0);
    expect(result.warnings.map(({ code }) => code)).not.toContain("unknown-test-users");
  });

  it("gives the same history to models that predict", async () => {
    const seen: number[] = [];
    const mean = globalMeanBaseline(fold.train);
    const predictBatch: typeof mean.predictBatch = (queries) => {
      seen.push(queries.histories.indices.length);
      return mean.predictBatch(queries);
    };
    await evaluateRatings({ ...mean, predictBatch }, fold, undefined);
    expect(seen.reduce((sum, length) => sum + length, 0)).toBe(fold.foldIn?.users.length);
  });
});

describe("an evaluation among drawn candidates", () => {
  const fold = onlyFold("negatives:9");

  it("ranks the test item among them alone, so that a list of ten always finds it", async () => {
    const { metrics } = await evaluateModel(popularityBaseline(fold.train), fold, [1, 10]);
    expect(metrics["recall@10"]).toBe(1);
    expect(metrics["recall@1"]).toBeLessThan(1);
  });

  it("finds a tenth by chance in the first place", async () => {
    const figures = await Promise.all(
      Array.from({ length: 40 }, async (_, seed) => {
        const { metrics } = await evaluateModel(randomBaseline(50, seed), fold, [1]);
        return metrics["recall@1"] ?? Number.NaN;
      }),
    );
    expect(figures.reduce((sum, figure) => sum + figure, 0) / figures.length).toBeCloseTo(0.1, 1);
  });

  it("warns that such figures mislead", async () => {
    const { warnings } = await evaluateModel(popularityBaseline(fold.train), fold, [1]);
    expect(warnings.map(({ code }) => code)).toContain("sampled-metrics");
    const full = await evaluateModel(popularityBaseline(fold.train), onlyFold("leave-last-out"), [1]);
    expect(full.warnings.map(({ code }) => code)).not.toContain("sampled-metrics");
  });

  it("measures AUC among the candidates", async () => {
    const { metrics } = await evaluateModel(randomBaseline(50, 1), fold, [1], { auc: true });
    expect(metrics.auc).toBeGreaterThan(0.4);
    expect(metrics.auc).toBeLessThan(0.6);
  });
});

describe("AUC over items", () => {
  it("is one where every test item comes first, one half by chance, and absent unless asked for", async () => {
    const fold = onlyFold("random:0.2");
    const testItems = new Map<string, number[]>();
    const histories = split(data, parseProtocol("random:0.2"), 3)[0]?.train;
    for (const [row, user] of fold.test.users.entries()) {
      testItems.set(`${user}`, [...(testItems.get(`${user}`) ?? []), fold.test.items[row] ?? 0]);
    }
    expect(histories?.users.length).toBe(fold.train.users.length);
    const users = [...new Set(fold.test.users)].sort((a, b) => a - b);
    let asked = 0;
    const knowing: Recommends = {
      kind: "knowing",
      recommendBatch: (known, k) => {
        const { items, scores } = randomBaseline(50, 1).recommendBatch(known, k);
        for (let row = 0; row < known.rowCount; row++) {
          const wanted = testItems.get(`${users[asked++]}`) ?? [];
          const others = [...items.subarray(row * k, (row + 1) * k)].filter((item) => !wanted.includes(item));
          items.set([...wanted, ...others], row * k);
          for (let rank = 0; rank < k; rank++) scores[row * k + rank] = k - rank;
        }
        return { k, items, scores };
      },
    };
    expect((await evaluateModel(knowing, fold, [5], { auc: true })).metrics.auc).toBe(1);
    const chance = await evaluateModel(randomBaseline(50, 4), fold, [5], { auc: true });
    expect(chance.metrics.auc).toBeCloseTo(0.5, 1);
    expect((await evaluateModel(randomBaseline(50, 4), fold, [5])).metrics.auc).toBeUndefined();
  });
});

describe("an evaluation of transformed values", () => {
  const folds = split(data, parseProtocol("kfold:2"), 1);
  const model = { model: "mean", options: {}, predicts: true, fit: globalMeanBaseline };

  it("fits and measures on the transformed scale, fold by fold", async () => {
    const plain = await evaluateFolds([model], folds, [5]);
    const centred = await evaluateFolds([model], folds, [5], { transforms: [parseTransform("centre")] });
    const rmse = (evaluations: typeof plain) => evaluations[0]?.folds.map(({ metrics }) => metrics.rmse ?? 0) ?? [];
    // A shift changes no error.
    for (const [at, error] of rmse(plain).entries()) expect(rmse(centred)[at]).toBeCloseTo(error, 6);
    const binary = await evaluateFolds([model], folds, [5], { transforms: [parseTransform("binarise:4")] });
    for (const error of rmse(binary)) expect(error).toBeCloseTo(0.5, 1);
  });

  it("carries the threshold over, so that the same interactions are liked", async () => {
    const options = { threshold: 4, transforms: [parseTransform("sigmoid:3,2")] };
    const [transformed] = await evaluateFolds([model], folds, [5], options);
    const [plain] = await evaluateFolds([model], folds, [5], { threshold: 4 });
    const liked = (evaluation: typeof plain) => {
      const { truePositives = 0, falseNegatives = 0 } = evaluation?.folds[0]?.confusion ?? {};
      return truePositives + falseNegatives;
    };
    expect(liked(plain)).toBe(folds[0]?.test.values.filter((value) => value >= 4).length);
    expect(liked(transformed)).toBe(liked(plain));
  });

  it("refuses a transform after which the liked cannot be told from the others", async () => {
    const options = { threshold: 4, transforms: [parseTransform("binarise:3")] };
    await expect(evaluateFolds([model], folds, [5], options)).rejects.toMatchObject({ code: "threshold-lost" });
  });

  it("compares a threshold that has no exact single-precision form as it was meant", async () => {
    const tenths = interactionsFrom(
      sample().map((row, at) => ({ ...row, value: at % 2 === 0 ? 3.3 : 3.2 })),
      "explicit",
    );
    const [evaluation] = await evaluateFolds([model], split(tenths, parseProtocol("random:0.5"), 1), [5], {
      threshold: 3.3,
    });
    const { truePositives = 0, falseNegatives = 0 } = evaluation?.folds[0]?.confusion ?? {};
    expect(truePositives + falseNegatives).toBeGreaterThan(100);
  });
});

describe("baselines beside predicted ratings", () => {
  const folds = [onlyFold("random:0.2")];
  const namesOf = async (predicts: boolean, threshold?: number) => {
    const model = { model: "mean", options: {}, predicts, fit: globalMeanBaseline };
    return (await evaluateFolds([model], folds, [5], { threshold })).map(({ model }) => model);
  };

  it("are there where something is predicted, and the constant decisions where something is decided", async () => {
    expect(await namesOf(false)).toEqual(["mean", "popularity", "random"]);
    expect(await namesOf(true)).toEqual(["mean", "popularity", "random", "global-mean"]);
    expect(await namesOf(true, 4)).toEqual([
      ...["mean", "popularity", "random", "global-mean", "everything", "nothing"],
    ]);
  });

  it("have the F1 of the base rate where everything is recommended, and none where nothing is", async () => {
    const evaluations = await evaluateFolds([], folds, [5], { threshold: 4 });
    const metricsOf = (name: string) => evaluations.find(({ model }) => model === name)?.folds[0]?.metrics ?? {};
    const values = folds[0]?.test.values ?? new Float32Array();
    const rate = values.filter((value) => value >= 4).length / values.length;
    expect(metricsOf("everything").f1).toBeCloseTo((2 * rate) / (1 + rate), 12);
    expect(metricsOf("everything").accuracy).toBeCloseTo(rate, 12);
    expect(metricsOf("nothing").accuracy).toBeCloseTo(1 - rate, 12);
    expect(metricsOf("nothing").recall).toBe(0);
    expect(metricsOf("everything").rmse).toBeUndefined();
  });

  it("recommend everything and nothing wherever the decision lies", async () => {
    for (const decideAt of [6, -2]) {
      const evaluations = await evaluateFolds([], folds, [5], { threshold: 4, decideAt });
      const countsOf = (name: string) => evaluations.find(({ model }) => model === name)?.folds[0]?.confusion;
      expect(countsOf("everything")).toMatchObject({ falseNegatives: 0, trueNegatives: 0 });
      expect(countsOf("nothing")).toMatchObject({ truePositives: 0, falsePositives: 0 });
    }
  });
});
