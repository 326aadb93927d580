import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { readingJson } from "../../src/cli/reading-lines.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { dataErrorOf, rowsOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();
const lines = (...rows: string[]) => `${rows.join("\n")}\n`;
const notesOf = async (path: string, options = {}) => (await openDataset(path, options)).report.notes;

describe("rows of one pair with blanks around an id", () => {
  const text = lines("user,item,count", "A,X,6", " A,X,-6", "A,Y,2", "B,Y,1", "B,Y ,4");

  it("meet before counts of 0 are left out, and that is noted", async () => {
    const { interactions, report } = await openDataset(write("returns.csv", text));
    expect(rowsOf(interactions).map((row) => row.slice(0, 3))).toEqual([
      ["A", "Y", 2],
      ["B", "Y", 5],
    ]);
    expect(report.nonPositiveDropped).toBe(1);
    expect(report.notes).toEqual([
      "blanks around user ids were left out, in 1 row",
      "blanks around item ids were left out, in 1 row",
    ]);
    expect(readingJson(report).notes).toEqual(report.notes);
  });

  it("meet before values are compared with the least", async () => {
    const { interactions, report } = await openDataset(write("least.csv", text), { minValue: 5 });
    expect(rowsOf(interactions).map((row) => row.slice(0, 3))).toEqual([["B", "Y", 5]]);
    expect(report.belowMinValue).toBe(1);
  });
});

describe("ratings that may be none", () => {
  const table = (...ratings: number[]) =>
    write(
      "marked.csv",
      lines("user,item,rating", ...ratings.map((rating, row) => `u${row % 2},i${2 * row},${rating}`)),
    );

  it.each([
    [
      [-1, 7, 8, 10],
      '1 rating is -1 and no other is below 7; if -1 says "not rated", leave them out with --min-value 7',
    ],
    [
      [0, 0, 1, 4, 5],
      '2 ratings are 0 and no other is below 1; if 0 says "not rated", leave them out with --min-value 1',
    ],
    [
      [99, 99, -4, 3],
      '2 ratings are 99 and no other is above 3; if 99 says "not rated", take these rows out of the table',
    ],
  ])("are noted: %j", async (ratings, note) => {
    expect(await notesOf(table(...ratings))).toEqual([`marked.csv: ${note}`]);
  });

  it.each([[[0, 1, 1, 2]], [[0, 0.5, 3]], [[-1, 1, 1]], [[0, 0, 1]], [[99, 80, 60]], [[1, 5]]])(
    "are not suspected: %j",
    async (ratings) => {
      expect(await notesOf(table(...ratings))).toBeUndefined();
    },
  );

  it("are not noted where --min-value leaves them out", async () => {
    expect(await notesOf(table(-1, 7, 8), { minValue: 0 })).toBeUndefined();
  });
});

