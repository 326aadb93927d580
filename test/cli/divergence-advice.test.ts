import { describe, expect, it } from "vitest";
import { nearedge, temporaryFolder } from "./nearedge.ts";
import { checkerboard, rows } from "./tables.ts";

const { write } = temporaryFolder();

/** Counts of which every seventh is absurd, as bots leave them. */
const counts = Array.from({ length: 200 }, (_, row) => {
  const [user, item] = [row % 20, (row * 7 + Math.floor(row / 20)) % 23];
  return `u${user},i${item},${row % 7 === 0 ? 5e8 : 1 + (row % 5)}`;
});
const plays = write("plays.csv", rows("user,item,plays", counts));
const huge = write("huge.csv", rows("user,item,rating", counts));
const beyond = write(
  "beyond.csv",
  rows(
    "user,item,rating",
    counts.map((line, row) => line.replace(/[^,]*$/, `${(1 + (row % 3)).toFixed(1)}e38`)),
  ),
);
const board = write("board.csv", checkerboard());

const evaluate = (path: string, model: string, ...more: string[]) =>
  nearedge(["evaluate", path, "--models", model, "--protocol", "random:0.2", "--threads", "1", "--json", ...more]);

/** What the error of a run proposes, by a pattern with one group. */
async function adviceOf(pattern: RegExp, path: string, model: string, ...more: string[]): Promise<string> {
  const { status, stderr } = await evaluate(path, model, ...more);
  const found = pattern.exec(stderr)?.[1];
  if (status !== 1 || found === undefined) throw new Error(`expected an error that fits ${pattern}, got ${stderr}`);
  return found;
}

describe("the advice of an error works when it is followed", () => {
  const linear = ["--set", "implicit-als.weighting=linear"];

  it.each([4, 64])("implicit-als, values of 5e8 as weights, %i factors", async (factors) => {
    const set = ["--set", `implicit-als.factors=${factors}`];
    const confidence = await adviceOf(
      /use weighting=log, or confidence=(\S+) \(now 1\)/,
      plays,
      "implicit-als",
      ...set,
      ...linear,
    );
    expect(Number(confidence)).toBeLessThan(1e-5);
    const lowered = await evaluate(
      plays,
      "implicit-als",
      ...set,
      ...linear,
      "--set",
      `implicit-als.confidence=${confidence}`,
    );
    expect(lowered.status, lowered.stderr).toBe(0);
    const logarithm = await evaluate(plays, "implicit-als", ...set, "--set", "implicit-als.weighting=log");
    expect(logarithm.status, logarithm.stderr).toBe(0);
  });

  it("implicit-als, small values and no regularisation", async () => {
    const set = ["--set", "implicit-als.unobservedWeight=1e-9", "--set", "implicit-als.regularization=0"];
    const usual = await adviceOf(/increase regularization \(now 0, by default (\S+)\)/, board, "implicit-als", ...set);
    const { status, stderr } = await evaluate(board, "implicit-als", "--set", `implicit-als.regularization=${usual}`);
    expect(status, stderr).toBe(0);
  });

  it.each(["explicit-als", "funk-mf", "biased-mf", "svdpp"])("%s, ratings of 5e8", async (model) => {
    const transform = await adviceOf(/the largest value is 500000000: .*--transform (\S+)/, huge, model);
    const { status, stderr } = await evaluate(huge, model, "--transform", transform);
    expect(status, stderr).toBe(0);
  });

  it.each(["svd", "slope-one"])("%s, ratings near the end of f32", async (model) => {
    const transform = await adviceOf(
      /beyond the range of f32; the largest value is .*--transform (\S+)/,
      beyond,
      model,
    );
    const { status, stderr } = await evaluate(beyond, model, "--transform", transform);
    expect(status, stderr).toBe(0);
  });

  it.each([
    ["biased-mf", "1000", "0.02"],
    ["svdpp", "1000", "0.008"],
    ["bpr", "1000", "0.05"],
  ])("%s, a learning rate of %s", async (model, learningRate, usual) => {
    const set = (rate: string) => ["--set", `${model}.learningRate=${rate}`];
    expect(await adviceOf(/; try ([0-9.e-]+), the default/, board, model, ...set(learningRate))).toBe(usual);
    const { status, stderr } = await evaluate(board, model, ...set(usual));
    expect(status, stderr).toBe(0);
  });
});
