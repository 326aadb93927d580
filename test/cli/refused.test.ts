import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { nearedge, temporaryFolder } from "./nearedge.ts";
import { checkerboard, rows } from "./tables.ts";

const { folder, write } = temporaryFolder();
const board = write("board.csv", checkerboard());
const broken = write("broken.csv", rows("user,item,rating", ["a,b,5", "a,c,x", "b,b,nan", "b,c,inf", "c,b,2"]));
const strange = write("strange.csv", rows("user,thing,rating", ["1,2,3"]));
const empty = write("header.csv", "userId,itemId\n");
const longId = write("long.csv", rows("user,item", [`u,${"z".repeat(2000)}`, "u,i"]));
const weights = write("weights.csv", rows("user,item,rating", ["u,i,-3", "u,j,1"]));
const before = readdirSync(folder).sort();

const OUT = ["--out", join(folder, "out")];
const SPLIT = ["--protocol", "random:0.2"];

afterEach(() => {
  // Nothing half-written, whatever went wrong.
  expect(readdirSync(folder).sort()).toEqual(before);
});

async function expectRefusal(args: readonly string[], expected: number, message: string): Promise<void> {
  const { status, stdout, stderr } = await nearedge([...args, "--json"]);
  expect(stderr).toContain(message);
  expect([status, stdout]).toEqual([expected, ""]);
  expect(stderr).not.toContain("    at ");
}

describe("data that cannot be read", () => {
  it.each([
    [
      "a missing file",
      ["train", join(folder, "nowhere.csv"), ...OUT],
      "nowhere.csv: there is no such file [missing-file]",
    ],
    [
      "a missing column",
      ["train", strange, ...OUT],
      "expected a column of item ids, got the columns user, thing, rating",
    ],
    ["no rows", ["train", empty, ...OUT], "header.csv: expected at least one interaction, got none [no-rows]"],
    [
      "letters for a rating",
      ["train", broken, ...OUT],
      'broken.csv:3: rating: expected a number, got "x" (3 such rows of 5',
    ],
    ["an endless id", ["train", longId, ...OUT, "--head", "none"], "[id-too-long]"],
  ])("is refused with status 1: %s", async (_, args, message) => {
    await expectRefusal(args, 1, message);
  });
});

