import { describe, expect, it } from "vitest";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { givenFold } from "../../src/data/splits.ts";
import { popularityBaseline } from "../../src/evaluation/baselines.ts";
import { compareModels } from "../../src/evaluation/compare-models.ts";
import { evaluateModel } from "../../src/evaluation/evaluate.ts";
import { evaluateFolds } from "../../src/evaluation/evaluate-folds.ts";
import { evaluateRatings } from "../../src/evaluation/evaluate-ratings.ts";
import { modelWarnings } from "../../src/evaluation/model-warnings.ts";
import { constantBaseline } from "../../src/evaluation/rating-baselines.ts";
import type { Recommends } from "../../src/evaluation/recommends.ts";
import type { ReportResult } from "../../src/evaluation/report.ts";
import { foldOf, playback } from "./playback.ts";

const result = (model: string, metrics: ReportResult["metrics"]): ReportResult => {
  return { model, options: {}, metrics, timings: { fitSeconds: 0, predictSeconds: 0 }, folds: [] };
};
const codes = (own: ReportResult, other: ReportResult) => modelWarnings(own, [own, other]).map(({ code }) => code);

describe("an evaluation, where it is easily wrong in silence", () => {
  it("leaves a test item that the user has already out of the AUC, which no model may rank", async () => {
    const fold = foldOf(4, [{ train: [0], test: [0, 1] }]);
    const { recommendBatch, kind } = playback([[0]], [[1, 2, 3]]);
    const level: Recommends = {
      kind,
      recommendBatch: (histories, k) => {
        const ranked = recommendBatch(histories, k);
        return { ...ranked, scores: ranked.scores.fill(0) };
      },
    };
    const { metrics } = await evaluateModel(level, fold, [1], { auc: true });
    // All scores are equal: one half, of the one test item that can be ranked against two others.
    expect(metrics.auc).toBe(0.5);
  });

  it("measures diversity on every second of 10,001 users, evenly spaced", async () => {
    const fold = foldOf(
      5,
      Array.from({ length: 10_001 }, () => ({ train: [0], test: [1] })),
    );
    const { perUser } = await evaluateModel(popularityBaseline(fold.train), fold, [2]);
    const measured = perUser.values["diversity@2"]?.filter((value) => !Number.isNaN(value));
    expect(measured?.length).toBe(5001);
  });

  it.each([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN])(
    "refuses %s as a predicted rating",
    async (value) => {
      const table = interactionsFrom([{ userId: "a", itemId: "x", value: 3 }], "explicit");
      const measuring = evaluateRatings(constantBaseline("broken", value), givenFold(table, table), undefined);
      await expect(measuring).rejects.toMatchObject({ code: "malformed-prediction" });
    },
  );

  it("sets the mean beside decisions also where no candidate predicts ratings", async () => {
    const table = interactionsFrom(
      [1, 5].map((value) => ({ userId: "a", itemId: `x${value}`, value })),
      "explicit",
    );
    const evaluations = await evaluateFolds([], [givenFold(table, table)], [1], { threshold: 3 });
    expect(evaluations.map(({ model }) => model)).toEqual([
      "popularity",
      "random",
      "global-mean",
      "everything",
      "nothing",
    ]);
  });

  it("says of a model with exactly the error of the mean that it adds nothing", () => {
    expect(codes(result("m", { rmse: 1 }), result("global-mean", { rmse: 1 }))).toEqual(["no-better-than-baseline"]);
    expect(codes(result("m", { rmse: 0.9999 }), result("global-mean", { rmse: 1 }))).toEqual([]);
  });

  it("calls figures equal only where they are printed alike", () => {
    expect(codes(result("m", { f1: 0.7116 }), result("everything", { f1: 0.7117 }))).toEqual([]);
    expect(codes(result("m", { f1: 0.71163 }), result("everything", { f1: 0.71165 }))).toEqual(["equals-trivial"]);
  });

  it.each([6, -2])("keeps everything and nothing what they say when a model decides at %s", async (decideAt) => {
    const table = interactionsFrom(
      [1, 5].map((value) => ({ userId: "a", itemId: `x${value}`, value })),
      "explicit",
    );
    const evaluations = await evaluateFolds([], [givenFold(table, table)], [1], { threshold: 3, decideAt });
    const of = (name: string) => evaluations.find(({ model }) => model === name)?.folds[0]?.confusion;
    expect(of("everything")).toMatchObject({ falseNegatives: 0, trueNegatives: 0 });
    expect(of("nothing")).toMatchObject({ truePositives: 0, falsePositives: 0 });
  });

  it("sets the best model beside every other one also where a baseline is better than all of them", async () => {
    const users = Uint32Array.from({ length: 50 }, (_, user) => user);
    const evaluationOf = (model: string, level: number) => ({
      ...{ model, options: {} },
      folds: [
        {
          ...{ model, fold: "fold", metrics: {}, users: 50, usersWithoutTest: 0, predictSeconds: 0, fitSeconds: 0 },
          ...{
            warnings: [],
            perUser: { users, values: { "ndcg@10": new Float64Array(50).fill(level) }, testCounts: undefined },
          },
        },
      ],
    });
    const all = [evaluationOf("good", 0.3), evaluationOf("fair", 0.2), evaluationOf("popularity", 0.4)];
    const compared = await compareModels(all, { metrics: ["ndcg@10"], allWithBest: true, seed: 1 });
    expect(compared.map(({ model, against }) => [model, against])).toEqual([
      ["good", "popularity"],
      ["fair", "popularity"],
      ["good", "fair"],
    ]);
  });

  it("warns of lists that hold the whole catalogue, and only of those", async () => {
    const fold = foldOf(4, [{ train: [0], test: [1] }]);
    const codesAt = async (k: number) =>
      (await evaluateModel(popularityBaseline(fold.train), fold, [k])).warnings.map(({ code }) => code);
    expect(await codesAt(3)).toContain("list-covers-catalogue");
    expect(await codesAt(2)).not.toContain("list-covers-catalogue");
  });
});
