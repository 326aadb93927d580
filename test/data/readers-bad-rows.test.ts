import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../src/data/open-dataset.ts";
import { DataError } from "../../src/errors.ts";
import { dataErrorOf, rowsOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();

describe("a bad row", () => {
  it.each([
    ["letters in the rating", "a,x,n/a,1", 'rating: expected a number, got "n/a"'],
    ["an empty rating", "a,x,,1", 'rating: expected a number, got ""'],
    ["a rating that is not a number", "a,x,NaN,1", 'rating: expected a number, got "NaN"'],
    ["an infinite rating", "a,x,-inf,1", 'rating: expected a number, got "-inf"'],
    ["a rating beyond 32-bit floats", "a,x,1e39,1", 'rating: expected a number, got "1e39"'],
    ["a rating with an underscore", "a,x,1_0,1", 'rating: expected a number, got "1_0"'],
    ["an empty user", ",x,3,1", 'user: expected an id, got ""'],
    ["a blank item", "a,  ,3,1", 'item: expected an id, got "  "'],
    ["an unreadable timestamp", "a,x,3,soon", 'ISO date, got "soon"'],
    ["too few fields", "a,x,3", "expected 4 fields, got 3"],
    ["too many fields", "a,x,3,1,9,9", "expected 4 fields, got 6"],
    ["text after a closing quote", '"a"b,x,3,1', "expected a separator after the closing quote"],
  ])("with %s is refused with its line, or skipped and counted", async (_, row, message) => {
    const path = write("ratings.csv", `user,item,rating,timestamp\ng,h,1,1\n${row}\ng,i,2,2\n`);
    const error = await dataErrorOf(openDataset(path));
    expect(error.code).toBe("bad-rows");
    expect(error.message).toContain("ratings.csv:3: ");
    expect(error.message).toContain(message);
    expect(error.message).toContain("1 such row of 3 in ratings.csv");
    expect(error.message).toContain("--skip-bad-rows");

    const { interactions, report } = await openDataset(path, { skipBadRows: true });
    expect(rowsOf(interactions)).toEqual([
      ["g", "h", 1, 1],
      ["g", "i", 2, 2],
    ]);
    expect(report).toMatchObject({ rowsRead: 3, badRows: 1 });
    expect(report.badRowExamples).toHaveLength(1);
  });

  it("in bytes that are not UTF-8 is a bad row, not another id", async () => {
    const text = `user,item,rating\n${"good,x,1\n".repeat(1)}caf\xe9,x,1\ncaf\xe8,x,1\n`;
    const path = write("latin.csv", Buffer.from(text, "latin1"));
    expect((await dataErrorOf(openDataset(path))).message).toMatch(/^latin\.csv:3: expected UTF-8 text/);
    const { interactions } = await openDataset(path, { skipBadRows: true });
    expect(interactions.userIds.ids).toEqual(["good"]);
  });

  it("is shown with its true line, after quoted line breaks, empty lines and CRLF", async () => {
    const path = write("lines.csv", 'user,item,rating\r\n"a\r\nb",x,1\r\n\r\nc,x,bad\r\n"d\n\ne",x,worse\n');
    const { message } = await dataErrorOf(openDataset(path));
    expect(message).toContain("lines.csv:5: ");
    expect(message).toContain("lines.csv:6: ");
  });

  it("is shown five times at most and counted always", async () => {
    const rows = Array.from({ length: 1234 }, (_, row) => `a,i${row},${row === 0 ? 1 : "x"}`);
    const path = write("many.csv", `user,item,rating\n${rows.join("\n")}`);
    const error = await dataErrorOf(openDataset(path));
    expect(error.message).toContain("1,233 such rows of 1,234");
    const { report } = await openDataset(path, { skipBadRows: true });
    expect(report.badRows).toBe(1233);
    expect(report.badRowExamples.map((example) => example.split(": ")[0])).toEqual(
      [3, 4, 5, 6, 7].map((line) => `many.csv:${line}`),
    );
  });
});

describe("a file that cannot be read", () => {
  it.each([
    ["empty-file", "empty.csv", ""],
    ["no-rows", "header.csv", "user,item,rating\n"],
    ["no-rows", "blank.csv", "\n\n\n"],
    ["no-good-rows", "all-bad.csv", "user,item,rating\na,x,?\n"],
    ["not-text", "zero.csv", Uint8Array.of(117, 44, 105, 10, 0, 1, 2)],
    ["not-text", "binary.csv", Uint8Array.from({ length: 400 }, (_, at) => 128 + ((at * 37) % 127))],
    ["not-text", "ratings.csv", Uint8Array.of(0x1f, 0x8b, 8, 1, 2)],
    ["unterminated-quote", "open.csv", 'user,item\na,x\n"b,y\nc,z\n'],
    ["missing-column", "columns.csv", "who,item\na,x\n"],
    ["not-parquet", "broken.parquet", "PAR1 and nothing else"],
    ["not-jsonl", "broken.jsonl", "one\ntwo\n"],
  ])("is a DataError %s (%s)", async (code, name, content) => {
    const error = await dataErrorOf(openDataset(write(name, content), { skipBadRows: true }));
    expect(error.code).toBe(code);
    expect(error.message).toContain(name);
    expect(error.message).not.toMatch(/DuckDB|Invalid Input|read_csv|LINE 1/);
  });

  it("is named when it is missing, or a folder", async () => {
    const path = write("here.csv", "user,item\na,x\n");
    expect((await dataErrorOf(openDataset(`${path}.gone`))).code).toBe("missing-file");
    expect((await dataErrorOf(openDataset(dirname(path)))).code).toBe("is-directory");
  });

  it("has its open quote and its columns in the message", async () => {
    const open = await dataErrorOf(openDataset(write("open.csv", 'user,item\na,x\n"b,y\nc,z\n')));
    expect(open.message).toMatch(/^open\.csv:3: expected a closing quote/);
    const columns = await dataErrorOf(openDataset(write("who.csv", "who,item\na,x\n")));
    expect(columns.message).toContain("got the columns who, item; name it with --columns user=NAME");
    const given = await dataErrorOf(openDataset(write("who.csv", "who,item\na,x\n"), { columns: { user: "whom" } }));
    expect(given.message).toContain('there is no column "whom" (did you mean who?); the columns are who, item');
  });

  it("keeps the engine's own error as the cause", async () => {
    const error = await dataErrorOf(openDataset(write("cause.parquet", "PAR1 and nothing else")));
    expect(error.cause).toBeInstanceOf(Error);
    expect(error.cause).not.toBeInstanceOf(DataError);
  });
});

describe("options", () => {
  it("are refused when they name an unknown format, rule or built-in data set", async () => {
    const path = write("fine.csv", "user,item\na,x\n");
    const unknown: string = "xml";
    await expect(openDataset(path, { format: unknown as "csv" })).rejects.toThrow(RangeError);
    await expect(openDataset(path, { duplicates: unknown as "sum" })).rejects.toThrow(RangeError);
    expect((await dataErrorOf(openDataset("builtin:other"))).code).toBe("unknown-builtin");
  });

  it("stop the reading when the signal aborts", async () => {
    const path = write("abort.csv", "user,item\na,x\n");
    const reason = new Error("enough");
    await expect(openDataset(path, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const reading = openDataset(path, { signal: controller.signal });
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
  });
});
