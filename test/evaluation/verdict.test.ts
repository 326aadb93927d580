import { describe, expect, it } from "vitest";
import type { EvaluationReport, ModelComparison } from "../../src/evaluation/report.ts";
import { verdictsOf } from "../../src/evaluation/verdict.ts";
import { resultOf } from "./reports-sample.ts";

function compared(metric: string, model: string, against: string, low: number, high: number): ModelComparison {
  return { metric, model, against, difference: (low + high) / 2, low, high, confidence: 0.95 };
}

function reportOf(results: EvaluationReport["results"], comparisons: readonly ModelComparison[] = []) {
  const dataset = { users: 10, items: 10, interactions: 50 };
  return { dataset, protocol: "kfold:2", results, comparisons, warnings: [] };
}

const popularity = resultOf("popularity", { "ndcg@10": [0.2] });
const random = resultOf("random", { rmse: [1.5], "ndcg@10": [0.01] });
const mean = resultOf("global-mean", { rmse: [1.1] });

describe("the verdict on a comparison", () => {
  it("names the best model, its lead over the best baseline, and who is not distinguishable from it", () => {
    const results = [
      resultOf("slim", { "ndcg@10": [0.38] }),
      resultOf("ease", { "ndcg@10": [0.4] }),
      resultOf("bpr", { "ndcg@10": [0.25] }),
      popularity,
      random,
    ];
    const comparisons = [
      compared("ndcg@10", "ease", "popularity", 0.19, 0.21),
      compared("ndcg@10", "ease", "slim", -0.01, 0.05),
      compared("ndcg@10", "ease", "bpr", 0.1, 0.2),
    ];
    expect(verdictsOf(reportOf(results, comparisons))).toEqual([
      "By ndcg@10, ease (0.4000) is best; it is ahead of the best baseline, popularity (0.2000), by 0.2000 " +
        "(95 % interval 0.1900 to 0.2100); slim (0.3800) is not distinguishable from it.",
    ]);
    const settled = comparisons.with(1, compared("ndcg@10", "ease", "slim", 0.01, 0.05));
    expect(verdictsOf(reportOf(results, settled))[0]).toMatch(/; it is ahead of all 2 others by more than chance\.$/);
    const open = settled.map((one) => ({ ...one, low: -0.01 }));
    expect(verdictsOf(reportOf(results, open))[0]).toMatch(
      /it is not distinguishable from the baseline popularity \(0\.2000\): .*; slim \(0\.3800\) and bpr \(0\.2500\) are not distinguishable from it\.$/,
    );
  });

  it("judges models of ratings by ratings and those that only rank by rankings, a sentence each", () => {
    const results = [
      resultOf("svd", { rmse: [0.9], "ndcg@10": [0.99] }),
      resultOf("user-knn", { rmse: [0.95], "ndcg@10": [0.98] }),
      resultOf("ease", { "ndcg@10": [0.4] }),
      popularity,
      random,
      mean,
    ];
    const comparisons = [
      compared("rmse", "svd", "global-mean", -0.25, -0.15),
      compared("rmse", "svd", "user-knn", -0.06, -0.04),
      compared("ndcg@10", "ease", "popularity", 0.1, 0.3),
    ];
    expect(verdictsOf(reportOf(results, comparisons))).toEqual([
      "By rmse (lower is better), svd (0.9000) is best; it is ahead of the best baseline, global-mean (1.1000), by 0.2000 " +
        "(95 % interval 0.1500 to 0.2500); it is ahead of user-knn (0.9500) by more than chance.",
      "By ndcg@10, ease (0.4000) is the only model; it is ahead of the best baseline, popularity (0.2000), by 0.2000 " +
        "(95 % interval 0.1000 to 0.3000).",
    ]);
    const ratingsOnly = results.filter(({ model }) => model !== "ease");
    expect(verdictsOf(reportOf(ratingsOnly, comparisons))).toHaveLength(1);
    expect(verdictsOf(reportOf(ratingsOnly, comparisons))[0]).toMatch(/^By rmse/);
  });

  it("says that nothing is won where no model is better than a baseline", () => {
    const results = [resultOf("bpr", { "ndcg@10": [0.1] }), popularity];
    const behind = [compared("ndcg@10", "bpr", "popularity", -0.12, -0.08)];
    expect(verdictsOf(reportOf(results, behind))).toEqual([
      "By ndcg@10, no model is better than the baseline popularity (0.2000): the best, bpr (0.1000), is behind it by 0.1000 " +
        "(95 % interval 0.0800 to 0.1200).",
    ]);
    const open = [compared("ndcg@10", "bpr", "popularity", -0.22, 0.02)];
    expect(verdictsOf(reportOf(results, open))[0]).toContain("is not distinguishable from it");
    const equal = [resultOf("bpr", { "ndcg@10": [0.2] }), popularity];
    expect(verdictsOf(reportOf(equal))[0]).toMatch(/the best, bpr \(0\.2000\), is equal to it\.$/);
  });

  it("claims nothing about differences without an interval, but equal figures", () => {
    const results = [resultOf("a", { "recall@5": [0.3] }), resultOf("b", { "recall@5": [0.3] })];
    expect(verdictsOf(reportOf(results))).toEqual([
      "By recall@5, a (0.3000) is best; b (0.3000) is not distinguishable from it.",
    ]);
    const apart = [resultOf("a", { "recall@5": [0.3] }), resultOf("b", { "recall@5": [0.4] })];
    expect(verdictsOf(reportOf(apart))).toEqual(["By recall@5, b (0.4000) is best."]);
  });

  it("is silent where only baselines were measured", () => {
    expect(verdictsOf(reportOf([popularity, random, mean]))).toEqual([]);
  });

  it("reads a comparison in either direction", () => {
    const results = [resultOf("a", { "ndcg@5": [0.3] }), resultOf("b", { "ndcg@5": [0.4] })];
    const turned = [compared("ndcg@5", "a", "b", -0.15, -0.05)];
    expect(verdictsOf(reportOf(results, turned))[0]).toMatch(/it is ahead of a \(0\.3000\) by more than chance/);
  });
});
