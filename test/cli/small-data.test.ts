import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { answerSchema, manifestSchema, reportSchema } from "./schemas.ts";
import { rows } from "./tables.ts";

const { folder, write } = temporaryFolder();

/** Trains with the defaults, head included, and asks for more than there is. */
async function serve(name: string, table: string, user: string) {
  const out = join(folder, name);
  const { status, stderr } = await nearedge(["train", write(`${name}.csv`, table), "--out", out]);
  expect([status, stderr]).toEqual([0, expect.stringContaining("no head: ")]);
  const { answer } = await nearedgeJson(answerSchema, ["recommend", out, "--user", user, "--k", "50"]);
  return { out, stderr, itemIds: answer.items.map(({ itemId }) => itemId) };
}

const pairs = (users: number, items: number) =>
  Array.from({ length: users * items }, (_, pair) => `${Math.floor(pair / items)},${pair % items},5`);

describe("data that is hardly any, with the default options and 64 factors", () => {
  it.each([
    ["one user and one item", rows("user,item", ["0,0"]), []],
    ["one user", rows("user,item", ["0,0", "0,1", "0,2", "0,3", "0,4", "0,5"]), []],
    ["one item", rows("user,item", ["0,x", "1,x", "2,x", "3,x", "4,x", "5,x"]), []],
    ["two items", rows("user,item", ["0,x", "1,x", "1,y"]), ["y"]],
    ["three users and three items, all ratings equal", rows("user,item,rating", pairs(3, 3)), []],
  ])("trains and answers: %s", async (name, table, expected) => {
    const { itemIds } = await serve(name.replaceAll(/\W+/g, "-"), table, "0");
    expect(itemIds).toEqual(expected);
  });

  it("merges rows of the same user and item, and says how many", async () => {
    const { stderr } = await serve("duplicates", rows("user,item", ["0,x", "0,x", "0,x", "1,y"]), "0");
    expect(stderr).toContain("2 users, 2 items, 2 interactions");
    expect(stderr).toContain("merged 2 rows of the same user and item");
  });

  it("leaves out bad rows when asked to, and says which", async () => {
    const path = write("bad.csv", rows("user,item,rating", ["a,b,5", "a,c,x", "b,b,nan", "b,c,inf", "c,b,2"]));
    const out = join(folder, "good");
    const { status, stderr } = await nearedge(["train", path, "--skip-bad-rows", "--out", out, "--head", "none"]);
    expect(status).toBe(0);
    expect(stderr).toContain('left out 3 bad rows:\n  bad.csv:3: rating: expected a number, got "x"\n');
    const { answer } = await nearedgeJson(manifestSchema, ["inspect", out]);
    expect(answer.data).toMatchObject({ users: 2, items: 1, interactions: 2 });
  });

  it("cannot be held out by time where there is no time, and says what to do", async () => {
    const path = write("timeless.csv", rows("user,item", ["0,x", "0,y", "1,x"]));
    const { status, stderr } = await nearedge(["evaluate", path, "--protocol", "leave-last-out"]);
    expect(status).toBe(2);
    expect(stderr).toContain("choose leave-last-out:row-order");
    const args = ["evaluate", path, "--protocol", "leave-last-out:row-order", "--models", "popularity", "--at", "100"];
    const { answer } = await nearedgeJson(reportSchema, args);
    expect(answer.results[0]?.metrics["recall@100"]).toBe(1);
  });

  it.each(["item-markov", "popular-recent", "sasrec"])("holds out by rows, which tell %s no order", async (name) => {
    const path = write("rows-only.csv", rows("user,item", ["0,x", "0,y", "0,z", "1,x", "1,y", "2,z", "2,x"]));
    for (const protocol of ["leave-last-out:row-order", "negatives:1:row-order"]) {
      const { status, stderr, stdout } = await nearedge(["evaluate", path, "--protocol", protocol, "--models", name]);
      expect([status, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(new RegExp(`${name}: expected a time(stamp)? for every interaction`));
      expect(stderr).toContain("[missing-timestamps]");
    }
  });

  it("says that the order of rows stands for times in no model", async () => {
    const path = write("no-times.csv", rows("user,item", ["0,x", "0,y", "1,x", "1,y"]));
    const args = ["evaluate", path, "--protocol", "leave-last-out:row-order", "--models", "item-markov"];
    expect((await nearedge(args)).stderr).toContain("also where a protocol holds out by it [missing-timestamps]");
  });
});

describe("ids of any kind", () => {
  it("come back exactly as they were written, and can be asked for", async () => {
    const items = ["007", "7", '"c,d"', '"say ""x"""', "ü—😀", "x".repeat(1000)];
    const written = ["007", "7", "c,d", 'say "x"', "ü—😀", "x".repeat(1000)];
    const lines = items.flatMap((item, place) => [`all,${item}`, ...(place === 0 ? [`0${place}7,${item}`] : [])]);
    const { out, itemIds } = await serve("ids", rows("user,item", lines), "007");
    expect(itemIds.sort()).toEqual(written.slice(1).sort());
    const history = JSON.stringify(written.slice(1));
    const { answer } = await nearedgeJson(answerSchema, ["recommend", out, "--history", history]);
    expect(answer).toMatchObject({ items: [{ itemId: "007" }], unknownItemIds: [] });
  });
});
