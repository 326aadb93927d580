import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openDataset, openGivenSplit } from "../../src/data/open-dataset.ts";
import { OptionsError } from "../../src/errors.ts";
import { dataErrorOf, rowsOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();

/** Writes files into a folder of their own and gives back its path. */
function writeFolder(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(dirname(write("root", "")), name);
  mkdirSync(folder);
  for (const [file, content] of Object.entries(files)) write(join(name, file), content);
  return folder;
}

const seconds = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 1000;
const GOOD = "1:\n30878,4,2005-12-26\n7,5,2004-02-29\n2:\n30878,1,2005-01-01\n";
const GOOD_ROWS = [
  ["7", "1", 5, seconds("2004-02-29")],
  ["30878", "2", 1, seconds("2005-01-01")],
  ["30878", "1", 4, seconds("2005-12-26")],
];

describe("netflix", () => {
  it.each([
    ["line feeds", GOOD],
    ["CRLF", GOOD.replaceAll("\n", "\r\n")],
    ["carriage returns", GOOD.replaceAll("\n", "\r")],
    ["no line break at the end", GOOD.trimEnd()],
    ["empty lines", `${GOOD.replaceAll("2:", "\n\n2:")}\n\n`],
    ["a byte order mark", `\ufeff${GOOD}`],
    ["a movie without ratings", `${GOOD}3:\n`],
    ["blanks behind a movie", GOOD.replaceAll(":", ": ")],
  ])("gives every rating the movie above it, with %s", async (_, content) => {
    const { interactions, report } = await openDataset(write("combined.txt", content), { format: "netflix" });
    expect(interactions.feedback).toBe("explicit");
    expect(rowsOf(interactions)).toEqual(GOOD_ROWS);
    expect(report).toMatchObject({ rowsRead: 3, badRows: 0, implicitRowsDropped: 0 });
  });

  it("is recognised by its first two lines, and by nothing less", async () => {
    const own = await openDataset(write("mv_0000001.txt", "1:\r\n7,5,2004-02-29"));
    expect(rowsOf(own.interactions)).toEqual([["7", "1", 5, seconds("2004-02-29")]]);
    const other = await dataErrorOf(openDataset(write("other.txt", "1:\n7,6,2004-02-29\n")));
    expect(other.code).toBe("missing-column");
  });

  it("has the fingerprint of the same interactions as csv", async () => {
    const csv = "user,item,rating,date\n7,1,5,2004-02-29\n30878,2,1,2005-01-01\n30878,1,4,2005-12-26\n";
    const [own, twin] = [await openDataset(write("own.txt", GOOD)), await openDataset(write("twin.csv", csv))];
    expect(own.fingerprint).toBe(twin.fingerprint);
  });

  it("keeps the movie's id as written, leading zeros and large numbers too", async () => {
    const content =
      "007:\n1,5,2004-02-29\n7:\n1,4,2004-02-29\n98765432109876543210:\n1,3,2004-02-29\n16777216:\n1,2,2004-02-29\n";
    const { interactions } = await openDataset(write("ids.txt", content));
    const ratings = new Map(rowsOf(interactions).map(([, item, value]) => [item, value]));
    expect(ratings).toEqual(
      new Map([
        ["007", 5],
        ["7", 4],
        ["98765432109876543210", 3],
        ["16777216", 2],
      ]),
    );
  });

  it("gives movies in any order of ids their own ratings (property)", async () => {
    const movies = fc.uniqueArray(fc.record({ id: fc.integer({ min: 1, max: 20_000_000 }), ratings: fc.nat(4) }), {
      selector: ({ id }) => id,
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(movies, async (list) => {
        const expected = list.flatMap(({ id, ratings }) =>
          Array.from({ length: ratings }, (_, user) => `${user} ${id} ${1 + ((user + id) % 5)}`),
        );
        fc.pre(expected.length > 0);
        const content = list.map(({ id, ratings }) => {
          const lines = Array.from({ length: ratings }, (_, user) => `${user},${1 + ((user + id) % 5)},2005-01-01\n`);
          return `${id}:\n${lines.join("")}`;
        });
        const path = write("property.txt", content.join(""));
        const { interactions } = await openDataset(path, { format: "netflix" });
        const found = rowsOf(interactions).map((row) => row.slice(0, 3).join(" "));
        expect(found.sort()).toEqual(expected.sort());
      }),
      { numRuns: 25, seed: 20261122 },
    );
  });
});

describe("a bad line of netflix", () => {
  it.each([
    ["too few fields", "8,5", "expected 3 fields, got 2"],
    ["too many fields", "8,5,2005-01-01,x", "expected 3 fields, got 4"],
    ["letters for a rating", "8,five,2005-01-01", 'rating: expected a number, got "five"'],
    ["an empty rating", "8,,2005-01-01", 'rating: expected a number, got ""'],
    ["an empty user", ",5,2005-01-01", 'user: expected an id, got ""'],
    ["a date in another order", "8,5,01-01-2005", 'date: expected yyyy-mm-dd, got "01-01-2005"'],
    ["no date", "8,5,", 'date: expected yyyy-mm-dd, got ""'],
    ["seconds for a date", "8,5,1104537600", 'date: expected yyyy-mm-dd, got "1104537600"'],
    ["a day that does not exist", "8,5,2005-02-29", 'got "2005-02-29"'],
  ])("with %s is refused with its line, or skipped and counted", async (_, line, message) => {
    const path = write("bad.txt", GOOD.replace("2:\n", `${line}\n2:\n`));
    const error = await dataErrorOf(openDataset(path));
    expect(error.code).toBe("bad-rows");
    expect(error.message).toMatch(/^bad\.txt:4: /);
    expect(error.message).toContain(message);
    expect(error.message).toContain("1 such row of 4 in bad.txt");
    const { interactions, report } = await openDataset(path, { skipBadRows: true });
    expect(rowsOf(interactions)).toEqual(GOOD_ROWS);
    expect(report).toMatchObject({ rowsRead: 4, badRows: 1 });
  });

  it("before any movie has no item", async () => {
    const path = write("headless.txt", `8,5,2005-01-01\n${GOOD}`);
    const { message } = await dataErrorOf(openDataset(path, { format: "netflix" }));
    expect(message).toContain('headless.txt:1: expected a movie as 123: before its ratings, got "8,5,2005-01-01"');
  });

  it("in the place of a movie takes the ratings below it away, instead of giving them to the movie above", async () => {
    const path = write("damaged.txt", "1:\n7,5,2004-02-29\n2;\n7,1,2005-01-01\n8,1,2005-01-01\n3:\n7,3,2005-01-02\n");
    const { message } = await dataErrorOf(openDataset(path));
    expect(message).toContain(
      'damaged.txt:3: expected a movie as 123: or a rating as user,rating,yyyy-mm-dd, got "2;" (3 such rows of 5',
    );
    expect(message).toContain('damaged.txt:4: expected a movie as 123: before its ratings, got "7,1,2005-01-01"');
    const { interactions } = await openDataset(path, { skipBadRows: true });
    expect(rowsOf(interactions).map(([, item]) => item)).toEqual(["1", "3"]);
  });
});

describe("a folder of netflix", () => {
  const files = {
    "combined_data_10.txt": "3:\n7,3,2005-01-02\n",
    "combined_data_2.txt": "2:\n30878,1,2005-01-01\n",
    "combined_data_1.txt": "1:\n30878,4,2005-12-26\n7,5,2004-02-29\n",
    "README.md": "# nothing to read\n",
  };

  it("is read file by file, by auto and by name", async () => {
    const folder = writeFolder("netflix.prize", files);
    for (const format of ["auto", "netflix"] as const) {
      const { name, interactions } = await openDataset(folder, { format });
      expect(name).toBe("netflix.prize");
      expect(rowsOf(interactions).map((row) => row.slice(0, 3))).toEqual([
        ["7", "1", 5],
        ["7", "3", 3],
        ["30878", "2", 1],
        ["30878", "1", 4],
      ]);
    }
  });

  it("is read in the order of the numbers: of the same user, movie and day the last row counts", async () => {
    const again = { "combined_data_10.txt": "1:\n7,1,2005-01-01\n", "combined_data_9.txt": "1:\n7,5,2005-01-01\n" };
    const { interactions, report } = await openDataset(writeFolder("order", again));
    expect(rowsOf(interactions).map((row) => row.slice(0, 3))).toEqual([["7", "1", 1]]);
    expect(report.duplicatesMerged).toBe(1);
  });

  it("may hold one file a movie", async () => {
    const folder = writeFolder("movies", {
      "mv_0000002.txt": "2:\n8,1,2005-01-01\n",
      "mv_0000001.txt": "1:\n7,5,2004-02-29\n",
    });
    const { interactions } = await openDataset(folder, { format: "netflix" });
    expect(interactions.itemIds.ids).toEqual(["1", "2"]);
    expect((await openDataset(folder)).interactions.itemIds.ids).toEqual(["1", "2"]);
  });

  it("has its bad lines shown with their own file and line", async () => {
    const second = "2:\n30878,1,2005-01-01\n\n8,x,2005-01-01\n";
    const folder = writeFolder("bad", {
      ...files,
      "combined_data_2.txt": second,
      "combined_data_10.txt": "7,3,2005-01-02\n3:\n",
    });
    const { message } = await dataErrorOf(openDataset(folder));
    expect(message).toMatch(/^combined_data_2\.txt:4: rating: expected a number, got "x" \(2 such rows of 5 in bad;/);
    expect(message).toContain("combined_data_10.txt:1: expected a movie as 123: before its ratings");
  });

  it("never gives the first ratings of a file to the last movie of the file before", async () => {
    const folder = writeFolder("leak", {
      "combined_data_1.txt": "1:\n7,5,2005-01-01\n",
      "combined_data_2.txt": "8,5,2005-01-01\n",
    });
    expect((await dataErrorOf(openDataset(folder))).message).toMatch(/^combined_data_2\.txt:1: /);
  });

  it("without such files, with an empty one, or with named columns is an error of its own", async () => {
    const empty = writeFolder("empty", { "notes.txt": "nothing" });
    const error = await dataErrorOf(openDataset(empty, { format: "netflix" }));
    expect(error.code).toBe("empty-folder");
    expect(error.message).toContain("got none among 1 files");
    const hollow = writeFolder("hollow", { ...files, "combined_data_2.txt": "" });
    expect((await dataErrorOf(openDataset(hollow))).code).toBe("empty-file");
    const folder = writeFolder("named", files);
    await expect(openDataset(folder, { columns: { user: "who" } })).rejects.toThrow(OptionsError);
    expect((await dataErrorOf(openDataset(folder, { format: "csv" }))).code).toBe("is-directory");
    expect((await dataErrorOf(openDataset(join(folder, "gone"), { format: "netflix" }))).code).toBe("missing-file");
  });

  it("may be the training part of a given split", async () => {
    const folder = writeFolder("train", files);
    const { train, test } = await openGivenSplit(folder, write("test.txt", "2:\n7,2,2005-01-03\n"));
    expect([train.users.length, test.users.length]).toEqual([4, 1]);
  });
});

describe("movie_titles.csv of netflix", () => {
  const ratings = write("ratings.csv", "user,item\na,1\na,2\nb,3\n");
  const content = '1,2003,Dinosaur Planet\r\n2,NULL,Crouching Tiger, Hidden Dragon\r\n3,1997,Misérables, Les "1997"';

  it.each([
    ["ISO-8859-1", Buffer.from(content, "latin1")],
    ["UTF-8", Buffer.from(content, "utf8")],
    ["UTF-8 with a byte order mark", Buffer.from(`\ufeff${content}`, "utf8")],
  ])("in %s has titles with commas, quotes and accents", async (_, bytes) => {
    const { items, report } = await openDataset(ratings, { itemsPath: write("movie_titles.csv", bytes) });
    expect(items.titles).toEqual(["Dinosaur Planet", "Crouching Tiger, Hidden Dragon", 'Misérables, Les "1997"']);
    expect([...(items.numbers.get("year") ?? [])]).toEqual([2003, Number.NaN, 1997]);
    expect(items.categories.size).toBe(0);
    expect(report).toMatchObject({ uncataloguedItems: 0, badRows: 0 });
  });

  it("has its bad lines refused with their numbers, or skipped", async () => {
    const lines = "1,2003,One\n\n2,1999\n,2000,Nobody\n3,about 1990,Three\n";
    const itemsPath = write("bad_titles.csv", lines);
    const { message } = await dataErrorOf(openDataset(ratings, { itemsPath }));
    expect(message).toMatch(/^bad_titles\.csv:3: expected 3 fields \(id, year, title\), got 2 \(3 such rows of 4/);
    expect(message).toContain('bad_titles.csv:4: item: expected an id, got ""');
    expect(message).toContain('bad_titles.csv:5: year: expected four digits or NULL, got "about 1990"');
    const { report } = await openDataset(ratings, { itemsPath, skipBadRows: true });
    expect(report).toMatchObject({ badRows: 3, uncataloguedItems: 2 });
  });

  it("is refused with an id twice, or with binary content", async () => {
    const twice = await dataErrorOf(
      openDataset(ratings, { itemsPath: write("t.csv", "1,2003,A\n2,NULL,B\n1,2004,C\n") }),
    );
    expect(twice.message).toMatch(/^t\.csv:3: .*\(first on line 1\)/);
    const binary = await dataErrorOf(openDataset(ratings, { itemsPath: write("b.csv", "1,2003,A\0\n") }));
    expect(binary.code).toBe("not-text");
  });
});
