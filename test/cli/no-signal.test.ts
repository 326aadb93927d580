import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { answerSchema, predictionsSchema } from "./schemas.ts";
import { rows } from "./tables.ts";

const { folder, write } = temporaryFolder();

/** Items y (5 users), x (4), z (3) and w (2) are had together; p and q by one user alone, who has nothing else. */
const TABLE = rows("user,item", [
  ...["a,w", "a,y", "b,x", "b,y", "c,x", "c,y", "d,x", "d,y", "d,z", "e,y", "e,z", "f,x", "f,z", "f,w"],
  ...["lonely,p", "lonely,q"],
]);
const ITEMS = rows("itemId,title,tags", ["w,W,even", "x,X,odd", "y,Y,odd", "z,Z,even", "p,P,odd", "q,Q,even"]);

async function train(model: string, ...set: string[]) {
  const out = join(folder, model);
  const files = [write("lonely.csv", TABLE), "--items", write("lonely-items.csv", ITEMS)];
  const options = set.flatMap((assignment) => ["--set", assignment]);
  const run = await nearedge(["train", ...files, "--model", model, "--head", "none", ...options, "--out", out]);
  if (run.status !== 0) throw new Error(run.stderr);
  return { out, stderr: run.stderr };
}

async function recommend(out: string, ...args: string[]) {
  const { answer } = await nearedgeJson(answerSchema, ["recommend", out, ...args]);
  return { ...answer, rows: answer.items.map(({ itemId, score, source }) => [itemId, score, source]) };
}

describe.each(["item-knn", "user-knn", "ease", "rp3beta", "implicit-als", "pure-svd", "gf-cf"])("%s", (model) => {
  let out: string;
  beforeAll(async () => {
    out = (await train(model)).out;
  }, 60_000);

  it("ends a personal list where nothing more follows, and says of the rest that it is popular", async () => {
    const { rows: list, fallback } = await recommend(out, "--history", "p", "--k", "4");
    expect(fallback).toBeUndefined();
    expect(list[0]).toEqual(["q", expect.any(Number), undefined]);
    expect(list.slice(1)).toEqual([
      ["y", 0, "popular"],
      ["x", 0, "popular"],
      ["z", 0, "popular"],
    ]);
  });

  it("falls back where nothing follows for what is left", async () => {
    const popular = [
      ["y", 5, "popular"],
      ["x", 4, "popular"],
      ["z", 3, "popular"],
      ["w", 2, "popular"],
    ];
    for (const left of [
      ["--history", "p,q"],
      ["--user", "lonely"],
      ["--history", "p", "--exclude", "q"],
    ]) {
      const answer = await recommend(out, ...left);
      expect(answer.fallback?.reason).toBe("no-signal");
      expect(answer.rows).toEqual(popular);
    }
    const odd = await recommend(out, "--history", "p", "--filter", '{"tags": "odd"}');
    expect([odd.fallback?.reason, odd.rows]).toEqual(["no-signal", popular.slice(0, 2)]);
  });

  it("predicts 0 where nothing follows, and popularity where nothing follows from the history at all", async () => {
    const ask = async (history: string, items: string) => {
      const args = ["predict", out, "--history", history, "--items", items];
      const { answer } = await nearedgeJson(predictionsSchema, args);
      const scores = answer.items.map((item) => ("score" in item ? [item.itemId, item.score] : []));
      return [answer.fallback?.reason, scores];
    };
    expect(await ask("p", "y,x")).toEqual([
      "no-signal",
      [
        ["y", 0],
        ["x", 0],
      ],
    ]);
    expect(await ask("p,q", "x")).toEqual(["no-signal", [["x", 4]]]);
  });
});

describe.each(["pure-svd", "svd"])("%s of too few factors for all parts of the catalogue", (model) => {
  it("has nothing to say of the part that it has no room for", async () => {
    const ratings = TABLE.trim()
      .split("\n")
      .map((line, row) => `${line},${row === 0 ? "rating" : 1 + (row % 5)}`);
    const file = write("rated.csv", `${ratings.join("\n")}\n`);
    const out = join(folder, `${model}-narrow`);
    const centre = model === "svd" ? ["--set", "centre=none"] : [];
    const args = ["train", file, "--model", model, "--set", "factors=1", ...centre, "--head", "none", "--out", out];
    expect((await nearedge(args)).status).toBe(0);
    for (const history of ["p", "p,q"]) {
      const answer = await recommend(out, "--history", history, "--k", "2");
      expect([answer.fallback?.reason, answer.rows]).toEqual([
        "no-signal",
        [
          ["y", 5, "popular"],
          ["x", 4, "popular"],
        ],
      ]);
    }
  });
});

describe("people", () => {
  it("are told which items of a list are popular, and why one is", async () => {
    const { out } = await train("item-knn");
    const mixed = await nearedge(["recommend", out, "--history", "p", "--k", "2"]);
    expect(mixed.stdout).toMatch(/^ +1 +\d+\.\d{4} {2}q {2}Q\n +2 +0\.0000 {2}y {2}Y {2}\(popular\)\n$/);
    const { stdout, stderr } = await nearedge(["recommend", out, "--history", "p,q", "--k", "1"]);
    expect(stdout).toBe("   1     5.0000  y  Y\n");
    expect(stderr).toContain("nothing follows from the history for the items that are left; popular items instead");
  });

  it("are told which ids are unknown, excluded ones too", async () => {
    const { out } = await train("item-knn");
    const answer = await recommend(out, "--history", "p,nowhere", "--exclude", "q,neither,nowhere");
    expect(answer.unknownItemIds).toEqual(["nowhere", "neither"]);
  });

  it("are told that a field stands twice", async () => {
    const { out } = await train("item-knn");
    const twice = '{"tags": "odd", "t\\u0061gs": "even"}';
    const { status, stderr } = await nearedge(["recommend", out, "--history", "p", "--filter", twice]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("got tags twice")]);
  });
});