describe("options that do not fit", () => {
  it.each([
    ["an unknown key", ["--set", "foo=1"], "implicit-als has no option foo; it has factors,"],
    ["a key that objects have", ["--set", "__proto__=1"], "implicit-als has no option __proto__"],
    [
      "the option of another objective",
      ["--set", "objective=hkv", "--set", "unobservedWeight=0.1"],
      "unobservedWeight: expected none with objective=hkv, got 0.1",
    ],
    [
      "another option of the other",
      ["--set", "confidenceOffset=0"],
      "confidenceOffset: expected none with objective=ials",
    ],
    ["a bound that training has not", ["--set", "nonNegative=true"], "nonNegative is for item factors that were found"],
    ["no factors", ["--set", "factors=0"], "factors: expected an integer from 1 to 512, got 0"],
    ["too many factors", ["--set", "factors=513"], "factors: expected an integer from 1 to 512, got 513"],
    ["negative regularisation", ["--set", "regularization=-1"], "regularization: expected a number from 0 to"],
    ["an unknown model", ["--model", "deep-magic"], "--model: expected one of implicit-als, popularity,"],
    [
      "a model with a slip in its name",
      ["--model", "biased-fm"],
      '"biased-fm" (did you mean biased-mf?) [unknown-model]',
    ],
    [
      "a mix of what cannot be mixed",
      ["--model", "hybrid", "--set", "models=svd,random"],
      'got "random" [unknown-model]',
    ],
    [
      "a head behind one list for all",
      ["--model", "popularity", "--head", "mlp"],
      "popularity: every user gets the same list",
    ],
    ["an unknown head", ["--head", "gru"], '--head: expected one of blend, linear, mlp, auto, none; got "gru"'],
    ["an unknown format", ["--format", "xls"], "--format: expected one of auto, csv,"],
    ["an unknown precision", ["--set", "precision=f16"], 'precision: expected one of f32, int8; got "f16"'],
    ["no thread", ["--threads", "0"], "'0' is invalid. expected an integer from 1 to 64"],
    ["nobody to judge on", ["--judge-users", "0"], "'0' is invalid. expected an integer from 1, or all"],
    ["a share of users to judge on", ["--judge-users", "0.5"], "'0.5' is invalid. expected an integer from 1, or all"],
    ["some users to judge on", ["--judge-users", "some"], "'some' is invalid. expected an integer from 1, or all"],
  ])("are refused with status 2 by train: %s", async (_, args, message) => {
    await expectRefusal(["train", board, ...OUT, ...args], 2, message);
  });

  it.each([
    ["the model", ["--model", "deep-magic"], "--model: expected one of"],
    ["an option", ["--model", "svd", "--set", "factors=0"], "factors: expected an integer from 1 to 2048, got 0"],
    ["an option of a member", ["--model", "hybrid", "--set", "implicit-als.epochs=x"], "epochs: expected an integer"],
    ["the head", ["--head", "gru"], '--head: expected one of blend, linear, mlp, auto, none; got "gru"'],
  ])("are refused by train before the data are read: %s", async (_, args, message) => {
    await expectRefusal(["train", broken, ...OUT, ...args], 2, message);
  });

  it.each([
    ["an unknown model", [board, ...SPLIT, "--models", "deep-magic"], 'random; got "deep-magic"'],
    ["no model", [board, ...SPLIT, "--models", ""], "--models: expected at least one model, got none"],
    ["an unknown protocol", [board, "--protocol", "half"], "protocol: expected one of random:FRACTION"],
    ["a fold count of 1", [board, "--protocol", "kfold:1"], "kfold"],
    ["a protocol that is nearly right", [board, "--protocol", "kfolds:5"], "did you mean kfold"],
    ["a model that is nearly right", [board, ...SPLIT, "--models", "popularty"], "did you mean popularity?"],
    ["an option that is nearly right", [board, ...SPLIT, "--set", "implicit-als.factor=3"], "did you mean factors?"],
    ["a transform that does not exist", [board, ...SPLIT, "--transform", "sigmoit:5,1"], "did you mean sigmoid"],
    ["a decision without a threshold", [board, ...SPLIT, "--decide-at", "4"], "--decide-at: expected --threshold"],
    ["no protocol", [board], "--protocol: expected one such as random:0.2"],
    ["a length of 0", [board, ...SPLIT, "--at", "0"], "--at: expected integers from 1 to 100000"],
    ["letters for a length", [board, ...SPLIT, "--at", "5,x"], 'as in 5,10; got "5,x"'],
    ["a setting of a model that is not there", [board, ...SPLIT, "--set", "svd.rank=3"], "svd is not among --models"],
    [
      "a setting of a model that has none",
      [join(folder, "nowhere.csv"), ...SPLIT, "--models", "random", "--set", "random.x=1"],
      "random has no option x",
    ],
    [
      "a head behind a model that is the same for all users",
      [join(folder, "nowhere.csv"), ...SPLIT, "--models", "popularity+head"],
      "popularity: every user gets the same list",
    ],
    ["half of a given split", ["--train-file", board], "or as many --train-file as --test-file"],
  ])("are refused with status 2 by evaluate: %s", async (_, args, message) => {
    await expectRefusal(["evaluate", ...args], 2, message);
  });

  it("are refused where values give no positive weight", async () => {
    const args = ["train", weights, ...OUT, "--head", "none", "--set", "weighting=linear"];
    await expectRefusal(args, 2, "value: expected one that gives a positive weight, got -3");
  });

  it("are refused by objective=hkv with user and item where a value is of a pair that is not liked", async () => {
    const args = ["train", weights, ...OUT, "--head", "none", "--set", "objective=hkv", "--set", "weighting=linear"];
    const message = 'user "u", item "i": value: expected one above 0 with a confidence of 1 or more, got -3';
    await expectRefusal(args, 1, message);
  });
});

describe("a place where no artefact can be written", () => {
  it.each([
    ["a folder of something else", folder, 1, "expected an artefact to replace, an empty folder or nothing"],
    ["below a file", join(board, "a", "b"), 1, "board.csv is not a folder; choose another folder [write-failed]"],
    ["no name", "", 2, "--out: expected the folder to write the artefact to, got an empty name"],
  ])("is refused before training begins: %s", async (_, out, status, message) => {
    await expectRefusal(["train", board, "--out", out], status, message);
  });
});

describe("a command that does not exist", () => {
  it("is refused with status 2, as is none at all", async () => {
    const [unknown, none] = [await nearedge(["trian"]), await nearedge([])];
    expect([unknown.status, none.status]).toEqual([2, 2]);
    expect(unknown.stderr).toContain("unknown command 'trian'");
    expect(none.stderr).toContain("Commands:");
  });
});
