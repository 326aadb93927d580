import { describe, expect, it } from "vitest";
import { nearedge, temporaryFolder } from "./nearedge.ts";
import { checkerboard } from "./tables.ts";

const { write } = temporaryFolder();
const board = write("board.csv", checkerboard());

const SCHEDULES = ["constant", "bold-driver", "decay"].map((name) => `learningRateSchedule=${name}`);

describe("a learning rate of 1000", () => {
  it.each([
    ...SCHEDULES.map((schedule) => ["funk-mf", ["update=sequential", schedule]] as const),
    ...SCHEDULES.map((schedule) => ["funk-mf", ["update=vectorised", schedule]] as const),
    ...SCHEDULES.map((schedule) => ["biased-mf", [schedule]] as const),
    ...SCHEDULES.map((schedule) => ["svdpp", [schedule]] as const),
    ["user-item-baseline", ["method=sgd"]] as const,
    ...["constant", "linear"].map((schedule) => ["bpr", [`schedule=${schedule}`]] as const),
    ["bpr", ["regularization=0", "biasRegularization=0"]] as const,
    ...["adagrad", "constant", "linear"].map((schedule) => ["warp", [`learningRateSchedule=${schedule}`]] as const),
    ["warp", ["regularization=0"]] as const,
  ])("ends %s (%s) with status 1 and a message that names it", async (model, options) => {
    const set = ["learningRate=1000", ...options].flatMap((option) => ["--set", `${model}.${option}`]);
    const args = ["evaluate", board, "--models", model, "--protocol", "random:0.2", ...set, "--json"];
    const { status, stdout, stderr } = await nearedge(args);
    expect(stderr).toMatch(
      new RegExp(
        `^nearedge: ${model}: the (factors|biases) left all bounds in epoch \\d+ of \\d+; expected a learningRate that converges, got 1000; .*\\[diverged\\]$`,
        "m",
      ),
    );
    expect([status, stdout]).toEqual([1, ""]);
  });
});
