import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readBestOptions } from "../../src/evaluation/search/tuned.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { readingShape, reportSchema } from "./schemas.ts";
import { checkerboard, rows, tastes } from "./tables.ts";
import { withoutSeconds } from "./tune-results.ts";

const { folder, write } = temporaryFolder();
const data = write("tastes.csv", tastes().interactions);
const GRID = ["--grid", "factors=1,4", "--grid", "regularization=0.01,1", "--set", "epochs=4"];

const metrics = z.record(z.string(), z.number());
const options = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));
const chosen = {
  ...{ options, set: z.array(z.string()), transform: z.string().optional() },
  ...{ validation: metrics, test: metrics.optional() },
};
const figures = { validation: metrics, test: metrics.optional() };
const summarySchema = z.strictObject({
  dataset: z.strictObject({ users: z.int(), items: z.int(), interactions: z.int() }),
  model: z.string(),
  metric: z.string(),
  protocol: z.string().nullable(),
  validation: z.string(),
  best: z.strictObject(chosen),
  baseline: z.strictObject({ model: z.string(), ...figures }),
  folds: z.array(z.strictObject({ fold: z.int(), ...chosen, baseline: z.strictObject(figures) })).optional(),
  runs: z.array(
    z.strictObject({
      ...{ fold: z.int(), part: z.enum(["validation", "test"]), trial: z.int(), rung: z.int() },
      ...{ options: z.record(z.string(), z.string()), metrics, status: z.string() },
      timings: z.strictObject({ fitSeconds: z.number(), predictSeconds: z.number() }),
    }),
  ),
  warnings: z.array(z.strictObject({ code: z.string(), message: z.string() })),
  note: z.string().optional(),
  ...readingShape,
});

