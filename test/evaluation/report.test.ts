import { describe, expect, it } from "vitest";
import { type Candidate, evaluateFolds, type FoldProgress } from "../../src/evaluation/evaluate-folds.ts";
import { createReport, datasetSize, type EvaluationReport } from "../../src/evaluation/report.ts";
import { formatReportTable } from "../../src/evaluation/report-table.ts";
import { foldOf, playback } from "./playback.ts";

const users = [
  { train: [0], test: [1] },
  { train: [2], test: [3] },
];
const folds = [foldOf(5, users, "fold 1"), foldOf(5, users.slice(0, 1), "fold 2")];

/** Finds the item of the first user and misses that of the second. */
const candidate: Candidate = {
  model: "playback",
  options: { factors: 8 },
  fit: () => playback([[0], [2]], [[1], [4]]),
};

describe("evaluation over folds", () => {
  it("adds the baselines, in the same folds, behind the candidates", async () => {
    const evaluations = await evaluateFolds([candidate], folds, [1], { seed: 3 });
    expect(evaluations.map(({ model }) => model)).toEqual(["playback", "popularity", "random"]);
    expect(evaluations.map(({ options }) => options)).toEqual([{ factors: 8 }, {}, { seed: 3 }]);
    for (const evaluation of evaluations) {
      expect(evaluation.folds.map(({ fold, users }) => [fold, users])).toEqual([
        ["fold 1", 2],
        ["fold 2", 1],
      ]);
    }
  });

  it("lets a model called popularity stand for the baseline", async () => {
    const evaluations = await evaluateFolds([{ ...candidate, model: "popularity" }], folds, [1]);
    expect(evaluations.map(({ model, options }) => [model, options.factors])).toEqual([
      ["popularity", 8],
      ["random", undefined],
    ]);
  });

  it("fits on the train part of each fold, waiting where fitting takes its time", async () => {
    const seen: unknown[] = [];
    const fit: Candidate["fit"] = async (train) => {
      await Promise.resolve();
      seen.push(train);
      return candidate.fit(train);
    };
    const [evaluation] = await evaluateFolds([{ ...candidate, fit }], folds, [1]);
    expect(seen).toEqual(folds.map(({ train }) => train));
    expect(evaluation?.folds.map(({ metrics }) => metrics["recall@1"])).toEqual([1 / 2, 1]);
  });

  it("tells where it stands and stops when asked to", async () => {
    const controller = new AbortController();
    const calls: FoldProgress[] = [];
    const onProgress = (progress: FoldProgress) => {
      calls.push(progress);
      if (progress.fold === "fold 2") controller.abort();
    };
    const action = evaluateFolds([], folds, [1], { onProgress, signal: controller.signal });
    await expect(action).rejects.toMatchObject({ name: "AbortError" });
    expect(calls).toEqual([
      { model: "popularity", fold: "fold 1", done: 0, total: 0 },
      { model: "popularity", fold: "fold 1", done: 2, total: 2 },
      { model: "random", fold: "fold 1", done: 0, total: 0 },
      { model: "random", fold: "fold 1", done: 2, total: 2 },
      { model: "popularity", fold: "fold 2", done: 0, total: 0 },
    ]);
  });

  it("needs a fold", async () => {
    await expect(evaluateFolds([candidate], [], [1])).rejects.toMatchObject({ code: "no-folds" });
  });
});

