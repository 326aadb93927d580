import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readBestOptions } from "../../src/evaluation/search/tuned.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { readingShape } from "./schemas.ts";
import { checkerboard, tastes } from "./tables.ts";
import { withoutSeconds } from "./tune-results.ts";

const { folder, write } = temporaryFolder();
const data = write("tastes.csv", tastes().interactions);
const GRID = ["--grid", "factors=1,4", "--grid", "regularization=0.01,1", "--set", "epochs=4"];

const metrics = z.record(z.string(), z.number());
const options = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));
const chosen = { options, set: z.array(z.string()), validation: metrics, test: metrics.optional() };
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
