import { describe, expect, it } from "vitest";
import { categoryValues } from "../../src/data/items.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { dataErrorOf, rowsOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();
const GOOD = "1::1193::5::978300760\n10::661::3::978302109\n2::122::4.5::838985046\n";
const GOOD_ROWS = [
  ["1", "1193", 5, 978300760],
  ["2", "122", 4.5, 838985046],
  ["10", "661", 3, 978302109],
];

describe("movielens-1m", () => {
  it.each([
    ["line feeds", GOOD],
    ["CRLF", GOOD.replaceAll("\n", "\r\n")],
    ["no end of the last line", GOOD.trimEnd()],
    ["empty lines", `${GOOD}\n\n`],
  ])("is recognised by its first line, with %s", async (_, content) => {
    const { interactions, report } = await openDataset(write("ratings.dat", content));
    expect(interactions.feedback).toBe("explicit");
    expect(rowsOf(interactions)).toEqual(GOOD_ROWS);
    expect(report).toMatchObject({ rowsRead: 3, badRows: 0 });
  });

  it("has the fingerprint of the same interactions as csv", async () => {
    const csv = `user,item,rating,timestamp\n${GOOD.replaceAll("::", ",")}`;
    const [own, twin] = [await openDataset(write("r.dat", GOOD)), await openDataset(write("r.csv", csv))];
    expect(own.fingerprint).toBe(twin.fingerprint);
  });

  it.each([
    ["too few fields", "3::4::5", "expected 4 fields between ::, got 3"],
    ["too many fields", "3::4::5::6::7", "expected 4 fields between ::, got 5"],
    ["single colons", "3:4:5:6", "expected 4 fields between ::, got 1"],
    ["an empty user", "::4::5::6", 'user: expected an id, got ""'],
    ["letters for a rating", "3::4::x::6", 'rating: expected a number, got "x"'],
    ["letters for a time", "3::4::5::soon", 'ISO date, got "soon"'],
  ])("with %s in a line is refused with its number, or skipped and counted", async (_, line, message) => {
    const path = write("bad.dat", `${GOOD}\n${line}\n`);
    const error = await dataErrorOf(openDataset(path));
    expect(error.code).toBe("bad-rows");
    expect(error.message).toMatch(/^bad\.dat:5: /);
    expect(error.message).toContain(message);
    const { interactions, report } = await openDataset(path, { skipBadRows: true });
    expect(rowsOf(interactions)).toEqual(GOOD_ROWS);
    expect(report).toMatchObject({ rowsRead: 4, badRows: 1 });
  });

  it("with other bytes than UTF-8 in an id is a bad line", async () => {
    const path = write("latin.dat", Buffer.from(`${GOOD}caf\xe9::1::5::6\n`, "latin1"));
    expect((await dataErrorOf(openDataset(path))).message).toMatch(/^latin\.dat:4: expected UTF-8 text/);
  });
});

describe("movies.dat of movielens-1m", () => {
  const ratings = write("ratings.csv", "user,item\na,1\na,2\nb,10\n");
  const content =
    "1::Toy Story (1995)::Animation|Children's\r\n2::Misérables, Les (1998)::Drama\r\n10::No: Year::(no genres listed)\r\n";

  it.each(["latin1", "utf8"] as const)("has titles, tags and years (%s)", async (encoding) => {
    const { items, report } = await openDataset(ratings, { itemsPath: write("films", Buffer.from(content, encoding)) });
    expect(items.titles).toEqual(["Toy Story (1995)", "Misérables, Les (1998)", "No: Year"]);
    expect([...(items.numbers.get("year") ?? [])]).toEqual([1995, 1998, Number.NaN]);
    const tags = items.categories.get("tags");
    expect(tags && [0, 1, 2].map((item) => categoryValues(tags, item))).toEqual([
      ["Animation", "Children's"],
      ["Drama"],
      [],
    ]);
    expect(report).toMatchObject({ uncataloguedItems: 0, catalogueOnlyItems: 0 });
  });

  it("has its bad lines refused with their numbers, or skipped", async () => {
    const itemsPath = write("movies.dat", "1::One (2000)\n\n::Nobody::Drama\n2::Two (2001)::War\n");
    const { message } = await dataErrorOf(openDataset(ratings, { itemsPath }));
    expect(message).toMatch(/^movies\.dat:1: expected 3 fields between ::, got 2 \(2 such rows of 3/);
    expect(message).toContain('movies.dat:3: item: expected an id, got ""');
    const { items, report } = await openDataset(ratings, { itemsPath, skipBadRows: true });
    expect(items.titles).toEqual(["", "Two (2001)", ""]);
    expect(report.badRows).toBe(2);
  });

  it("is refused with an id twice, or packed", async () => {
    const twice = await dataErrorOf(openDataset(ratings, { itemsPath: write("movies.dat", "1::A::X\n1::B::Y\n") }));
    expect(twice.message).toMatch(/^movies\.dat:2: .*\(first on line 1\)/);
    const packed = write("movies.dat", Uint8Array.of(0x1f, 0x8b, 8, 1, 2));
    expect((await dataErrorOf(openDataset(ratings, { itemsPath: packed }))).message).toContain("gzip");
  });
});
