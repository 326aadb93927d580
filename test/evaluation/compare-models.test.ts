import { describe, expect, it } from "vitest";
import { compareModels, mainMetrics } from "../../src/evaluation/compare-models.ts";
import type { CandidateEvaluation } from "../../src/evaluation/evaluate-folds.ts";
import { createRandom } from "../../src/random.ts";

const USERS = 400;

/** A model's values by user on folds that all have the same users. */
function evaluationOf(model: string, metric: string, folds: readonly Float64Array[], counts?: Uint32Array) {
  const users = Uint32Array.from({ length: USERS }, (_, user) => user);
  return {
    model,
    options: {},
    folds: folds.map((values, fold) => ({
      ...{ model, fold: `fold ${fold}`, metrics: {}, users: USERS, usersWithoutTest: 0 },
      ...{ predictSeconds: 0, fitSeconds: 0, warnings: [] },
      perUser: { users, values: { [metric]: values }, testCounts: counts },
    })),
  } satisfies CandidateEvaluation;
}

const random = createRandom(1);
const noise = (mean: number): Float64Array =>
  Float64Array.from({ length: USERS }, () => mean + 0.1 * random.nextGaussian());

describe("a comparison of models", () => {
  const [good, fair, popular, chance] = [noise(0.5), noise(0.45), noise(0.3), noise(0.1)];
  const all = [
    evaluationOf("good", "ndcg@10", [good]),
    evaluationOf("fair", "ndcg@10", [fair]),
    evaluationOf("popularity", "ndcg@10", [popular]),
    evaluationOf("random", "ndcg@10", [chance]),
  ];

  it("sets every model beside the best baseline, and when asked the best model beside every other", async () => {
    const pairs = async (allWithBest: boolean) =>
      (await compareModels(all, { metrics: ["ndcg@10"], allWithBest, seed: 1 })).map(({ model, against }) => [
        model,
        against,
      ]);
    expect(await pairs(false)).toEqual([
      ["good", "popularity"],
      ["fair", "popularity"],
    ]);
    expect(await pairs(true)).toEqual([
      ["good", "popularity"],
      ["fair", "popularity"],
      ["good", "fair"],
    ]);
  });

  it("has the difference of the means inside an interval that leaves out zero where it is sure", async () => {
    const [first] = await compareModels(all, { metrics: ["ndcg@10"], seed: 1 });
    const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / USERS;
    expect(first?.difference).toBeCloseTo(mean(good) - mean(popular), 12);
    expect(first?.low).toBeGreaterThan(0);
    expect(first?.low).toBeLessThan(first?.difference ?? 0);
    expect(first?.high).toBeGreaterThan(first?.difference ?? 1);
    expect(first?.confidence).toBe(0.95);
  });

  it("takes a user of several folds for one: repeated folds make nothing surer", async () => {
    const [once] = await compareModels(all, { metrics: ["ndcg@10"], seed: 1 });
    const fourTimes = all.map(({ model, folds: [fold] }) => ({
      model,
      options: {},
      folds: fold ? [fold, fold, fold, fold] : [],
    }));
    const [repeated] = await compareModels(fourTimes, { metrics: ["ndcg@10"], seed: 1 });
    expect(repeated?.low).toBeCloseTo(once?.low ?? Number.NaN, 12);
    expect(repeated?.high).toBeCloseTo(once?.high ?? Number.NaN, 12);
  });

  it("takes the smaller error for the better and weighs users by their test interactions", async () => {
    const counts = Uint32Array.from({ length: USERS }, (_, user) => (user === 0 ? 1000 : 1));
    const errors = (first: number) => Float64Array.from({ length: USERS }, (_, user) => (user === 0 ? first : 1));
    const rated = [
      evaluationOf("model", "rmse", [errors(2)], counts),
      evaluationOf("global-mean", "rmse", [errors(1)], counts),
      evaluationOf("random", "rmse", [errors(3)], counts),
    ];
    const [comparison] = await compareModels(rated, { metrics: ["rmse"], seed: 1 });
    expect(comparison).toMatchObject({ model: "model", against: "global-mean" });
    const total = USERS - 1 + 1000;
    expect(comparison?.difference).toBeCloseTo(Math.sqrt((USERS - 1 + 4000) / total) - 1, 12);
  });

  it("leaves out models without the metric, and stops when asked to", async () => {
    expect(await compareModels(all, { metrics: ["rmse"], seed: 1 })).toEqual([]);
    const signal = AbortSignal.abort();
    const stopped = compareModels(all, { metrics: ["ndcg@10"], seed: 1, signal });
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
  });

  it("is about the errors of ratings and the first nDCG", () => {
    expect(mainMetrics(["rmse", "mae", "recall@5", "ndcg@5", "ndcg@10"])).toEqual(["rmse", "ndcg@5"]);
    expect(mainMetrics(["recall@5"])).toEqual([]);
  });
});
