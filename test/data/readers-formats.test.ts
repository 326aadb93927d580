import { describe, expect, it } from "vitest";
import { openDataset } from "../../src/data/open-dataset.ts";
import { FORMAT_NAMES } from "../../src/data/readers/format-names.ts";
import { FORMATS } from "../../src/data/readers/formats.ts";
import { openSession, quoteText } from "../../src/data/readers/session.ts";
import { OptionsError } from "../../src/errors.ts";
import { dataErrorOf, rowsOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();

async function writeParquet(name: string, query: string): Promise<string> {
  const path = write(name, "");
  const session = await openSession();
  await session.run(`COPY (${query}) TO ${quoteText(path)} (FORMAT parquet)`);
  session.close();
  return path;
}

it("every format of the table can be asked for by name, and no other", () => {
  expect(["auto", ...FORMATS.map((format) => format.name)].sort()).toEqual([...FORMAT_NAMES].sort());
});

describe("parquet", () => {
  it("is read with its types: numbers, timestamps, texts with leading zeros", async () => {
    const path = await writeParquet(
      "typed.parquet",
      `SELECT 7::BIGINT AS userId, '007' AS "it""em id", 3.3::FLOAT AS rating, TIMESTAMP '2020-01-02 03:04:05.25' AS ts`,
    );
    const { interactions } = await openDataset(path, { columns: { item: 'it"em id' } });
    expect(rowsOf(interactions)).toEqual([["7", "007", Math.fround(3.3), 1577934245.25]]);
  });

  it("shows bad rows by row number", async () => {
    const query =
      "SELECT * FROM (VALUES ('a', 'x', 1.0), ('b', NULL, 2.0), ('c', 'y', 'nan'::DOUBLE)) AS t(user, item, rating)";
    const path = await writeParquet("holes.parquet", query);
    const { message } = await dataErrorOf(openDataset(path));
    expect(message).toContain('holes.parquet:2: item: expected an id, got ""');
    expect(message).toContain('holes.parquet:3: rating: expected a number, got "nan"');
    const { interactions } = await openDataset(path, { skipBadRows: true });
    expect(rowsOf(interactions)).toEqual([["a", "x", 1]]);
  });

  it("is recognised by its first bytes", async () => {
    const path = await writeParquet("no-ending", "SELECT 'a' AS user, 'x' AS item");
    expect(rowsOf((await openDataset(path)).interactions)).toEqual([["a", "x", 1]]);
  });
});

describe("jsonl", () => {
  it("takes ids as texts or numbers, and keys in any order", async () => {
    const path = write(
      "events.jsonl",
      '{"user":"01","item":5,"rating":4}\r\n\r\n{"rating":"2.5","item":"b\\n","user":2}',
    );
    const { interactions } = await openDataset(path);
    expect(rowsOf(interactions)).toEqual([
      ["01", "5", 4],
      ["2", "b\n", 2.5],
    ]);
  });

  it("may have any key as a column", async () => {
    const path = write("keys.ndjson", '{"a/b~c":"u","it\'s $.x":"i"}\n');
    const { interactions } = await openDataset(path, { columns: { user: "a/b~c", item: "it's $.x" } });
    expect(rowsOf(interactions)).toEqual([["u", "i", 1]]);
  });

  it("shows bad lines by line number", async () => {
    const path = write(
      "bad.jsonl",
      '{"user":"a","item":"x"}\n\n{"user":"a"}\n[1]\n{"user":\n{"user":"b","item":"x"}\n',
    );
    const { message } = await dataErrorOf(openDataset(path));
    expect(message).toContain("3 such rows of 5");
    expect(message).toContain('bad.jsonl:3: item: expected an id, got ""');
    expect(message).toContain('bad.jsonl:4: expected a JSON object in UTF-8, got "[1]"');
    expect(message).toContain("bad.jsonl:5: expected a JSON object");
    const { interactions } = await openDataset(path, { skipBadRows: true });
    expect(interactions.userIds.ids).toEqual(["a", "b"]);
  });
});

describe("movielens", () => {
  const content = "userId,movieId,rating,timestamp\n2,30,4.5,100\n10,4,1,50\n";

  it("is recognised by its header and ordered by number", async () => {
    const { interactions } = await openDataset(write("ml.csv", content));
    expect(rowsOf(interactions)).toEqual([
      ["2", "30", 4.5, 100],
      ["10", "4", 1, 50],
    ]);
  });

  it("gives way to csv when columns are named, and is refused with them", async () => {
    const columns = { item: "timestamp", timestamp: "movieId" };
    const { interactions } = await openDataset(write("ml.csv", content), { columns });
    expect(rowsOf(interactions)[0]).toEqual(["2", "100", 4.5, 30]);
    const asked = openDataset(write("ml.csv", content), { columns, format: "movielens" });
    await expect(asked).rejects.toThrow(OptionsError);
  });

  it("is refused for another header", async () => {
    const path = write("other.csv", "user,item,rating,timestamp\n2,30,4.5,100\n");
    const error = await dataErrorOf(openDataset(path, { format: "movielens" }));
    expect(error.code).toBe("missing-column");
  });
});

describe("movielens-100k", () => {
  it.each(["u.data", "u1.base", "ub.test", "renamed.txt"])("is recognised as %s", async (name) => {
    const { interactions } = await openDataset(write(name, "196\t242\t3\t881250949\n22\t377\t1\t878887116\n"));
    expect(interactions.feedback).toBe("explicit");
    expect(rowsOf(interactions)).toEqual([
      ["22", "377", 1, 878887116],
      ["196", "242", 3, 881250949],
    ]);
  });

  it("takes the first line for data and counts lines from it", async () => {
    const error = await dataErrorOf(openDataset(write("u.data", "1\t2\tx\t881250949\n1\t3\t4\t881250949\n")));
    expect(error.message).toMatch(/^u\.data:1: rating/);
  });
});

describe("lightgcn", () => {
  it("reads a user and the user's items from each line; users may have none", async () => {
    const { interactions, report } = await openDataset(write("train.txt", "0 5 12\n1\n2 5 \n\n10 7\n"));
    expect(interactions.feedback).toBe("implicit");
    expect(rowsOf(interactions)).toEqual([
      ["0", "5", 1],
      ["0", "12", 1],
      ["2", "5", 1],
      ["10", "7", 1],
    ]);
    expect(report.rowsRead).toBe(4);
  });

  it("is recognised by name where every line is equally long, and by a first line of any length", async () => {
    const short = await openDataset(write("test.txt", "0 5\n1 6\n"));
    expect(short.interactions.itemIds.ids).toEqual(["5", "6"]);
    const items = Array.from({ length: 20_000 }, (_, item) => item);
    const long = await openDataset(write("long.txt", `7 ${items.join(" ")}\n8 1\n`));
    expect(long.interactions.users.length).toBe(20_001);
  });

  it("shows lines that are not integers", async () => {
    const path = write("bad.txt", "0 5 12\n1 x\n2 5\n");
    const { message } = await dataErrorOf(openDataset(path, { format: "lightgcn" }));
    expect(message).toContain('bad.txt:2: expected integers separated by spaces, got "1 x"');
    const { interactions } = await openDataset(path, { format: "lightgcn", skipBadRows: true });
    expect(interactions.userIds.ids).toEqual(["0", "2"]);
  });
});
