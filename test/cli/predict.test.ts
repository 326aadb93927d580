import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readPerson } from "../../src/cli/history.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { answerSchema, predictionsSchema } from "./schemas.ts";
import { checkerboard, rows } from "./tables.ts";

const { folder, write } = temporaryFolder();
const rated = join(folder, "rated");
const scored = join(folder, "scored");

beforeAll(async () => {
  // Sixteen users like even items (5) and not odd ones (1); the others do the reverse. Each has left two items out.
  const lines = Array.from({ length: 32 }, (_, user) =>
    Array.from({ length: 10 }, (_, item) => item)
      .filter((item) => (item + user) % 5 !== 0)
      .map((item) => `u${user},i${item},${(item + user) % 2 === 0 ? 5 : 1}`),
  ).flat();
  const items = write(
    "items.csv",
    rows(
      "itemId,title",
      Array.from({ length: 10 }, (_, item) => `i${item},Item ${item}`),
    ),
  );
  const table = write("rated.csv", rows("userId,itemId,rating", lines));
  const options = ["--set", "factors=4", "--set", "regularization=0.1", "--set", "initialDeviation=0.2"];
  await nearedge(["train", table, "--items", items, "--model", "biased-mf", "--out", rated, ...options]);
  const board = write("board.csv", checkerboard());
  await nearedge(["train", board, "--out", scored, "--head", "none", "--set", "factors=8"]);
}, 60_000);

async function predict(artefact: string, ...args: string[]) {
  const { answer } = await nearedgeJson(predictionsSchema, ["predict", artefact, ...args]);
  return answer;
}

const ratingsIn = ({ items }: { readonly items: readonly { readonly predictedRating?: number | undefined }[] }) =>
  items.map(({ predictedRating = Number.NaN }) => predictedRating);

describe("nearedge predict", () => {
  it("predicts ratings in the order of --items, from stored ratings or those that are given", async () => {
    const wanted = ["--items", "i3,i0,nowhere,i0"];
    const named = await predict(rated, ...wanted, "--user", "u0");
    expect(named.items.map(({ itemId, title }) => [itemId, title])).toEqual([
      ["i3", "Item 3"],
      ["i0", "Item 0"],
      ["i0", "Item 0"],
    ]);
    expect(ratingsIn(named)[0]).toBeLessThan(2);
    expect(ratingsIn(named)[1]).toBeGreaterThan(4);
    expect(named).toMatchObject({ unknownItemIds: ["nowhere"], work: { itemsScored: 3 } });
    // u0 has left out 0 and 5.
    const history = ["--history", "i1,i2,i3,i4,i6,i7,i8,i9"];
    const sent = await predict(rated, ...wanted, ...history, "--ratings", "1,5,1,5,5,1,5,1");
    expect(sent).toEqual(named);
    const reversed = await predict(rated, ...wanted, ...history, "--ratings", "5, 1,5,1,1,5,1,5");
    expect(ratingsIn(reversed)[0]).toBeGreaterThan(4);
    expect(ratingsIn(reversed)[1]).toBeLessThan(2);
  });

  it("takes an item without a rating for one that is liked", async () => {
    const liked = await predict(rated, "--items", "i4,i5", "--history", "i2,i6");
    expect(liked).toEqual(await predict(rated, "--items", "i4,i5", "--history", "i2,i6", "--ratings", "5,5"));
  });

  it("gives scores where the model has no ratings: those of nearedge recommend", async () => {
    const person = ["--history", "i0,i2"];
    const { answer: list } = await nearedgeJson(answerSchema, ["recommend", scored, ...person, "--no-rerank"]);
    const wanted = ["--items", list.items.map(({ itemId }) => itemId).join()];
    expect((await predict(scored, ...wanted, ...person)).items).toEqual(list.items);
  });

  it("says of a stranger what it says of everybody, and that it does", async () => {
    const answer = await predict(rated, "--items", "i0", "--user", "stranger");
    expect(answer.fallback).toEqual({
      reason: "unknown-user",
      message: "this user is not known; these are the same for everybody",
    });
    expect(ratingsIn(answer)[0]).toBeGreaterThan(1);
  });

  it("prints a line an item for people, and what they must know apart from it", async () => {
    const { status, stdout, stderr } = await nearedge(["predict", rated, "--items", "i0,x,i3", "--user", "stranger"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ +\d\.\d{4} {2}i0 {2}Item 0\n +\d\.\d{4} {2}i3 {2}Item 3\n$/);
    expect(stderr).toContain("these are the same for everybody");
    expect(stderr).toContain("unknown items: x");
  });
});

describe("ratings of a history", () => {
  it("turn the order of nearedge recommend", async () => {
    const list = async (...ratings: string[]) => {
      const args = ["recommend", rated, "--history", "i0,i1,i2,i3", "--ratings", ...ratings, "--k", "3"];
      return (await nearedgeJson(answerSchema, args)).answer.items.map(({ itemId }) => Number(itemId.slice(1)) % 2);
    };
    expect(await list("5,1,5,1")).toEqual([0, 0, 0]);
    expect(await list("1,5,1,5")).toEqual([1, 1, 1]);
  });

  it.each([
    ["fewer than items", { history: "i0,i1", ratings: "5" }, "--ratings: expected 2 numbers separated by commas"],
    ["more than items", { history: "i0,i1", ratings: "5,4,3" }, 'one for each item of --history; got "5,4,3"'],
    ["no numbers", { history: "i0,i1", ratings: "5,good" }, 'got "5,good"'],
    ["endless", { history: "i0,i1", ratings: "5,Infinity" }, 'got "5,Infinity"'],
    ["of no history", { user: "u0", ratings: "5" }, "--ratings: expected --history ID,ID beside it"],
  ])("are refused: %s", (_, given, message) => {
    const refused = expect.objectContaining({ code: "bad-ratings", message: expect.stringContaining(message) });
    expect(() => readPerson(given)).toThrow(refused);
  });

  it("are refused with status 2 by both commands", async () => {
    for (const command of [
      ["recommend", rated],
      ["predict", rated, "--items", "i5"],
    ]) {
      const { status, stdout, stderr } = await nearedge([...command, "--history", "i0", "--ratings", "5,1", "--json"]);
      expect([status, stdout]).toEqual([2, ""]);
      expect(stderr).toContain("[bad-ratings]");
    }
  });
});

describe("a prediction that cannot be made", () => {
  it.each([
    ["nobody to ask for", ["--items", "i0"], "expected --user ID or --history ID,ID [no-user]"],
    ["no items", ["--user", "u0"], "required option '--items <ids>' not specified"],
    ["an empty list of items", ["--user", "u0", "--items", ","], "--items: expected 1 to 1000 ids, got 0 [bad-items]"],
    ["too many items", ["--user", "u0", "--items", "i0,".repeat(1001)], "got 1001 [bad-items]"],
  ])("is refused: %s", async (_, args, message) => {
    const { status, stdout, stderr } = await nearedge(["predict", rated, ...args, "--json"]);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
  });
});
