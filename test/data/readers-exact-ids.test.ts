import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openDataset, openGivenSplit } from "../../src/data/open-dataset.ts";
import { openSession, quoteText } from "../../src/data/readers/session.ts";
import { dataErrorOf, rowsOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();

async function writeParquet(name: string, query: string): Promise<string> {
  const path = write(name, "");
  const session = await openSession();
  await session.run(`COPY (${query}) TO ${quoteText(path)} (FORMAT parquet)`);
  session.close();
  return path;
}

const items = async (path: string, options = {}) => (await openDataset(path, options)).interactions.itemIds.ids;

describe("ids in Parquet", () => {
  it.each([
    ["DOUBLE", "12"],
    ["FLOAT", "12"],
    ["DECIMAL(10, 2)", "12"],
    ["BIGINT", "12"],
  ])("are written without a fraction where they are whole: %s", async (type, id) => {
    const path = await writeParquet("whole.parquet", `SELECT 1 AS user, 12::${type} AS item`);
    const itemsPath = write("items.csv", "itemId,title\n12,Twelve\n");
    const { interactions, items: catalogue } = await openDataset(path, { itemsPath });
    expect(interactions.itemIds.ids).toEqual([id]);
    expect(catalogue.titles).toEqual(["Twelve"]);
  });

  it("are bad rows where they are NaN, infinite, or beyond what floating point tells apart", async () => {
    const query =
      "SELECT * FROM (VALUES (1, 'nan'::DOUBLE), (2, 'inf'::DOUBLE), (3, 1e16::DOUBLE), (4, 1.5), (5, 7)) AS t(user, item)";
    const path = await writeParquet("nan.parquet", query);
    const { code, message } = await dataErrorOf(openDataset(path));
    expect(code).toBe("bad-rows");
    expect(message).toContain('nan.parquet:1: item: expected an id, got "nan"');
    expect(message).toContain(
      "nan.parquet:3: item: expected an id that floating point holds exactly (up to 9007199254740992)",
    );
    expect(await items(path, { skipBadRows: true })).toEqual(["1.5", "7"]);
  });

  it.each([
    ["INTEGER[]", "[1, 2]"],
    ["STRUCT(a INTEGER)", "{'a': 1}"],
    ["MAP(VARCHAR, INTEGER)", "MAP {'a': 1}"],
  ])("are refused with column and type where they hold other values: %s", async (type, value) => {
    const path = await writeParquet("nested.parquet", `SELECT 1 AS user, ${value}::${type} AS item`);
    const { code, message } = await dataErrorOf(openDataset(path));
    expect(code).toBe("bad-column-type");
    expect(message).toContain(
      `nested.parquet: item: expected texts or numbers in column "item", got ${type.replace("(a", '("a"')}`,
    );
    expect(
      await items(await writeParquet("beside.parquet", `SELECT 1 AS user, 2 AS item, ${value}::${type} AS x`)),
    ).toEqual(["2"]);
  });

  it("are refused where they are no text, with the column", async () => {
    const path = await writeParquet("blob.parquet", "SELECT 1 AS user, '\\xFF\\x01'::BLOB AS item");
    const { code, message } = await dataErrorOf(openDataset(path));
    expect(code).toBe("not-text");
    expect(message).toMatch(/^blob\.parquet: expected text in UTF-8 in column "item", got binary data such as /);
  });

  it("are refused where two columns have their name, at the top level", async () => {
    const query = "SELECT 1 AS user, 2 AS item, 3 AS xrating, 4 AS yrating, {'user': 1} AS nested";
    const bytes = readFileSync(await writeParquet("twins.parquet", query)).toString("latin1");
    const rename = (from: RegExp, to: string) =>
      write("twins.parquet", Buffer.from(bytes.replaceAll(from, to), "latin1"));
    const { code, message } = await dataErrorOf(
      openDataset(rename(/[xy]rating/g, "overall"), { columns: { rating: "overall" } }),
    );
    expect(code).toBe("duplicate-column");
    expect(message).toContain('rating: expected one column "overall", got 2, the columns 3 and 4');
    expect(await items(rename(/[xy]rating/g, "useless"))).toEqual(["2"]);
  });

  it("leave a missing time among floating-point numbers unknown", async () => {
    const query = "SELECT * FROM (VALUES (1, 2, 'nan'::DOUBLE), (2, 2, 100.0)) AS t(user, item, timestamp)";
    const { interactions } = await openDataset(await writeParquet("time.parquet", query));
    expect([...(interactions.timestamps ?? [])]).toEqual([Number.NaN, 100]);
  });
});

describe("a Parquet file that the engine cannot read", () => {
  it("has the reason in the message", async () => {
    const path = await writeParquet("damaged.parquet", "SELECT i AS user, 'item ' || i AS item FROM range(5000) r(i)");
    const bytes = readFileSync(path);
    bytes.fill(0x55, 40, 4000);
    const { code, message } = await dataErrorOf(openDataset(write("damaged.parquet", bytes)));
    expect(code).toBe("engine-failure");
    expect(message).toMatch(/damaged\.parquet: the file could not be turned into interactions: \S+/);
    const cut = await dataErrorOf(openDataset(write("cut.parquet", "PAR1 and nothing else")));
    expect(cut.message).toMatch(
      /^cut\.parquet: expected a complete Parquet file, got something else \(.*cut\.parquet.*\)/,
    );
  });
});

describe("ids in JSON", () => {
  it("are what was written, and whole numbers have no fraction", async () => {
    const path = write(
      "numbers.jsonl",
      ["12345678901234567890123", "9007199254740993", "12.0", "1e3", "1.5", '"007"', '"5.0"', "-3"]
        .map((item) => `{"user":1,"item":${item}}`)
        .join("\n"),
    );
    expect([...(await items(path))].sort()).toEqual(
      ["12345678901234567890123", "9007199254740993", "12", "1000", "1.5", "007", "5.0", "-3"].sort(),
    );
    expect(await items(write("numbers.json", '[{"user":1,"item":9007199254740993},{"user":1,"item":2.0}]'))).toEqual([
      "2",
      "9007199254740993",
    ]);
  });

  it.each(['{"id":1}', "[1,2]"])("are bad rows where they hold other values: %s", async (value) => {
    const path = write("nested.jsonl", `{"user":1,"item":${value}}\n{"user":1,"item":2}\n`);
    const { message } = await dataErrorOf(openDataset(path));
    expect(message).toContain("nested.jsonl:1: item: expected a text or a number, no object and no list, got ");
    expect(message).toContain("1 such row of 2");
  });

  it("are missed with the way to keys inside others", async () => {
    const wrapped = await dataErrorOf(openDataset(write("wrapped.json", '{"data":[{"user":1,"item":2}]}')));
    expect(wrapped.code).toBe("missing-column");
    expect(wrapped.message).toContain("jq -c '.data[]' wrapped.json | nearedge … -");
    const inside = await dataErrorOf(openDataset(write("inside.jsonl", '{"by":{"user":1},"of":{"item":2}}\n')));
    expect(inside.message).toContain('"by" holds other values, which are not looked into');
  });
});

describe("keys in JSON that come late", () => {
  const line = (row: number) => `{"user":${row % 20},"item":${row}}`;

  it("are seen: rows before them lack a rating, and are bad", async () => {
    const lines = Array.from({ length: 600 }, (_, row) =>
      row < 300 ? line(row) : line(row).replace("}", `,"rating":${row % 5},"timestamp":${row}}`),
    );
    const path = write("late.jsonl", lines.join("\n"));
    const { code, message } = await dataErrorOf(openDataset(path));
    expect(code).toBe("bad-rows");
    expect(message).toMatch(/^late\.jsonl:1: rating: expected a number, got "" \(300 such rows of 600/);
    const { interactions, report } = await openDataset(path, { skipBadRows: true });
    expect([interactions.feedback, interactions.users.length, report.badRows]).toEqual(["explicit", 300, 300]);
    expect(interactions.timestamps).toBeDefined();
  });

  it("are seen by names that are taken for what they hold", async () => {
    const lines = Array.from({ length: 400 }, (_, row) =>
      row < 300 ? line(row) : line(row).replace("}", `,"overall":${row % 5},"unixReviewTime":${1e9 + row}}`),
    );
    const { interactions } = await openDataset(write("amazon.jsonl", lines.join("\n")), { skipBadRows: true });
    expect([interactions.feedback, interactions.users.length]).toEqual(["explicit", 100]);
    expect(interactions.timestamps?.[0]).toBeGreaterThan(1e9);
  });

  it("are seen where they are the ids themselves, and behind a first line longer than the sample", async () => {
    const events = Array.from({ length: 250 }, () => '{"event":"start"}');
    const path = write("events.jsonl", [...events, '{"user":1,"item":2}'].join("\n"));
    expect(await items(path, { skipBadRows: true })).toEqual(["2"]);
    const long = write("long.jsonl", `{"text":"${"x".repeat(70_000)}","user":1,"item":2}\n{"user":1,"item":3}\n`);
    expect(await items(long)).toEqual(["2", "3"]);
  });
});

describe("ids in text", () => {
  it("lose the blanks around them, which is counted", async () => {
    const path = write("blanks.csv", "user,item,rating\n 1,12 ,3\n1 ,\t12,4\n2,1 2,5\n");
    const { interactions, report } = await openDataset(path);
    expect(rowsOf(interactions)).toEqual([
      ["1", "12", 4],
      ["2", "1 2", 5],
    ]);
    expect(report.duplicatesMerged).toBe(1);
    expect(report.notes).toEqual([
      "blanks around user ids were left out, in 2 rows",
      "blanks around item ids were left out, in 2 rows",
    ]);
    const none = await openDataset(write("none.csv", "user,item\n1,2\n"));
    expect(none.report.notes).toBeUndefined();
  });

  it("lose .0 where every one of them ends so, which is noted, and in each part of a split by itself", async () => {
    const floats = write("floats.csv", "user,item\n1.0,12.0\n2.0,13.0\n");
    const { interactions, report } = await openDataset(floats);
    expect(rowsOf(interactions)).toEqual([
      ["1", "12", 1],
      ["2", "13", 1],
    ]);
    expect(report.notes).toHaveLength(2);
    const { overlap } = await openGivenSplit(floats, write("test.csv", "user,item\n1,12\n"));
    expect(overlap).toBe(1);
    expect(await items(write("mixed.csv", "user,item\na,1.0\na,2.5\n"))).toEqual(["1.0", "2.5"]);
  });

  it("stay as written beyond what a number holds", async () => {
    expect(await items(write("large.csv", "user,item\na,9007199254740993\na,9007199254740992\n"))).toHaveLength(2);
  });
});

describe("values", () => {
  it("whose sum is beyond all bounds name their pair", async () => {
    const path = write("sum.csv", "user,item,plays\n1,1,3e38\n1,1,3e38\n1,2,1\n");
    const { code, message } = await dataErrorOf(openDataset(path));
    expect(code).toBe("value-overflow");
    expect(message).toContain('user "1" and item "1": expected values that add up to at most 3.40e+38, got 6e+38');
    expect((await openDataset(path, { duplicates: "max" })).report.duplicatesMerged).toBe(1);
  });
});
