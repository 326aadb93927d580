import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { evaluateFolds } from "../../src/evaluation/evaluate-folds.ts";
import { foldOf } from "../evaluation/playback.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { reportSchema } from "./schemas.ts";
import { checkerboard, rows } from "./tables.ts";

const { folder, write } = temporaryFolder();
const rated = write("rated.csv", checkerboard());
const played = write(
  "played.csv",
  rows(
    "user,item",
    Array.from({ length: 60 }, (_, at) => `u${at % 12},i${(at * 7) % 11}`),
  ),
);
const BOTH = ["--models", "user-item-baseline,item-knn", "--protocol", "random:0.3"];
const isRating = (name: string): boolean => !name.includes("@");

describe.each(["evaluate", "compare"])("nearedge %s --only", (command) => {
  const out = join(folder, `${command}.html`);
  const report = command === "compare" ? ["--out", out] : [];
  const measure = async (...args: string[]) =>
    (await nearedgeJson(reportSchema, [command, rated, ...BOTH, ...report, ...args])).answer;

  it("measures ratings or rankings alone: the same figures, and the baselines of that half", async () => {
    const whole = await measure();
    const [ratings, rankings] = [await measure("--only", "ratings"), await measure("--only", "rankings")];
    expect(ratings.results.map(({ model }) => model)).toEqual([
      ...["user-item-baseline", "item-knn", "random", "global-mean"],
    ]);
    expect(rankings.results.map(({ model }) => model)).toEqual([
      ...["user-item-baseline", "item-knn", "popularity", "random"],
    ]);
    for (const [half, wanted] of [
      [ratings, true],
      [rankings, false],
    ] as const) {
      for (const { model, metrics } of half.results) {
        const all = whole.results.find((result) => result.model === model)?.metrics ?? {};
        const own = Object.entries(all).filter(([name]) => isRating(name) === wanted);
        expect(own.length).toBeGreaterThan(1);
        expect(metrics).toEqual(Object.fromEntries(own));
      }
      const compared = half.comparisons ?? [];
      expect(compared.length).toBeGreaterThan(0);
      expect(compared.every(({ metric }) => isRating(metric) === wanted)).toBe(true);
    }
    if (command === "compare") expect(readFileSync(out, "utf8")).not.toContain("rmse");
  });

  it.each([
    ["a model without ratings", [rated, "--models", "implicit-als", "--only", "ratings"], "[no-ratings-predicted]"],
    [
      "data without ratings",
      [played, "--models", "item-knn", "--only", "ratings"],
      "the feedback of played is implicit",
    ],
    [
      "a search that begins with a mix of rankings, beside ratings",
      [
        ...[rated, "--only", "ratings", "--models", "hybrid", "--set", "hybrid.models=user-item-baseline,global-mean"],
        ...["--tune", "hybrid:task=ranking,ratings"],
      ],
      "[no-ratings-predicted]",
    ],
    ["decisions beside rankings", [rated, "--only", "rankings", "--threshold", "4"], "[bad-combination]"],
    ["AUC of lists beside ratings", [rated, "--models", "item-knn", "--only", "ratings", "--auc"], "[bad-combination]"],
    ["another half", [rated, "--only", "lists"], "--only: expected one of ratings, rankings"],
  ])("is refused with %s", async (_, args, message) => {
    const { status, stdout, stderr } = await nearedge([command, "--protocol", "random:0.3", ...report, ...args]);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });
});

describe("tables of one half", () => {
  it("have no block of the other, and decisions stand with ratings", async () => {
    const args = ["evaluate", rated, ...BOTH, "--only"];
    const ratings = await nearedge([...args, "ratings", "--threshold", "4"]);
    expect(ratings.stdout).toMatch(/\nratings .*rmse/);
    expect(ratings.stdout).toContain("liked from 4");
    expect(ratings.stdout).not.toMatch(/first 10|lists of 10|popularity/);
    const rankings = await nearedge([...args, "rankings"]);
    expect(rankings.stdout).toMatch(/\nfirst 10 .*ndcg/);
    expect(rankings.stdout).not.toMatch(/rmse|global-mean/);
  });
});

describe("evaluateFolds", () => {
  it("refuses a fitted model that has nothing of the half that is asked for", async () => {
    const fold = foldOf(4, [{ train: [0, 1], test: [2] }]);
    const ranks = { model: "ranks", options: {}, fit: () => ({ kind: "ranks", recommendBatch: () => never() }) };
    await expect(evaluateFolds([ranks], [fold], [1], { only: "ratings" })).rejects.toMatchObject({
      code: "nothing-to-measure",
    });
  });
});

function never(): never {
  throw new Error("expected nothing to be asked");
}
