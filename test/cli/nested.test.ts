import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { reportSchema } from "./schemas.ts";

const { folder, write } = temporaryFolder();
const unrated = write(
  "unrated.csv",
  ["user,item", ...Array.from({ length: 96 }, (_, row) => `u${row % 12},i${(row * 5) % 17}`)].join("\n"),
);
const rated = write(
  "rated.csv",
  [
    "user,item,rating",
    ...Array.from({ length: 80 }, (_, row) => `u${row % 8},i${Math.floor(row / 8)},${1 + (row % 5)}`),
  ].join("\n"),
);

const SLOPE = ["evaluate", rated, "--models", "weighted-mean", "--protocol", "kfold:2"];

describe("nearedge evaluate --tune", () => {
  it("chooses in every fold and prints what it chose, the same for the same seed", async () => {
    const args = [...SLOPE, "--tune", "weighted-mean:m=1,1000"];
    const [one, two] = [await nearedgeJson(reportSchema, args), await nearedgeJson(reportSchema, args)];
    const [tuned] = one.answer.results;
    expect(tuned).toMatchObject({
      options: { m: "1,1000" },
      search: { metric: "rmse", validation: 0.1, settings: 2, space: ["m=1,1000"] },
    });
    expect(tuned?.folds).toHaveLength(2);
    for (const { set, options, validation } of tuned?.folds ?? []) {
      expect(["m=1", "m=1000"]).toContain(set?.[0]);
      expect(set).toEqual([`m=${options?.m}`]);
      expect(validation?.rmse).toBeGreaterThan(0);
    }
    const choices = (answer: typeof one.answer) => answer.results[0]?.folds.map(({ set, metrics }) => [set, metrics]);
    expect(choices(two.answer)).toEqual(choices(one.answer));
    expect(one.stderr).toContain("weighted-mean: 2 of 2 settings, best");
  });

  it("decides by ndcg@10 where there are no ratings, or by the metric that is named", async () => {
    const args = ["evaluate", unrated, "--protocol", "random:0.2", "--models", "item-knn", "--tune", "item-knn:k=2,5"];
    const metricOf = async (more: readonly string[]) =>
      (await nearedgeJson(reportSchema, [...args, ...more])).answer.results[0]?.search;
    expect(await metricOf([])).toMatchObject({ metric: "ndcg@10" });
    expect(await metricOf(["--tune-metric", "recall@5", "--tune-validation", "0.3"])).toMatchObject({
      ...{ metric: "recall@5", validation: 0.3 },
    });
  });

  it("searches options of a mix and of its members together", async () => {
    const hybrid = ["--models", "hybrid", "--set", "hybrid.models=weighted-mean,user-item-baseline"];
    const tune = ["--tune", "hybrid:weighted-mean.m=1,50;method=stacked,weighted"];
    const args = ["evaluate", rated, "--protocol", "random:0.3", ...hybrid, ...tune];
    const { answer } = await nearedgeJson(reportSchema, args);
    expect(answer.results[0]?.search).toMatchObject({ metric: "rmse", settings: 4 });
    expect(answer.results[0]?.folds[0]?.set).toHaveLength(2);
  });

  it("stands in the report of nearedge compare", async () => {
    const out = join(folder, "report.html");
    const args = ["compare", rated, "--models", "weighted-mean", "--folds", "2", "--out", out];
    const { status, stdout } = await nearedge([...args, "--tune", "weighted-mean:m=1,1000"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/kfold:2\/1: m=\d+ \(\d\.\d{4} there\)/);
    expect(readFileSync(out, "utf8")).toContain("chosen");
  });

  const refused: readonly [string, readonly string[], string][] = [
    ["an option that the model does not have", ["--tune", "weighted-mean:shrink=1,2"], "unknown-option"],
    ["a model that is not measured", ["--tune", "svdpp:factors=5,10"], "unused-setting"],
    ["a text of another form", ["--tune", "weighted-mean"], "bad-space"],
    ["an empty value", ["--tune", "weighted-mean:m="], "bad-space"],
    ["an option twice", ["--tune", "weighted-mean:m=1;m=2"], "option-twice"],
    ["an option that is fixed too", ["--set", "weighted-mean.m=3", "--tune", "weighted-mean:m=1,2"], "option-twice"],
    ["a model that is searched twice", ["--tune", "weighted-mean:m=1", "--tune", "weighted-mean:m=2"], "option-twice"],
    ["a metric without a search", ["--tune-metric", "rmse"], "needs-tune"],
    ["a metric that nothing has", ["--tune", "weighted-mean:m=1", "--tune-metric", "rmsee"], "unknown-metric"],
    [
      "a metric without a better end",
      ["--tune", "weighted-mean:m=1", "--tune-metric", "coverage@10"],
      "unknown-metric",
    ],
  ];
  it.each(refused)("refuses %s before it reads any data", async (_, args, code) => {
    const { status, stdout, stderr } = await nearedge([...SLOPE.with(1, join(folder, "missing.csv")), ...args]);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`[${code}]`);
    // There is no --grid in this command.
    expect(stderr).not.toContain("--grid");
  });

  it("refuses a value out of range, and an error that the model does not have", async () => {
    const missing = ["evaluate", join(folder, "missing.csv"), "--protocol", "random:0.2", "--models"];
    const range = await nearedge([...missing, "weighted-mean", "--tune", "weighted-mean:m=1,-1"]);
    expect([range.status, range.stderr]).toEqual([2, expect.stringContaining("m: expected")]);
    const share = await nearedge([...missing, "bpr", "--tune", "bpr:factors=4", "--tune-validation", "2"]);
    expect([share.status, share.stderr]).toEqual([2, expect.stringContaining("--tune-validation: expected")]);
    const ranks = await nearedge([...missing, "bpr", "--tune", "bpr:factors=4", "--tune-metric", "rmse"]);
    expect([ranks.status, ranks.stderr]).toEqual([2, expect.stringContaining("[no-ratings-predicted]")]);
  });
});