describe("the report", () => {
  it("has the mean over folds, the folds, and each warning once", async () => {
    const report = createReport(
      { users: 2, items: 5, interactions: 4 },
      "kfold:2",
      await evaluateFolds([candidate], folds, [1]),
    );
    expect(report.dataset).toEqual({ users: 2, items: 5, interactions: 4 });
    expect(report.protocol).toBe("kfold:2");
    const [first] = report.results;
    expect(Object.keys(first ?? {})).toEqual(["model", "options", "metrics", "timings", "folds"]);
    expect(first?.metrics["recall@1"]).toBe((1 / 2 + 1) / 2);
    expect(first?.metrics["coverage@1"]).toBeCloseTo((2 / 5 + 1 / 5) / 2, 15);
    expect(first?.folds.map(({ name, users, metrics }) => [name, users, metrics["recall@1"]])).toEqual([
      ["fold 1", 2, 1 / 2],
      ["fold 2", 1, 1],
    ]);
    const seconds = first?.folds.map(({ timings }) => timings.fitSeconds) ?? [];
    expect(first?.timings.fitSeconds).toBeCloseTo(((seconds[0] ?? 0) + (seconds[1] ?? 0)) / 2, 12);
    expect(report.warnings.map(({ code }) => code).sort()).toEqual(["few-test-users", "unknown-test-items"]);
    for (const { message } of report.warnings) expect(message).toContain("(the first of 2 folds where this holds)");
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it("counts all parts as the data set", () => {
    const fold = foldOf(5, users);
    expect(datasetSize(fold)).toEqual({ users: 2, items: 5, interactions: 4 });
    expect(datasetSize({ ...fold, foldIn: fold.test }).interactions).toBe(4 + fold.test.users.length);
  });
});

describe("the table", () => {
  const timings = { fitSeconds: 1.234, predictSeconds: 0.05 };
  const fold = { name: "random:0.2", users: 943, metrics: {}, timings };
  const report: EvaluationReport = {
    dataset: { users: 943, items: 1682, interactions: 100_000 },
    protocol: "random:0.2",
    results: [
      {
        model: "implicit-als",
        options: {},
        metrics: { "recall@10": 0.25, "recall@20": 0.5, "ndcg@10": 0.3, "ndcg@20": 0.33333 },
        timings,
        folds: [fold],
      },
      { model: "popularity", options: {}, metrics: { "recall@10": 0.125 }, timings, folds: [fold] },
      { model: "random", options: {}, metrics: { "recall@10": 0 }, timings, folds: [fold] },
    ],
    warnings: [{ code: "future-leak", message: "the model has seen what came later" }],
  };

  it("has a block for each list length, marks the baselines, and ends in the warnings", () => {
    expect(formatReportTable(report)).toBe(
      [
        "943 users, 1,682 items, 100,000 interactions; protocol random:0.2; 943 test users",
        "",
        "first 10         recall       ndcg",
        "implicit-als     0.2500     0.3000",
        "popularity *     0.1250          -",
        "random *         0.0000          -",
        "",
        "first 20         recall       ndcg",
        "implicit-als     0.5000     0.3333",
        "",
        "seconds             fit       test",
        "implicit-als       1.23       0.05",
        "popularity *       1.23       0.05",
        "random *           1.23       0.05",
        "",
        "* baseline: a model is worth what it adds to it",
        "warning: the model has seen what came later",
        "",
      ].join("\n"),
    );
  });

  it("parts the seconds of ratings from those of lists, where a model has them", () => {
    const [first, ...others] = report.results;
    const both = { fitSeconds: 2, predictSeconds: 0.75, ratingsSeconds: 0.25, listsSeconds: 0.5 };
    const lists = { fitSeconds: 0, predictSeconds: 0.125, listsSeconds: 0.125 };
    const results = [{ ...first, timings: both }, ...others.map((other) => ({ ...other, timings: lists }))];
    expect(formatReportTable({ ...report, results: results as EvaluationReport["results"] })).toContain(
      [
        "seconds             fit    ratings      lists",
        "implicit-als       2.00       0.25       0.50",
        "popularity *       0.00          -       0.13",
      ].join("\n"),
    );
  });

  it("says when figures are means over folds", () => {
    const results = report.results.map((result) => ({ ...result, folds: [fold, { ...fold, users: 900 }] }));
    expect(formatReportTable({ ...report, results })).toMatch(
      /; 900 to 943 test users in each of 2 folds, mean over folds/,
    );
  });

  it("gives a metric without list length a block of its own", () => {
    const results = report.results.map((result) => ({ ...result, metrics: { rmse: 0.9123 } }));
    expect(formatReportTable({ ...report, results })).toContain("ratings            rmse\nimplicit-als     0.9123");
  });
});
