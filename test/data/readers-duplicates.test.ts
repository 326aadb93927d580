import { describe, expect, it } from "vitest";
import { openDataset, openGivenSplit } from "../../src/data/open-dataset.ts";
import { dataErrorOf, rowsOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();

describe("rows of the same user and item", () => {
  const rated = write("rated.csv", "user,item,rating,time\na,x,1,30\na,x,5,10\na,x,3,30\na,x,4,\na,y,2,7\n");

  it.each([
    ["last", 3, 30],
    ["first", 4, Number.NaN],
    ["sum", 13, 30],
    ["mean", 3.25, 30],
    ["max", 5, 30],
  ] as const)("become one by the rule %s", async (duplicates, value, timestamp) => {
    const { interactions, report } = await openDataset(rated, { duplicates });
    const rows = rowsOf(interactions);
    expect(rows).toHaveLength(2);
    expect(rows).toContainEqual(["a", "x", value, timestamp]);
    expect(rows).toContainEqual(["a", "y", 2, 7]);
    expect(report).toMatchObject({ rowsRead: 5, duplicatesMerged: 3 });
  });

  it("keep the latest rating by default, and the later row without timestamps", async () => {
    expect(rowsOf((await openDataset(rated)).interactions)).toContainEqual(["a", "x", 3, 30]);
    const untimed = write("untimed.csv", "user,item,rating\na,x,5\nb,x,1\na,x,2\n");
    expect(rowsOf((await openDataset(untimed)).interactions)).toEqual([
      ["a", "x", 2],
      ["b", "x", 1],
    ]);
    expect(rowsOf((await openDataset(untimed, { duplicates: "first" })).interactions)[0]).toEqual(["a", "x", 5]);
  });

  it("add up by default where feedback is implicit", async () => {
    const plays = write("plays.csv", "user,item,plays\na,x,5\na,x,2\n");
    expect(rowsOf((await openDataset(plays)).interactions)).toEqual([["a", "x", 7]]);
    const visits = write("visits.csv", "user,item\na,x\na,x\na,x\n");
    expect(rowsOf((await openDataset(visits)).interactions)).toEqual([["a", "x", 3]]);
  });

  it("add up to the same bits in any order of rows", async () => {
    const rows = Array.from({ length: 100 }, (_, row) => `a,x,${(0.1 * row ** 3).toFixed(3)}`);
    const first = await openDataset(write("up.csv", `user,item,plays\n${rows.join("\n")}`));
    const second = await openDataset(write("down.csv", `user,item,plays\n${rows.reverse().join("\n")}`));
    expect(second.fingerprint).toBe(first.fingerprint);
  });
});

describe("a given split", () => {
  const train = write("train.csv", "user,item,rating,time\n2,10,1,1\n1,20,2,2\n1,20,3,3\n1,30,5,4\n");
  const test = write("test.csv", "user,item,rating,time\n1,20,4,9\n3,5,2,8\n");

  it("shares vocabularies and counts the pairs that both parts have", async () => {
    const split = await openGivenSplit(train, test);
    expect(split.train.userIds.ids).toEqual(["1", "2", "3"]);
    expect(split.test.itemIds).toBe(split.train.itemIds);
    expect(split.train.itemIds.ids).toEqual(["5", "10", "20", "30"]);
    expect(rowsOf(split.train)).toEqual([
      ["1", "20", 3, 3],
      ["1", "30", 5, 4],
      ["2", "10", 1, 1],
    ]);
    expect(rowsOf(split.test)).toEqual([
      ["1", "20", 4, 9],
      ["3", "5", 2, 8],
    ]);
    expect(split.overlap).toBe(1);
  });

  it("reports on both files, and puts both parts together", async () => {
    const { dataset } = await openGivenSplit(train, test);
    expect(dataset.report).toMatchObject({ rowsRead: 6, badRows: 0, duplicatesMerged: 1 });
    expect(rowsOf(dataset.interactions)).toEqual([
      ["1", "30", 5, 4],
      ["1", "20", 4, 9],
      ["2", "10", 1, 1],
      ["3", "5", 2, 8],
    ]);
    expect(dataset.name).toBe("train");
  });

  it("may be in two formats and with timestamps in one part only", async () => {
    const { test: untimed } = await openGivenSplit(train, write("untimed.jsonl", '{"user":1,"item":"5","rating":2}\n'));
    expect(rowsOf(untimed)).toEqual([["1", "5", 2, Number.NaN]]);
  });

  it("is refused when one part has ratings and the other has none", async () => {
    const error = await dataErrorOf(openGivenSplit(train, write("implicit.csv", "user,item\n1,20\n")));
    expect(error.code).toBe("mixed-feedback");
  });

  it("names the file whose rows are bad", async () => {
    const error = await dataErrorOf(openGivenSplit(train, write("wrong.csv", "user,item,rating\n1,20,?\n1,5,1\n")));
    expect(error.message).toMatch(/^wrong\.csv:2: rating/);
  });
});
