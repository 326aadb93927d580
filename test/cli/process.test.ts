import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { nearedgeChild } from "./child.ts";
import { nearedge, temporaryFolder } from "./nearedge.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const board = write("board.csv", checkerboard());
const artefact = join(folder, "artefact");
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  const trained = await nearedge(["train", board, "--model", "user-item-baseline", "--out", artefact]);
  if (trained.status !== 0) throw new Error(trained.stderr);
});

/** Other tests run commands in their own process, which would not notice what keeps one alive. */
describe("a process of the command line", () => {
  it.each([
    ["explore", ["explore", board, "--out", at("explore.html")]],
    ["train", ["train", board, "--threads", "2", "--head", "none", "--out", at("als")]],
    ["evaluate", ["evaluate", board, "--models", "implicit-als", "--protocol", "random:0.2", "--threads", "2"]],
    ["compare", ["compare", board, "--models", "popularity", "--folds", "2", "--out", at("compare.html")]],
    ["tune", ["tune", board, "--grid", "factors=1,2", "--set", "epochs=1", "--jobs", "2"]],
    ["models", ["models"]],
    ["recommend", ["recommend", artefact, "--user", "u1"]],
    ["recommend --users", ["recommend", artefact, "--users", "all", "--out", at("lists.parquet")]],
    ["predict", ["predict", artefact, "--user", "u1", "--items", "i1"]],
    ["inspect", ["inspect", artefact]],
  ])("ends by itself with status 0 and one object on standard output: %s", async (_, args) => {
    const { status, stdout, stderr } = await nearedgeChild([...args, "--json"]);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^\{.*\}\n$/);
  });

  it("ends by itself where a site is written", async () => {
    const { status, stderr } = await nearedgeChild(["publish", artefact, "--to", at("site"), "--no-page"]);
    expect(status, stderr).toBe(0);
  });

  it.each([
    [1, "a file is missing", ["evaluate", at("nowhere.csv"), "--protocol", "random:0.2"]],
    [2, "an option is unknown", ["train", board, "--no-such-option"]],
    [2, "no command is named", []],
  ])("ends with status %i where %s", async (expected, _, args) => {
    const { status, stdout, stderr } = await nearedgeChild(args);
    expect([status, stdout]).toEqual([expected, ""]);
    expect(stderr).not.toBe("");
  });
});
