import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { openDataset, openGivenSplit } from "../../src/data/open-dataset.ts";
import { dataErrorOf, rowsOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();

/** A bought and returned: by user 1 wholly, by user 2 more than was bought here; user 4 has nothing else. */
const RETURNS: readonly (readonly [string, string, number])[] = [
  ["1", "A", 6],
  ["1", "A", -6],
  ["1", "B", 2],
  ["2", "A", -3],
  ["2", "B", 1],
  ["2", "C", 1],
  ["3", "B", 4],
  ["3", "C", -1],
  ["4", "D", 0],
  ["5", "C", 5],
  ["5", "C", -2],
];
const LEFT = [
  ["1", "B", 2],
  ["2", "B", 1],
  ["2", "C", 1],
  ["3", "B", 4],
  ["5", "C", 3],
];

const table = (separator: string, rows = RETURNS, value = "count"): string =>
  `${[["user", "item", value], ...rows].map((row) => row.join(separator)).join("\n")}\n`;
const csv = write("returns.csv", table(","));

async function parquet(): Promise<string> {
  const path = join(csv, "..", "returns.parquet");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT * FROM read_csv('${csv}', all_varchar = false)) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

describe("counts of 0 or below", () => {
  it.each([
    ["csv", () => csv],
    ["tsv", () => write("returns.tsv", table("\t"))],
    ["quoted csv", () => write("quoted.csv", table(",").replaceAll(/([A-D])/g, '"$1"'))],
    [
      "jsonl",
      () => write("r.jsonl", RETURNS.map(([user, item, count]) => JSON.stringify({ user, item, count })).join("\n")),
    ],
    ["parquet", parquet],
    ["ratings that the caller calls counts", () => write("rating.csv", table(",", RETURNS, "rating"))],
  ] as const)("are no interactions, once the rows of a pair are added up: %s", async (name, path) => {
    const columns = name.startsWith("ratings") ? { count: "rating" } : {};
    const { interactions, report } = await openDataset(await path(), { columns });
    expect(interactions.feedback).toBe("implicit");
    expect(rowsOf(interactions)).toEqual(LEFT);
    // A user without another interaction is left out, and so is an item without any.
    expect(interactions.userIds.ids).toEqual(["1", "2", "3", "5"]);
    expect(interactions.itemIds.ids).toEqual(["B", "C"]);
    expect(report).toMatchObject({ rowsRead: 11, badRows: 0, duplicatesMerged: 1, nonPositiveDropped: 4 });
  });

  it.each([
    ["last", [["a", "y", 3]], 1],
    ["first", [["a", "x", 2]], 1],
    [
      "max",
      [
        ["a", "x", 2],
        ["a", "y", 3],
      ],
      0,
    ],
    ["mean", [["a", "y", 1]], 1],
    ["sum", [["a", "y", 2]], 1],
  ] as const)("are judged by what the rule %s makes of a pair", async (duplicates, rows, dropped) => {
    const path = write("rules.csv", "user,item,count,time\na,x,2,1\na,x,-2,2\na,y,-1,1\na,y,3,2\n");
    const { interactions, report } = await openDataset(path, { duplicates });
    expect(rowsOf(interactions).map((row) => row.slice(0, 3))).toEqual(rows);
    expect(report.nonPositiveDropped ?? 0).toBe(dropped);
  });

  it("are 0 where fractions cancel, and where 32 bits hold nothing", async () => {
    const path = write("tiny.csv", "user,item,count\na,x,0.1\na,x,0.2\na,x,-0.3\na,y,1e-60\nb,x,0.5\n");
    const { interactions, report } = await openDataset(path);
    expect(rowsOf(interactions)).toEqual([["b", "x", 0.5]]);
    expect(report.nonPositiveDropped).toBe(2);
  });

  it("as ratings are ratings", async () => {
    const { interactions, report } = await openDataset(write("jester.csv", "user,item,rating\na,x,-9.5\na,y,0\n"));
    expect(rowsOf(interactions)).toEqual([
      ["a", "x", -9.5],
      ["a", "y", 0],
    ]);
    expect(report.nonPositiveDropped).toBeUndefined();
  });

  it("leave the table that it would be without them, and other tables as they are", async () => {
    const clean = await openDataset(
      write("clean.csv", table(",", RETURNS.filter(([, , count]) => count > 0).slice(1))),
    );
    const more = [...RETURNS.filter(([, , count]) => count > 0).slice(1), ["9", "Z", -1], ["1", "Y", 0]] as const;
    expect((await openDataset(write("more.csv", table(",", more)))).fingerprint).toBe(clean.fingerprint);
    // As it was before counts of 0 were looked at.
    expect(clean.fingerprint).toBe("d4020f687ebb9cf24ff6e31f848ca048efc55d6da234c6a9a06d5fbe0a893953");
  });

  it("are left out of both parts of a given split, each by itself", async () => {
    const train = write("train.csv", "user,item,count\n1,a,2\n1,b,-2\n2,b,1\n2,c,5\n2,c,-5\n");
    const test = write("test.csv", "user,item,count\n1,a,-9\n1,b,4\n3,d,0\n2,a,1\n");
    const split = await openGivenSplit(train, test);
    expect(rowsOf(split.train)).toEqual([
      ["1", "a", 2],
      ["2", "b", 1],
    ]);
    expect(rowsOf(split.test)).toEqual([
      ["1", "b", 4],
      ["2", "a", 1],
    ]);
    expect(split.train.itemIds.ids).toEqual(["a", "b"]);
    expect(split.train.userIds.ids).toEqual(["1", "2"]);
    expect(rowsOf(split.dataset.interactions)).toHaveLength(4);
    expect(split.dataset.report.nonPositiveDropped).toBe(4);
  });

  it("alone are an error that says how to read them as ratings", async () => {
    const error = await dataErrorOf(openDataset(write("none.csv", "user,item,plays\na,x,0\na,y,-2\n")));
    expect(error.code).toBe("nothing-left");
    expect(error.message).toBe(
      "none.csv: expected counts above 0, got 2 pairs of a user and an item whose count is 0 or below, and no other; " +
        "if they are opinions, name the column as in --columns rating=NAME",
    );
    const good = write("good.csv", "user,item,plays\na,x,1\na,y,2\n");
    const given = await dataErrorOf(openGivenSplit(good, write("bad.csv", "user,item,plays\na,x,0\n")));
    expect(given.message).toMatch(/^bad\.csv: expected counts above 0, got 1 pairs/);
  });

  it("in a list made by a program are refused", async () => {
    const list = [
      { userId: "a", itemId: "x" },
      { userId: "a", itemId: "y", value: 0 },
    ];
    await expect(dataErrorOf(Promise.resolve().then(() => interactionsFrom(list, "implicit")))).resolves.toMatchObject({
      code: "non-positive-count",
      message:
        "interaction 2: expected a count above 0, got 0; leave it out, or say explicit where values are opinions",
    });
    expect([...interactionsFrom(list, "explicit").values]).toEqual([1, 0]);
  });
});

describe("a least value", () => {
  const rated = write("rated.csv", "user,item,rating\na,x,5\na,y,3\nb,x,4\nb,z,1\nc,z,2\na,x,4.5\n");

  it("leaves out pairs below it after merging, and the ids that have no other", async () => {
    const dataset = await openDataset(rated, { minValue: 4 });
    expect(rowsOf(dataset.interactions)).toEqual([
      ["a", "x", 4.5],
      ["b", "x", 4],
    ]);
    expect(dataset.interactions.userIds.ids).toEqual(["a", "b"]);
    expect(dataset.report).toMatchObject({ rowsRead: 6, duplicatesMerged: 1, belowMinValue: 3 });
    expect(dataset.note).toBe("only values of at least 4");
  });

  it("compares as values are kept: in 32 bits", async () => {
    const path = write("fractions.csv", "user,item,rating\na,x,3.4\na,y,3.3\na,z,3.39999\n");
    expect(rowsOf((await openDataset(path, { minValue: 3.4 })).interactions)).toHaveLength(1);
    expect(rowsOf((await openDataset(path, { minValue: 3.3 })).interactions)).toHaveLength(3);
  });

  it("looks at sums of counts, and at sums of ratings that fall below it together", async () => {
    const plays = write("plays.csv", "user,item,plays\na,x,2\na,x,2\nb,x,3\n");
    expect(rowsOf((await openDataset(plays, { minValue: 4 })).interactions)).toEqual([["a", "x", 4]]);
    const below = write("below.csv", "user,item,rating\na,x,-2\na,x,-2\nb,x,-2\n");
    const summed = await openDataset(below, { minValue: -3, duplicates: "sum" });
    expect(rowsOf(summed.interactions)).toEqual([["b", "x", -2]]);
  });

  it("holds for both parts of a given split", async () => {
    const { train, test, dataset } = await openGivenSplit(
      write("mt.csv", "user,item,rating\na,x,5\na,y,1\nb,y,4\n"),
      write("mu.csv", "user,item,rating\na,y,4\nb,x,3\n"),
      { minValue: 4 },
    );
    expect(rowsOf(train)).toEqual([
      ["a", "x", 5],
      ["b", "y", 4],
    ]);
    expect(rowsOf(test)).toEqual([["a", "y", 4]]);
    expect(dataset.report.belowMinValue).toBe(2);
    expect(dataset.note).toBe("only values of at least 4");
  });

  it("says 0 where nothing was below it", async () => {
    const { report, fingerprint } = await openDataset(rated, { minValue: 1 });
    expect(report.belowMinValue).toBe(0);
    expect(fingerprint).toBe((await openDataset(rated)).fingerprint);
  });

  it("that nothing has is an error with the largest value", async () => {
    const error = await dataErrorOf(openDataset(rated, { minValue: 6 }));
    expect(error.code).toBe("nothing-left");
    expect(error.message).toBe(
      "rated.csv: expected values of at least 6, got none among 5 pairs of a user and an item (the largest value of a row is 5); " +
        "choose a lower --min-value, or name the column of values with --columns rating=NAME or count=NAME",
    );
    await expect(openDataset("builtin:catalogue", { minValue: 2 })).rejects.toThrow(
      "builtin:catalogue: expected values of at least 2, got none: every value is 1",
    );
    await expect(openDataset(rated, { minValue: Number.NaN })).rejects.toThrow("minValue: expected a number");
  });
});
