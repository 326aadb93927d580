import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { categoryValues } from "../../src/data/items.ts";
import { openDataset, openGivenSplit } from "../../src/data/open-dataset.ts";
import { createRecordParser } from "../../src/data/readers/text-records.ts";
import { OptionsError } from "../../src/errors.ts";
import { dataErrorOf, rowsOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();
const HEADER = '"User-ID";"ISBN";"Book-Rating"';
const GOOD = `${HEADER}\r\n"276725";"034545104X";"0"\r\n"276726";"0155061224";"5"\r\n"8";"034545104X";"10"\r\n`;
const GOOD_ROWS = [
  ["8", "034545104X", 10],
  ["276726", "0155061224", 5],
];

describe("book-crossing", () => {
  it.each([
    ["semicolons and quotes", GOOD],
    ["line feeds and no end of the last line", GOOD.replaceAll("\r\n", "\n").trimEnd()],
    ["commas", GOOD.replaceAll(";", ",").replaceAll('"', "")],
    ["commas and quotes", GOOD.replaceAll(";", ",")],
    ["semicolons without quotes", GOOD.replaceAll('"', "")],
    ["a byte order mark", `\ufeff${GOOD}`],
  ])("is recognised with %s; a rating of 0 is none, and is counted", async (_, content) => {
    const { interactions, report } = await openDataset(write("Ratings.csv", content));
    expect(interactions.feedback).toBe("explicit");
    expect(rowsOf(interactions)).toEqual(GOOD_ROWS);
    expect(interactions.userIds.ids).toEqual(["8", "276726"]);
    expect(report).toMatchObject({ rowsRead: 3, badRows: 0, implicitRowsDropped: 1, duplicatesMerged: 0 });
  });

  it("has the fingerprint of the same interactions as csv without the zeros", async () => {
    const twin = await openDataset(write("twin.csv", "user,item,rating\n276726,0155061224,5\n8,034545104X,10\n"));
    expect((await openDataset(write("BX-Book-Ratings.csv", GOOD))).fingerprint).toBe(twin.fingerprint);
    expect(twin.report.implicitRowsDropped).toBe(0);
  });

  it("leaves zeros out before it merges: a later 0 does not take a rating away", async () => {
    const { interactions, report } = await openDataset(write("again.csv", `${GOOD}"8";"034545104X";"0"\n`));
    expect(rowsOf(interactions)).toEqual(GOOD_ROWS);
    expect(report).toMatchObject({ implicitRowsDropped: 2, duplicatesMerged: 0 });
  });

  it("may have quotes escaped by a backslash or doubled, and ids beyond ASCII", async () => {
    const rows = '"1";"\\"0330";"7"\n"1";"0""1";"6"\n"1";"a\\\\";"5"\n"1";"a\\b;c";"4"\n"1";"caf\xe9";"3"\n';
    const ids = ['"0330', '0"1', "a\\", "a\\b;c", "café"];
    for (const encoding of ["latin1", "utf8"] as const) {
      const { interactions } = await openDataset(write("escaped.csv", Buffer.from(`${HEADER}\n${rows}`, encoding)));
      expect([...interactions.itemIds.ids].sort()).toEqual([...ids].sort());
    }
  });

  it("gives a backslash no meaning between commas", async () => {
    const { interactions } = await openDataset(
      write("plain.csv", 'User-ID,ISBN,Book-Rating\n1,"a\\",3\n1,"b\\""c",4\n'),
    );
    expect(interactions.itemIds.ids).toEqual(["a\\", 'b\\"c']);
  });

  it.each([
    ["letters for a rating", '"1";"x";"many"', 'rating: expected a number, got "many"'],
    ["too few fields", '"1";"x"', "expected 3 fields, got 2"],
    ["an empty book", '"1";"";"5"', 'item: expected an id, got ""'],
    ["text after a quote", '"1"2;"x";"5"', "expected a separator after the closing quote"],
  ])(
    "with %s in a row is refused with its line, or skipped and counted apart from the zeros",
    async (_, row, message) => {
      const path = write("bad.csv", `${GOOD}\r\n${row}\r\n`);
      const error = await dataErrorOf(openDataset(path));
      expect(error.code).toBe("bad-rows");
      expect(error.message).toContain(`bad.csv:6: ${message} (1 such row of 4`);
      const { interactions, report } = await openDataset(path, { skipBadRows: true });
      expect(rowsOf(interactions)).toEqual(GOOD_ROWS);
      expect(report).toMatchObject({ rowsRead: 4, badRows: 1, implicitRowsDropped: 1 });
    },
  );

  it("is refused with another header, an open quote, or zeros only", async () => {
    const asked = { format: "book-crossing" } as const;
    const header = await dataErrorOf(openDataset(write("other.csv", "user,item,rating\n1,x,5\n"), asked));
    expect(header.code).toBe("missing-column");
    expect(header.message).toContain("expected the columns User-ID, ISBN, Book-Rating");
    const open = await dataErrorOf(openDataset(write("open.csv", `${HEADER}\n"1";"5";"x\\"`)));
    expect(open.code).toBe("unterminated-quote");
    const zeros = await dataErrorOf(openDataset(write("zeros.csv", `${HEADER}\n1;x;0\n2;y;0\n`)));
    expect(zeros.code).toBe("no-rows");
    expect(zeros.message).toContain("got 2 rows rated 0");
    expect((await dataErrorOf(openDataset(write("none.csv", `${HEADER}\n`)))).code).toBe("no-rows");
  });

  it("gives way to csv when columns are named, where a 0 stays", async () => {
    const path = write("named.csv", "User-ID,ISBN,Book-Rating\n1,x,0\n");
    const { interactions, report } = await openDataset(path, { columns: { user: "User-ID" } });
    expect(rowsOf(interactions)).toEqual([["1", "x", 0]]);
    expect(report.implicitRowsDropped).toBe(0);
    await expect(openDataset(path, { columns: { user: "ISBN" }, format: "book-crossing" })).rejects.toThrow(
      OptionsError,
    );
  });

  it("counts the zeros of both parts of a given split", async () => {
    const test = write("test.csv", `${HEADER}\n8;0155061224;0\n8;0155061224;9\n`);
    const { train, test: found, dataset } = await openGivenSplit(write("train.csv", GOOD), test);
    expect([train.users.length, found.users.length]).toEqual([2, 1]);
    expect(dataset.report.implicitRowsDropped).toBe(2);
  });
});

describe("a record parser with an escape character", () => {
  it("gives the same records however the text is cut (property)", () => {
    const dialect = { delimiter: ";", quoting: true, escapeCharacter: "\\" };
    const texts = fc.string({ unit: fc.constantFrom('"', "\\", ";", "\n", "\r", "a", "é"), maxLength: 40 });
    const outcome = (text: string, size: number): unknown => {
      const parser = createRecordParser("text", dialect);
      try {
        const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, at) => at * size);
        return [...pieces.flatMap((from) => parser.push(text.slice(from, from + size))), ...parser.end()];
      } catch (error) {
        return String(error);
      }
    };
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 5 }), (text, size) => {
        expect(outcome(text, size)).toEqual(outcome(text, Math.max(1, text.length)));
      }),
      { numRuns: 500, seed: 20261122 },
    );
  });

  it("takes back every text that was written with escapes (property)", () => {
    const field = fc.string({ unit: fc.constantFrom('"', "\\", ";", "\n", "a", "é"), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(field, { minLength: 2, maxLength: 4 }), (fields) => {
        const line = fields.map((text) => `"${text.replaceAll(/["\\]/g, "\\$&")}"`).join(";");
        const parser = createRecordParser("text", { delimiter: ";", quoting: true, escapeCharacter: "\\" });
        const records = [...parser.push(line), ...parser.end()];
        expect(records).toEqual([{ line: 1, fields, strayText: false }]);
      }),
      { numRuns: 300, seed: 20261122 },
    );
  });
});

