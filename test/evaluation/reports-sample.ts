import type { EvaluationReport, ReportResult } from "../../src/evaluation/report.ts";
import type { FoldLosses } from "../../src/evaluation/reports/loss-curves.ts";
import type { ReportContent } from "../../src/evaluation/reports/types.ts";

/** One model's line with the given figures in each fold; metrics are their means, as createReport has them. */
export function resultOf(
  model: string,
  folds: Readonly<Record<string, readonly number[]>>,
  rest: Partial<ReportResult> = {},
): ReportResult {
  const names = Object.keys(folds);
  const foldCount = Math.max(...Object.values(folds).map(({ length }) => length));
  const timings = { fitSeconds: 1, predictSeconds: 0.25 };
  return {
    model,
    options: {},
    metrics: Object.fromEntries(names.map((name) => [name, mean(folds[name] ?? [])])),
    timings,
    folds: Array.from({ length: foldCount }, (_, fold) => ({
      name: `fold ${fold + 1} of ${foldCount}`,
      users: 940 + fold,
      metrics: Object.fromEntries(names.map((name) => [name, folds[name]?.[fold] ?? Number.NaN])),
      timings,
    })),
    ...rest,
  };
}

/** Losses of two folds, of which the second stopped earlier; `scale` is how much larger the objective is than the validation. */
export function foldLosses(scale = 1): FoldLosses[] {
  return [20, 15].map((epochs, fold) => ({
    name: `fold ${fold + 1} of 2`,
    losses: Array.from({ length: epochs }, (_, at) => ({
      epoch: at + 1,
      objective: scale * (0.6 + 0.8 * 0.8 ** at + 0.02 * fold),
      validation: 0.8 + 0.4 * 0.7 ** at + 0.003 * at + 0.02 * fold,
    })),
  }));
}

/** The same with the losses of its folds. */
export function withLosses(result: ReportResult): ReportResult {
  const folds = foldLosses();
  return { ...result, folds: result.folds.map((fold, at) => ({ ...fold, losses: folds[at]?.losses ?? [] })) };
}

/** Five models: two that predict, one that ranks, and two baselines. Every optional part of a report is there. */
export function sampleReport(): EvaluationReport {
  return {
    dataset: { users: 943, items: 1682, interactions: 100_000 },
    protocol: "kfold:2",
    transforms: ["centre"],
    threshold: 3.5,
    results: [
      resultOf(
        "svd",
        { rmse: [0.9, 0.94], mae: [0.7, 0.72] },
        {
          options: { factors: 8, useBiases: true },
          timings: { fitSeconds: 120, predictSeconds: 0.5 },
          confusion: { truePositives: 400, falsePositives: 150, falseNegatives: 50, trueNegatives: 1400 },
          warnings: [{ code: "trivial-decisions", message: "decides like a constant" }],
        },
      ),
      resultOf("user-knn", { rmse: [0.95, 0.97], mae: [0.69, 0.71] }),
      resultOf("implicit-als", { "ndcg@5": [0.3, 0.32], "ndcg@10": [0.35, 0.37], "coverage@10": [0.3, 0.3] }),
      resultOf("popularity", { "ndcg@5": [0.1, 0.12], "ndcg@10": [0.15, 0.17], "coverage@10": [0.05, 0.05] }),
      resultOf("global-mean", { rmse: [1.1, 1.12], mae: [0.9, 0.92] }),
    ],
    comparisons: [
      {
        metric: "rmse",
        model: "svd",
        against: "global-mean",
        difference: -0.19,
        low: -0.2,
        high: -0.18,
        confidence: 0.95,
      },
      {
        metric: "rmse",
        model: "user-knn",
        against: "global-mean",
        difference: -0.15,
        low: -0.31,
        high: 0.01,
        confidence: 0.95,
      },
      {
        metric: "rmse",
        model: "svd",
        against: "user-knn",
        difference: -0.04,
        low: -0.05,
        high: -0.03,
        confidence: 0.95,
      },
    ],
    warnings: [{ code: "future-leak", message: "the model has seen what came later" }],
  };
}

/** The smallest content that has a chart; `text` stands wherever a text can stand. */
export function contentSaying(text: string): ReportContent {
  const table = {
    caption: text,
    columns: ["model", text],
    rows: [
      [text, 1],
      ["plain", { figure: text, best: true }],
    ],
  };
  return {
    title: text,
    lead: text,
    warnings: [text],
    sections: [
      { title: text, paragraphs: [text], table, tables: [table] },
      {
        title: text,
        charts: [
          {
            title: text,
            description: text,
            table,
            spec: {
              data: { values: [{ label: text, value: 1 }] },
              mark: "bar",
              encoding: {
                x: { field: "value", type: "quantitative", axis: { title: text } },
                y: { field: "label", type: "nominal" },
              },
            },
          },
        ],
      },
    ],
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