describe("what readers say of what they do not take", () => {
  it("is where a late key comes first, and what can be done", async () => {
    const rows = Array.from({ length: 303 }, (_, row) =>
      JSON.stringify({ user: `u${row % 3}`, item: row, ...(row < 300 ? {} : { rating: 4 }) }),
    );
    const { message } = await dataErrorOf(openDataset(write("late.jsonl", lines(...rows))));
    expect(message).toContain('late.jsonl:1: rating: expected a number, got "" (300 such rows of 303');
    expect(message).toContain(
      '\n  late.jsonl:301 is the first with the key "rating"; --skip-bad-rows leaves out those without it, ' +
        "jq -c 'del(.[\"rating\"])' late.jsonl | nearedge … - reads all without it",
    );
  });

  it("is no hint of late keys where the first row has them", async () => {
    const text = lines('{"user":1,"item":2,"rating":3}', '{"user":1,"item":3}');
    const { message } = await dataErrorOf(openDataset(write("gap.jsonl", text)));
    expect(message).not.toContain("is the first with");
  });

  it("is a name that was nearly written, but no number of a column", async () => {
    const path = write("typed.csv", lines("customer_id,product_id,quantity", "a,x,1"));
    const named = await dataErrorOf(openDataset(path, { columns: { count: "quantiy" } }));
    expect(named.message).toContain('there is no column "quantiy" (did you mean quantity?); the columns are');
    const placed = await dataErrorOf(openDataset(path, { header: false, columns: { user: "1", item: "9" } }));
    expect(placed.message).toContain('there is no column "9"; the columns are');
  });

  it("is one column for two parts, and a rating beside weights of events", async () => {
    const path = write("twice.csv", lines("user,item,event,rating", "a,x,view,1"));
    await expect(openDataset(path, { columns: { user: "user", item: "user" } })).rejects.toMatchObject({
      code: "same-column",
      message: 'columns: expected a column of its own for user and for item, got "user" for both',
    });
    await expect(openDataset(path, { columns: { rating: "rating" }, events: { view: 1 } })).rejects.toMatchObject({
      code: "rating-and-event",
    });
  });

  it("is what thousands and truths are written as", async () => {
    const thousand = await dataErrorOf(openDataset(write("plays.csv", lines("user,item,plays", 'a,x,"1,234"'))));
    expect(thousand.message).toContain("expected a number without separators of thousands");
    const truth = await dataErrorOf(openDataset(write("truth.csv", lines("user,item,rating", "a,x,True"))));
    expect(truth.message).toContain('expected a number (write 1 for true and 0 for false), got "True"');
    const { report } = await openDataset(write("liked.csv", lines("user,item,is_liked", "a,x,true", "b,x,false")));
    expect(report.read?.[0]?.notes).toEqual([
      "is_liked holds true and false and was not used, so rows of both count 1; to keep those that are true write 1 and 0, and say --columns count=is_liked",
    ]);
  });

  it("is the event that was nearly written, and a weight that leaves nothing", async () => {
    const path = write("kinds.csv", lines("user,item,event", "a,x,view", "a,y,purchase"));
    expect(await notesOf(path, { events: { view: 1, purchse: 5 } })).toEqual([
      'kinds.csv: no row has the event "purchse" (did you mean purchase?)',
    ]);
    const none = await dataErrorOf(openDataset(path, { events: { view: 0 } }));
    expect(none.message).toContain("give an event of --events a weight above 0");
  });
});

describe("line breaks of several kinds", () => {
  it.each(["\r\r\n", "\r"])("end lines, none is part of an id: %j", async (other) => {
    const text = ["user,item,rating", "a,x,1", "b,y,2\n"].join(other);
    const { interactions } = await openDataset(write("mixed.csv", text));
    expect(rowsOf(interactions).map((row) => row.slice(0, 3))).toEqual([
      ["a", "x", 1],
      ["b", "y", 2],
    ]);
  });
});

describe("ids that a spreadsheet has rounded", () => {
  it("are noted, as several may have become one", async () => {
    const path = write("rounded.csv", lines("user,item,rating", "1.23E+11,x,3", "1.23E+11,y,4", "u1,1e5,4"));
    expect(await notesOf(path)).toEqual([
      "user ids such as 1.23E+11 look rounded by a spreadsheet, so that different ids may have become one; write the column as text",
    ]);
  });
});

describe("parts of a table that are a header alone", () => {
  const writeIn = (folder: string, name: string, text: string): string => {
    mkdirSync(join(dirname(write("beside.csv", "")), folder), { recursive: true });
    return write(`${folder}/${name}`, text);
  };

  it.each(["a", "b"])("are passed by, first or last: %s", async (place) => {
    const header = "user,item,rating";
    const empty = writeIn(`${place}-header`, `${place}.csv`, lines(header));
    writeIn(`${place}-header`, "aa.csv", lines(header, "u,x,1"));
    const { interactions } = await openDataset(dirname(empty));
    expect(interactions.users.length).toBe(1);
  });

  it("are no rows where all of them are so", async () => {
    const path = writeIn("bare", "1.csv", lines("user,item"));
    writeIn("bare", "2.csv", lines("user,item"));
    expect((await dataErrorOf(openDataset(dirname(path)))).code).toBe("no-rows");
  });
});

describe("what is left out", () => {
  it("is in the answer for programs, bad rows too", async () => {
    const path = write("bad.csv", lines("user,item,count", "a,x,1", "a,y,much", "b,x,0"));
    const { report } = await openDataset(path, { skipBadRows: true });
    expect(readingJson(report).leftOut).toEqual({ badRows: 1, nonPositive: 1 });
  });
});