describe("the books of book-crossing", () => {
  const names = ["ISBN", "Book-Title", "Book-Author", "Year-Of-Publication", "Publisher", "Image-URL-S", "Image-URL-M"];
  const ratings = write("ratings.csv", "user,item\na,0001\na,0002\nb,000X\n");
  const header = names.map((name) => `"${name}"`).join(";");
  const rows =
    '"0001";"The Real \\"J. Peterman\\" Through Life &amp; Work";"Peterman, John";"1998";"Simon | Schuster";"http://s";"http://m"\r\n' +
    '"000X";"Légende (Level 4)\\"";"José";"0";"Éditions";"http://s";"http://m"\r\n' +
    '"9999";"Unread";"";"2001";"";"http://s";"http://m"';

  it.each(["latin1", "utf8"] as const)(
    "between semicolons have titles, creator, publisher and year (%s)",
    async (encoding) => {
      const itemsPath = write("BX-Books.csv", Buffer.from(`${header}\r\n${rows}\r\n`, encoding));
      const { items, report } = await openDataset(ratings, { itemsPath });
      expect(items.titles).toEqual(['The Real "J. Peterman" Through Life &amp; Work', "", 'Légende (Level 4)"']);
      expect([...items.categories.keys()]).toEqual(["creator", "publisher"]);
      const values = [...items.categories.values()].map((column) =>
        [0, 1, 2].map((item) => categoryValues(column, item)),
      );
      expect(values).toEqual([
        [["Peterman, John"], [], ["José"]],
        [["Simon | Schuster"], [], ["Éditions"]],
      ]);
      expect([...(items.numbers.get("year") ?? [])]).toEqual([1998, Number.NaN, Number.NaN]);
      expect(report).toMatchObject({ catalogueOnlyItems: 1, uncataloguedItems: 1, badRows: 0 });
    },
  );

  it("between commas follow the usual rule of quotes", async () => {
    const content = `${names.join(",")}\n0001,"One, ""two"" \\",Ann,2002,House,s,m\n`;
    const { items } = await openDataset(ratings, { itemsPath: write("Books.csv", content) });
    expect(items.titles[0]).toBe('One, "two" \\');
    expect(items.numbers.get("year")?.[0]).toBe(2002);
  });

  it("with shifted columns are bad rows, with their lines", async () => {
    const bad = `${names.join(",")}\n0001,One,Ann,2002,House,s,m\n0002,"Two"";Bob",1999,DK Publishing Inc,http://s,http://m,\n000X,Three\n,Four,A,1,P,s,m\n`;
    const itemsPath = write("Books.csv", bad);
    const { message } = await dataErrorOf(openDataset(ratings, { itemsPath }));
    expect(message).toMatch(
      /^Books\.csv:3: Year-Of-Publication: expected a year, got "DK Publishing Inc" \(3 such rows of 4/,
    );
    expect(message).toContain("Books.csv:4: expected 7 fields, got 2");
    expect(message).toContain('Books.csv:5: item: expected an id, got ""');
    const { report } = await openDataset(ratings, { itemsPath, skipBadRows: true });
    expect(report).toMatchObject({ badRows: 3, uncataloguedItems: 2 });
  });

  it("are refused with an ISBN twice", async () => {
    const itemsPath = write("BX-Books.csv", `${header}\n${rows}\n"0001";"Again";"";"";"";"";""\n`);
    const error = await dataErrorOf(openDataset(ratings, { itemsPath }));
    expect(error.code).toBe("duplicate-item");
    expect(error.message).toMatch(/^BX-Books\.csv:5: .*\(first on line 2\)/);
  });
});

describe("the tables beside BX-Book-Ratings.csv", () => {
  const ratings = () =>
    write("BX-Book-Ratings.csv", `${HEADER}\n"1";"078946697X";"8"\n"2";"0002005018";"5"\n"3";"0002005018";"7"\n`);

  it("are read with a backslash before a closing quote, escaped quotes and characters of ISO-8859-1", async () => {
    const books = [
      '"ISBN";"Book-Title";"Book-Author";"Year-Of-Publication";"Publisher";"Image-URL-S";"Image-URL-M";"Image-URL-L"',
      '"078946697X";"Creating the X-Men (Level 4)\\";Michael Teitelbaum";"2000";"DK Publishing Inc";"s";"m";"l"',
      '"0002005018";"The \\"Real\\" Caf\xe9; a &amp; b";"Ren\xe9e";"0";"P";"s";"m";"l"',
    ];
    const itemsPath = write("BX-Books.csv", Buffer.from(`${books.join("\r\n")}\r\n`, "latin1"));
    const { items, report } = await openDataset(ratings(), { itemsPath });
    const row = (id: string) => items.itemIds.indexOf(id) ?? -1;
    const creator = items.categories.get("creator");
    if (creator === undefined) throw new Error("expected a column creator");
    expect(report.badRows).toBe(0);
    expect(items.titles[row("078946697X")]).toBe("Creating the X-Men (Level 4)");
    expect(categoryValues(creator, row("078946697X"))).toEqual(["Michael Teitelbaum"]);
    expect(items.titles[row("0002005018")]).toBe('The "Real" Café; a &amp; b');
    expect([...(items.numbers.get("year") ?? [])].sort()).toEqual([2000, Number.NaN].sort());
  });

  it("are refused where fields cannot be told apart", async () => {
    const itemsPath = write(
      "BX-Books.csv",
      '"ISBN";"Book-Title";"Book-Author";"Year-Of-Publication";"Publisher"\n"1";"A";"B";"2000"\n',
    );
    const { message } = await dataErrorOf(openDataset(ratings(), { itemsPath }));
    expect(message).toMatch(/^BX-Books\.csv:2: expected 5 fields, got 4/);
  });

  it.each(["latin1", "utf8"] as const)("may be BX-Users.csv, in %s", async (encoding) => {
    const users =
      '"User-ID";"Location";"Age"\r\n"1";"nyc, new york, usa";NULL\r\n"2";"m\xfcnchen, \\"bayern\\", germany";"18"\r\n"3";"cernusco s\\\\";"61"\r\n';
    const usersPath = write("BX-Users.csv", Buffer.from(users, encoding));
    const { users: table, report } = await openDataset(ratings(), { usersPath });
    const location = table?.categories.get("Location");
    expect(report).toMatchObject({ badRows: 0, untabledUsers: 0 });
    expect(location?.dictionary.some((place) => place.includes('münchen, "bayern"'))).toBe(true);
    expect(location?.dictionary).toContain("cernusco s\\");
    expect(table?.categories.get("Age")?.dictionary).toEqual(expect.arrayContaining(["18", "61"]));
  });
});
