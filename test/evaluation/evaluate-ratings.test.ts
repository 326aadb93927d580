import { describe, expect, it } from "vitest";
import { type Interaction, interactionsFrom } from "../../src/data/interactions.ts";
import { type Fold, givenFold } from "../../src/data/splits.ts";
import { evaluateFitted } from "../../src/evaluation/evaluate-fitted.ts";
import { evaluateRatings } from "../../src/evaluation/evaluate-ratings.ts";
import type { Predicts } from "../../src/evaluation/predicts.ts";
import type { RatingQueries } from "../../src/models/model.ts";
import { playback } from "./playback.ts";

const row = (userId: string, itemId: string, value: number): Interaction => ({ userId, itemId, value });

const train = [row("a", "x", 4), row("b", "x", 2), row("b", "y", 3), row("c", "z", 5)];
const test = [row("a", "y", 5), row("a", "z", 1), row("c", "x", 3)];
const fold: Fold = givenFold(interactionsFrom(train, "explicit"), interactionsFrom(test, "explicit"));

/** Predicts from a table of pairs; remembers what it was asked. */
function oracle(ratings: Readonly<Record<string, number>>): Predicts & { readonly asked: RatingQueries[] } {
  const asked: RatingQueries[] = [];
  const { userIds, itemIds } = fold.train;
  return {
    kind: "oracle",
    asked,
    predictBatch: (queries) => {
      asked.push(queries);
      return Float64Array.from(queries.wanted.indices, (item, entry) => {
        const place = queries.wanted.offsets.findIndex((offset) => offset > entry) - 1;
        const user = userIds.ids[queries.users[place] ?? 0];
        return ratings[`${user}${itemIds.ids[item]}`] ?? Number.NaN;
      });
    },
  };
}

// Errors: a–y 1, a–z 2, c–x 0.
const predictions = { ay: 4, az: 3, cx: 3 };

describe("an evaluation of predicted ratings", () => {
  it("counts every test interaction once", async () => {
    const { metrics, users, usersWithoutTest, perUser } = await evaluateRatings(oracle(predictions), fold, undefined);
    expect(metrics.rmse).toBeCloseTo(Math.sqrt((1 + 4 + 0) / 3), 12);
    expect(metrics.mae).toBeCloseTo(1, 12);
    expect([users, usersWithoutTest]).toEqual([2, 1]);
    expect([...(perUser.testCounts ?? [])]).toEqual([2, 1]);
    expect(perUser.values.rmse?.[0]).toBeCloseTo(Math.sqrt(2.5), 12);
    expect([...(perUser.values.mae ?? [])]).toEqual([1.5, 0]);
    expect(Object.keys(metrics)).toEqual(["rmse", "mae"]);
  });

  it("gives the model user, history and pairs, in batches that do not change the figures", async () => {
    const model = oracle(predictions);
    const inOnes = await evaluateRatings(model, fold, { liked: 4 }, { batchSize: 1 });
    const { userIds, itemIds } = fold.train;
    const seen = model.asked.map(({ users, histories, wanted }) => ({
      user: userIds.ids[users[0] ?? 0],
      history: Array.from(histories.indices, (item, at) => [itemIds.ids[item], histories.values[at]]),
      wanted: Array.from(wanted.indices, (item) => itemIds.ids[item]),
    }));
    expect(seen).toEqual([
      { user: "a", history: [["x", 4]], wanted: ["y", "z"] },
      { user: "c", history: [["z", 5]], wanted: ["x"] },
    ]);
    const atOnce = await evaluateRatings(oracle(predictions), fold, { liked: 4 });
    expect({ ...inOnes, predictSeconds: 0 }).toEqual({ ...atOnce, predictSeconds: 0 });
  });

  it("decides at the threshold, which itself counts as liked", async () => {
    const { confusion, metrics } = await evaluateRatings(oracle(predictions), fold, { liked: 3 });
    // Liked: a–y 5, c–x 3; decided for: all three.
    expect(confusion).toEqual({ truePositives: 2, falsePositives: 1, falseNegatives: 0, trueNegatives: 0 });
    expect(metrics).toMatchObject({ precision: 2 / 3, recall: 1, f1: 0.8, accuracy: 2 / 3 });
  });

  it("decides elsewhere when asked to", async () => {
    const { confusion } = await evaluateRatings(oracle(predictions), fold, { liked: 3, decide: 3.5 });
    expect(confusion).toEqual({ truePositives: 1, falsePositives: 0, falseNegatives: 1, trueNegatives: 1 });
  });

  it("refuses predictions that are missing or no numbers", async () => {
    const short: Predicts = { kind: "short", predictBatch: () => new Float64Array(2) };
    await expect(evaluateRatings(short, fold, undefined)).rejects.toMatchObject({
      code: "malformed-prediction",
      message: "short: expected 3 predicted ratings, got 2",
    });
    await expect(evaluateRatings(oracle({ ...predictions, az: Number.NaN }), fold, undefined)).rejects.toThrow(
      "oracle: expected finite ratings, got NaN as prediction 2 of 3",
    );
  });

  it("stops when asked to", async () => {
    const signal = AbortSignal.abort();
    await expect(evaluateRatings(oracle(predictions), fold, undefined, { signal })).rejects.toMatchObject({
      name: "AbortError",
    });
  });
});

describe("a fitted model", () => {
  const ranks = playback([[0], [2]], [[1, 2], [0]]);

  it("is measured in all that it can do", async () => {
    const both = { ...ranks, ...oracle(predictions), kind: "both" };
    const { metrics, perUser } = await evaluateFitted(both, fold, [1], { thresholds: { liked: 4 } });
    expect(Object.keys(metrics).slice(0, 3)).toEqual(["rmse", "mae", "precision"]);
    expect(metrics["recall@1"]).toBe((1 / 2 + 1) / 2);
    expect(Object.keys(perUser.values)).toContain("ndcg@1");
    expect(Object.keys(perUser.values)).toContain("rmse");
  });

  it("has no figures for what it cannot do", async () => {
    expect((await evaluateFitted(ranks, fold, [1])).metrics.rmse).toBeUndefined();
    expect((await evaluateFitted(oracle(predictions), fold, [1])).metrics["recall@1"]).toBeUndefined();
  });

  it("has no errors where its predictions are decisions only", async () => {
    const result = await evaluateFitted(oracle(predictions), fold, [1], {
      thresholds: { liked: 4 },
      decisionsOnly: true,
    });
    expect(Object.keys(result.metrics)).not.toContain("rmse");
    expect(result.metrics.accuracy).toBe(1);
  });
});