describe("nearedge tune", () => {
  it("finds that three tastes need more than one factor, and measures it on test beside popularity", async () => {
    const args = ["tune", data, ...GRID, "--protocol", "random:0.2"];
    const { answer } = await nearedgeJson(summarySchema, args);
    const { best, baseline, runs, folds } = answer;
    expect(best.options).toMatchObject({ factors: 4, epochs: 4 });
    expect(best.set).toContain("factors=4");
    expect(best.test?.["ndcg@10"]).toBeGreaterThan(baseline.test?.["ndcg@10"] ?? 1);
    expect(runs.map(({ part }) => part)).toEqual([...Array(4).fill("validation"), "test"]);
    expect(folds).toHaveLength(1);
    expect(answer).toMatchObject({ protocol: "random:0.2", validation: "stratified-by-user:0.2", metric: "ndcg@10" });
  });

  it("without a protocol has validation figures only and says so", async () => {
    const { stdout, status } = await nearedge(["tune", data, ...GRID]);
    expect(status).toBe(0);
    expect(stdout).toContain("chosen on validation data; not a test figure");
    expect(stdout).toMatch(
      /\nevaluate: --set implicit-als\.epochs=4 --set implicit-als\.factors=4 .*\ntrain: {4}--set/,
    );
    const { answer } = await nearedgeJson(summarySchema, ["tune", data, ...GRID]);
    expect([answer.best.test, answer.protocol, answer.folds]).toEqual([undefined, null, undefined]);
    expect(answer.warnings.map(({ code }) => code)).toContain("validation-only");
  });

  it("goes by decisions at a threshold on transformed ratings, beside recommending everything", async () => {
    const rated = write("rated.csv", checkerboard());
    const args = ["tune", rated, "--model", "weighted-mean", "--grid", "m=0,5", "--validation", "random:0.3"];
    const decided = [...args, "--metric", "f1", "--threshold", "4", "--transform", "sigmoid:4,2"];
    const { answer } = await nearedgeJson(summarySchema, decided);
    expect(answer.baseline.model).toBe("everything");
    expect(answer.baseline.validation.recall).toBe(1);
    expect(answer.best.validation.f1).toBeGreaterThan(0);
    // The errors are those of the transformed scale.
    const plain = (await nearedgeJson(summarySchema, [...args, "--metric", "rmse"])).answer;
    expect(answer.best.validation.rmse).toBeGreaterThan(2 * (plain.best.validation.rmse ?? 1));
    const { status, stderr } = await nearedge([...args, "--metric", "f1"]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("--metric f1: expected --threshold beside it")]);
  });

  describe("that searches for a transform", () => {
    // Ratings from 1 to 10, so that bending them moves means.
    const graded = Array.from({ length: 360 }, (_, at) => {
      const [user, item] = [Math.floor(at / 12), at % 12];
      return `u${user},i${item},${1 + ((user * user + item * (user % 3)) % 10)}`;
    });
    const rated = write("bent.csv", rows("user,item,rating", graded));
    const nine = [4, 5, 6].flatMap((a) => [0.5, 1.5, 2.5].map((s) => `sigmoid:${a},${s}`));
    const search = ["tune", rated, "--model", "weighted-mean", "--grid", "m=0"];
    const decided = [...search, "--metric", "f1", "--threshold", "4", "--validation", "random:0.3"];

    it("names it in every row, and measures each as evaluate does", async () => {
      const out = join(folder, "bent-results.csv");
      const grid = ["--grid", `transform=none,${nine.join(",")}`, "--protocol", "random:0.2", "--decide-at", "4"];
      const { answer } = await nearedgeJson(summarySchema, [...decided, ...grid, "--out", out]);
      const runs = answer.runs.filter(({ part }) => part === "validation");
      expect(runs.map(({ options: own }) => own.transform)).toEqual(["none", ...nine]);
      expect(new Set(runs.map(({ metrics: own }) => own["roc-auc"])).size).toBeGreaterThan(1);
      // Errors are on the scale of the values: no run has one.
      expect(answer.runs.flatMap(({ metrics: own }) => Object.keys(own))).not.toContain("rmse");
      expect(answer.baseline.validation.rmse).toBeUndefined();
      expect(answer.best.set).toEqual(["m=0"]);
      const best = runs.toSorted((a, b) => (b.metrics.f1 ?? 0) - (a.metrics.f1 ?? 0) || a.trial - b.trial)[0];
      expect(answer.best.transform).toBe(best?.options.transform);
      const table = readFileSync(out, "utf8");
      expect(table.split("\n")[2]).toContain('"sigmoid:4,0.5"');

      const evaluate = ["evaluate", rated, "--models", "weighted-mean", "--set", "weighted-mean.m=0"];
      const measure = [...evaluate, "--protocol", "random:0.2", "--threshold", "4", "--decide-at", "4"];
      const { answer: byHand } = await nearedgeJson(z.looseObject({ results: z.array(z.looseObject({ metrics })) }), [
        ...measure,
        ...(answer.best.transform === "none" ? [] : ["--transform", answer.best.transform ?? ""]),
      ]);
      expect(byHand.results[0]?.metrics.f1).toBe(answer.best.test?.f1);
    });

    it("hands it on to evaluate --tuned, which goes through it, and through no other", async () => {
      const out = join(folder, "bent-tuned.csv");
      const grid = ["--grid", "transform=sigmoid:5,1.5,sigmoid:5,2.5", "--protocol", "random:0.2"];
      const { stdout } = await nearedge([...decided, ...grid, "--out", out]);
      expect(stdout).toMatch(/\nevaluate: --transform sigmoid:5,1\.5 --set weighted-mean\.m=0\n/);
      const evaluate = ["evaluate", rated, "--models", "weighted-mean", "--protocol", "random:0.2", "--tuned", out];
      const { stdout: table, stderr } = await nearedge(evaluate);
      expect(table).toContain("values after sigmoid:5,1.5");
      expect(stderr).toContain("values of all models go through sigmoid:5,1.5");
      const other = await nearedge([...evaluate, "--transform", "centre"]);
      expect([other.status, other.stdout]).toEqual([2, ""]);
      expect(other.stderr).toContain("chose (sigmoid:5,1.5), or nothing; got centre [option-twice]");
    });

    it("draws some of them, and ranks by lists too", async () => {
      const grid = ["--grid", `transform=${nine.join(",")}`, "--trials", "4", "--metric", "ndcg@5"];
      const { answer } = await nearedgeJson(summarySchema, [...search, ...grid, "--validation", "random:0.3"]);
      expect(answer.runs).toHaveLength(4);
      expect(nine).toContain(answer.best.transform);
    });

    it.each([
      ["by an error", [...search, "--metric", "rmse", "--grid", "transform=none,centre"], /\[scales-differ\]/],
      [
        "with a fixed one beside",
        [...decided, "--grid", "transform=none", "--transform", "centre"],
        /\[option-twice\]/,
      ],
      ["of an unknown name", [...decided, "--grid", "transform=centre,sigmod:4,2"], /did you mean sigmoid\?/],
      ["from a range", [...decided, "--space", "transform=1..2", "--trials", "1"], /unknown-transform/],
      [
        "without a threshold to decide at",
        [...search, "--grid", "transform=none", "--decide-at", "4"],
        /\[no-threshold\]/,
      ],
      [
        "inside evaluate",
        [
          "evaluate",
          rated,
          "--models",
          "weighted-mean",
          "--protocol",
          "random:0.2",
          "--tune",
          "weighted-mean:transform=none",
        ],
        /search for one with nearedge tune --grid transform=/,
      ],
    ])("is refused %s", async (_, args, message) => {
      const { status, stdout, stderr } = await nearedge(args);
      expect([status, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(message);
    });

    it("measures errors where there is one scale only", async () => {
      const one = [...search, "--metric", "rmse", "--grid", "transform=sigmoid:4,2", "--validation", "random:0.3"];
      const fixed = [...search, "--metric", "rmse", "--transform", "sigmoid:4,2", "--validation", "random:0.3"];
      const [searched, given] = [await nearedgeJson(summarySchema, one), await nearedgeJson(summarySchema, fixed)];
      expect(searched.answer.best.validation.rmse).toBe(given.answer.best.validation.rmse);
      expect(searched.answer.baseline.validation).toEqual(given.answer.baseline.validation);
    });
  });

  it("holds out the last rows of the file where the order of rows is taken for time", async () => {
    // Undated; each user's last row is the item with the lowest id, which everybody has.
    const lines = Array.from({ length: 30 }, (_, user) => [9, 5 + (user % 4), 2, 1].map((item) => `u${user},i${item}`));
    const undated = write("undated.csv", `user,item\n${lines.flat().join("\n")}\n`);
    const protocol = ["--protocol", "leave-last-out:row-order"];
    const args = ["tune", undated, "--grid", "factors=1", "--set", "epochs=1", ...protocol];
    const { answer } = await nearedgeJson(summarySchema, args);
    // Nobody has i1 in train, so popularity cannot but put it last of those unseen.
    expect(answer.baseline.test?.["mrr@10"]).toBeLessThan(0.5);
    expect(answer.warnings.map(({ code }) => code)).toContain("unknown-test-items");
  });

  it("gives the same table with one and with two runs at a time, and the same again with nothing left to do", async () => {
    const halving = ["--trials", "9", "--space", "factors=1..8:log", "--space", "regularization=0.001..1:log"];
    const args = ["tune", data, ...halving, "--halving", "--set", "epochs=9", "--protocol", "kfold:2"];
    const [one, two] = [join(folder, "one.csv"), join(folder, "two.csv")];
    for (const [out, jobs] of [
      [one, "1"],
      [two, "2"],
    ] as const) {
      expect(await nearedge([...args, "--out", out, "--jobs", jobs])).toMatchObject({ status: 0 });
    }
    const table = readFileSync(two, "utf8");
    expect(withoutSeconds(readFileSync(one, "utf8"))).toEqual(withoutSeconds(table));
    const { answer, stderr } = await nearedgeJson(summarySchema, [...args, "--out", two]);
    expect(readFileSync(two, "utf8")).toBe(table);
    expect(stderr).toContain(`${answer.runs.length} of at most`);
    const tuned = await readBestOptions(table);
    expect(Object.entries(tuned.set).map(([key, value]) => `${key}=${value}`)).toEqual(answer.best.set);
    expect(tuned.search).toMatchObject({ protocol: "kfold:2", folds: 2, seed: 42 });
  });

  it("goes on from a file that was cut off in the middle of a line", async () => {
    const out = join(folder, "cut.csv");
    const args = ["tune", data, ...GRID, "--protocol", "random:0.2", "--out", out];
    await nearedge(args);
    const whole = readFileSync(out, "utf8");
    writeFileSync(out, whole.slice(0, whole.split("\n").slice(0, 4).join("\n").length - 5));
    const { status, stderr } = await nearedge(args);
    expect(status).toBe(0);
    expect(stderr).toContain("2 of at most 5 runs are in");
    expect(withoutSeconds(readFileSync(out, "utf8"))).toEqual(withoutSeconds(whole));
  });

  it("keeps a setting that fails as a row with its code, and fails when all do", async () => {
    const out = join(folder, "failed.csv");
    const failing = ["--set", "factors=16", "--set", "unobservedWeight=0.000000001"];
    const args = ["tune", data, "--grid", "regularization=0,0.1", ...failing, "--out", out];
    const { answer } = await nearedgeJson(summarySchema, args);
    expect(answer.runs.map(({ status }) => status)).toEqual(["failed: singular", "done"]);
    expect(answer.warnings.map(({ code }) => code)).toContain("failed-runs");
    const all = await nearedge(["tune", data, "--grid", "regularization=0", ...failing]);
    expect([all.status, all.stdout]).toEqual([1, ""]);
    expect(all.stderr).toContain("[all-runs-failed]");
  });

  it("takes an option by its earlier name for the same one: in rungs, beside what is fixed, and beside --tuned", async () => {
    const out = join(folder, "earlier.csv");
    const search = ["tune", data, "--model", "slim", "--set", "k=8", "--grid", "l1=0.5,1", "--metric", "ndcg@5"];
    const halving = await nearedge([...search, "--halving", "--resource", "neighbours", "--out", out]);
    expect(halving.status, halving.stderr).toBe(0);
    expect(halving.stdout).toContain("--set k=8");
    const evaluate = ["evaluate", data, "--models", "slim", "--protocol", "random:0.2", "--tuned", out];
    const { answer } = await nearedgeJson(reportSchema, [...evaluate, "--set", "slim.neighbours=3"]);
    expect(answer.results.find(({ model }) => model === "slim")?.options).toMatchObject({ neighbours: 3 });
  });

  it("checks fixed options beside those that are searched for", async () => {
    const args = ["--set", "imputation=user-mean", "--grid", "similarity=cosine,adjusted-cosine", "--metric", "rmse"];
    const { stderr } = await nearedge(["tune", "no-such-file.csv", "--model", "user-knn", ...args]);
    expect(stderr).toContain("[missing-file]");
  });

  it.each([
    [
      "an option of another name, before any run",
      ["--grid", "factor=1,2"],
      /did you mean factors\?.*\[unknown-option\]/,
    ],
    ["a value that the model refuses", ["--grid", "factors=4,0"], /factors: expected an integer from 1 to 512, got 0/],
    ["nothing to search", [], /\[empty-space\]/],
    ["an option that is fixed and searched", ["--grid", "factors=1", "--set", "factors=2"], /\[option-twice\]/],
    ["an unknown model", ["--model", "implicit-asl", "--grid", "factors=1"], /implicit-als/],
    [
      "a metric of ratings from a model of rankings",
      ["--grid", "factors=1", "--metric", "rmse"],
      /\[no-ratings-predicted\]/,
    ],
    ["a halving of what is searched", ["--grid", "epochs=1,2", "--halving"], /\[resource-searched\]/],
    [
      "a halving of what is searched, by another name",
      ["--model", "slim", "--grid", "k=1,2", "--halving", "--resource", "neighbours"],
      /\[resource-searched\]/,
    ],
    [
      "an option fixed and searched, by two names",
      ["--model", "slim", "--set", "k=3", "--grid", "neighbours=1,2"],
      /\[option-twice\]/,
    ],
    ["an option of a halving without one", ["--grid", "factors=1", "--min-delta", "1"], /\[needs-halving\]/],
    ["a split that is given", ["--grid", "factors=1", "--protocol", "given"], /\[given-needs-two-tables\]/],
  ])("refuses %s", async (_, args, reason) => {
    const { status, stdout, stderr } = await nearedge(["tune", "no-such-file.csv", ...args]);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(reason);
  });

  it("refuses an unknown metric and names the nearest", async () => {
    const { status, stderr } = await nearedge(["tune", data, ...GRID, "--metric", "ndgc@5"]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/did you mean ndcg@5\?\) \[unknown-metric\]/);
  });

  it("leaves the results of another search and other files as they are", async () => {
    const out = join(folder, "other.csv");
    const run = (...args: string[]) => nearedge(["tune", data, "--grid", "factors=1,2", "--out", out, ...args]);
    expect((await run("--set", "epochs=1")).status).toBe(0);
    const before = readFileSync(out, "utf8");
    const { status, stderr } = await run("--set", "epochs=1", "--metric", "recall@10", "--seed", "7");
    expect(status).toBe(2);
    expect(stderr).toContain("--metric (there ndcg@10, here recall@10), --seed (there 42, here 7)");
    expect(stderr).toContain("[foreign-results]");
    expect(readFileSync(out, "utf8")).toBe(before);
    writeFileSync(out, "my notes\n");
    expect(await run()).toMatchObject({ status: 2, stderr: expect.stringContaining("[no-results-file]") });
    expect(readFileSync(out, "utf8")).toBe("my notes\n");
    expect(existsSync(join(folder, "nowhere"))).toBe(false);
    const nowhere = await nearedge(["tune", data, ...GRID, "--out", join(folder, "nowhere/results.csv")]);
    expect(nowhere).toMatchObject({ status: 2, stderr: expect.stringContaining("[bad-out-file]") });
  });
});
