import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { trainingProgress } from "../../src/cli/progress.ts";
import { nearedge, temporaryFolder } from "./nearedge.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const board = write("board.csv", checkerboard());
/** Every step is a line. */
const often = (args: readonly string[]) => nearedge(args, { env: { NEAREDGE_PROGRESS_SECONDS: "0" } });

describe("progress on standard error", () => {
  it.each([
    ["biased-mf", /^epoch 60\/60 biased-mf objective [\d.,]+$/m],
    ["bpr", /^epoch 100\/100 bpr objective [\d.,]+$/m],
    ["warp", /^epoch 15\/15 warp objective [\d.,]+$/m],
    ["neural-mf", /^epoch 20\/25 neural-mf objective [\d.,]+, [\d,]+ rows\/s$/m],
    ["svdpp", /^epoch \d+\/\d+ svdpp objective [\d.,]+$/m],
    ["nmf", /^epoch 50\/50 nmf objective [\d.,]+$/m],
    ["implicit-als", /^epoch \d+\/\d+ implicit-als objective [\d.,]+$/m],
    ["user-item-baseline", /^epochs 10\/10 user-item-baseline$/m],
    ["co-clustering", /^epoch \d+\/20 co-clustering objective [\d.,]+$/m],
    ["slim", /^items 12\/12 slim$/m],
    ["item-knn", /^items 12\/12 item-knn\n(neighbours.*\n)*neighbours of items 12\/12 item-knn$/m],
    ["slope-one", /^differences of items 12\/12 slope-one$/m],
    [
      "ease",
      /^Gram matrix, items 12\/12 ease\n(inverse.*\n)*inverse, blocks 1\/1 ease\n(weights.*\n)*weights of items 12\/12 ease$/m,
    ],
    ["svd", /^power iterations 6\/6 svd$/m],
    ["pure-svd", /^power iterations \d+\/\d+ pure-svd$/m],
    ["gf-cf", /^power iterations 6\/6 gf-cf$/m],
  ])("says how far %s is, and standard output stays one object", async (model, expected) => {
    const args = ["evaluate", board, "--models", model, "--protocol", "random:0.2", "--json"];
    const { status, stdout, stderr } = await often(args);
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(expected);
    expect(stderr.indexOf(`${model}: fitting`)).toBeLessThan(stderr.search(expected));
    expect(stderr).toMatch(new RegExp(`^users \\d+/\\d+ ${model}$`, "m"));
    expect(stdout).toMatch(/^\{.*\}\n$/);
  });

  it("counts the steps of Lanczos without a total", async () => {
    const args = ["evaluate", board, "--models", "svd", "--set", "svd.method=lanczos", "--protocol", "random:0.2"];
    expect((await often(args)).stderr).toMatch(/^Lanczos steps \d+ svd$/m);
  });

  it("stands under the phases of train", async () => {
    const args = ["train", board, "--model", "slim", "--out", join(folder, "slim"), "--json"];
    const { status, stderr } = await often(args);
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/slim, on everything\n(items.*\n)*items 12\/12\n/);
  });

  it("names the members of a mix while they are fitted", async () => {
    const set = ["--set", "hybrid.models=slim,implicit-als"];
    const args = ["evaluate", board, "--models", "hybrid", "--protocol", "random:0.2", ...set];
    const { status, stderr } = await often(args);
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/hybrid: slim, to be weighed\n(items.*\n)*items 12\/12 hybrid\n/);
    expect(stderr).toMatch(/hybrid: implicit-als, on everything\nepoch \d+\/\d+ hybrid objective/);
  });

  it("says nothing of what takes less than ten seconds", async () => {
    const args = ["evaluate", board, "--models", "bpr,slim", "--protocol", "random:0.2"];
    const { status, stderr } = await nearedge(args);
    expect(status, stderr).toBe(0);
    expect(stderr).not.toMatch(/^(epoch|items|users) /m);
  });
});

describe("the line of an epoch", () => {
  const lineOf = (more: object): string => {
    let line = "";
    const update = (label: string, done: number, total: number, note: string) => {
      line = `${label} ${done}/${total} ${note}`;
    };
    const { onEpoch } = trainingProgress({ update, stop: () => undefined }, () => "neural-mf");
    onEpoch({ epoch: 3, epochs: 20, objective: 0.81234567, elapsedMs: 10, ...more });
    return line;
  };

  it.each([
    [{}, "epoch 3/20 neural-mf objective 0.812346"],
    [{ validation: 0.9 }, "epoch 3/20 neural-mf objective 0.812346, validation 0.9"],
    [{ rowsPerSecond: 123_456 }, "epoch 3/20 neural-mf objective 0.812346, 120,000 rows/s"],
    [{ validation: 0.95, rowsPerSecond: 987 }, "epoch 3/20 neural-mf objective 0.812346, validation 0.95, 990 rows/s"],
  ])("has what a training reports of %j", (more, line) => {
    expect(lineOf(more)).toBe(line);
  });
});
