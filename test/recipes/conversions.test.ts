import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  likedOnly,
  toBookCrossingText,
  toBooksText,
  toMatrixText,
  toMovieLensText,
  toNetflixText,
  toNetflixTitles,
  toZeroFilledText,
  writeLatin1,
} from "../../scripts/recipes/conversions.ts";
import { type Interaction, type Interactions, interactionsFrom } from "../../src/data/interactions.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import type { FormatName } from "../../src/data/readers/format-names.ts";
import { temporaryFolder } from "../cli/nearedge.ts";

const { folder } = temporaryFolder();

const DAY = 86_400;

/** Four users, five films, values that every format can hold, times at noon of different days. */
const LIST: readonly Interaction[] = [
  ["1", "10", 5],
  ["1", "2", 1],
  ["2", "2", 4],
  ["2", "30", 3],
  ["7", "10", 2],
  ["7", "4", 4],
  ["12", "4", 5],
  ["12", "5", 1],
].map(([userId, itemId, value], row) => ({
  userId: String(userId),
  itemId: String(itemId),
  value: Number(value),
  timestamp: 900_000_000 + row * DAY + 43_200,
}));

const table = interactionsFrom(LIST, "explicit");

/** Rows as texts, in an order that does not depend on the numbering of ids. */
function rowsOf({ userIds, itemIds, users, items, values }: Interactions): string[] {
  return Array.from(users, (user, row) => `${userIds.idOf(user)} ${itemIds.idOf(items[row]!)} ${values[row]}`).sort();
}

async function read(name: string, text: string, format: FormatName): Promise<Interactions> {
  const path = join(folder, name);
  await writeFile(path, text);
  return (await openDataset(path, { format })).interactions;
}

describe("a conversion", () => {
  it("to files of MovieLens is read back as it was, with times", async () => {
    const back = await read("ratings.csv", toMovieLensText(table), "movielens");
    expect(rowsOf(back)).toEqual(rowsOf(table));
    expect([...(back.timestamps ?? [])].sort()).toEqual([...(table.timestamps ?? [])].sort());
  });

  it("to files of the Netflix Prize is read back as it was, with times cut to the day", async () => {
    const back = await read("combined_data_1.txt", toNetflixText(table), "netflix");
    expect(rowsOf(back)).toEqual(rowsOf(table));
    const days = Array.from(table.timestamps ?? [], (seconds) => Math.floor(seconds / DAY) * DAY);
    expect([...(back.timestamps ?? [])].sort()).toEqual(days.sort());
  });

  it("to files of Book-Crossing is read back with values doubled and the rows of 0 counted and left out", async () => {
    const text = toBookCrossingText(table);
    const path = await writeLatin1(folder, "BX-Book-Ratings.csv", text);
    const { interactions, report } = await openDataset(path, { format: "book-crossing" });
    const doubled = { ...table, values: table.values.map((value) => 2 * value) };
    expect(rowsOf(interactions)).toEqual(rowsOf(doubled));
    const zeros = text.split("\n").filter((line) => line.endsWith('"0"')).length;
    expect(zeros).toBeGreaterThan(0);
    expect(report.implicitRowsDropped).toBe(zeros);
  });

  it("to a matrix is read back as it was, without times", async () => {
    const back = await read("matrix.csv", toMatrixText(table), "matrix");
    expect(rowsOf(back)).toEqual(rowsOf(table));
    expect(back.feedback).toBe("explicit");
  });

  it("to a matrix of likes keeps the likes and nothing else, as implicit feedback", async () => {
    const liked = likedOnly(table, 4);
    const back = await read("likes.csv", toMatrixText(liked), "matrix");
    expect(rowsOf(back)).toEqual(["1 10 1", "12 4 1", "2 2 1", "7 4 1"]);
    expect(back.feedback).toBe("implicit");
  });

  it("to all cells with zeros has every pair of a user and an item once, known ones with their value", async () => {
    const back = await read("zeros.csv", toZeroFilledText(table, 1, 1), "csv");
    expect(back.users.length).toBe(4 * 5);
    expect(rowsOf(back).filter((row) => !row.endsWith(" 0"))).toEqual(rowsOf(table));
  });

  it("of any table to a matrix, a Netflix file or a MovieLens file loses nothing", async () => {
    const pairs = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), {
      minLength: 1,
      maxLength: 20,
      selector: ([user, item]) => `${user} ${item}`,
    });
    const property = fc.asyncProperty(
      pairs,
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 20, maxLength: 20 }),
      async (taken, values) => {
        const any = interactionsFrom(
          taken.map(([user, item], row) => ({
            userId: `${user}`,
            itemId: `${item}`,
            value: values[row] ?? 1,
            timestamp: 1e9,
          })),
          "explicit",
        );
        expect(rowsOf(await read("any-matrix.csv", toMatrixText(any), "matrix"))).toEqual(rowsOf(any));
        expect(rowsOf(await read("combined_data_2.txt", toNetflixText(any), "netflix"))).toEqual(rowsOf(any));
        expect(rowsOf(await read("any.csv", toMovieLensText(any), "movielens"))).toEqual(rowsOf(any));
      },
    );
    await fc.assert(property, { numRuns: 10 });
  });
});

describe("a catalogue", () => {
  const titles = table.itemIds.ids.map((id) => `Léon, "part" ${id} (19${id.padStart(2, "9")})`);
  const items = {
    ...emptyItemTable(table.itemIds),
    titles,
    numbers: new Map([["year", Float64Array.from(table.itemIds.ids, (_, item) => (item === 0 ? Number.NaN : 1990))]]),
  };

  it("of the Netflix Prize is read back with its titles, commas and accents, and with years", async () => {
    const ratings = await writeLatin1(folder, "combined_data_3.txt", toNetflixText(table));
    const itemsPath = await writeLatin1(folder, "movie_titles.csv", toNetflixTitles(items));
    // é is one byte in ISO-8859-1; the reader would take UTF-8 as well.
    expect((await readFile(itemsPath)).includes(Buffer.from([0x4c, 0xe9, 0x6f]))).toBe(true);
    const back = await openDataset(ratings, { format: "netflix", itemsPath });
    expect(back.items.titles[back.items.itemIds.indexOf("30") ?? -1]).toBe('Léon, "part" 30');
    const years = back.items.itemIds.ids.map((id) => [
      id,
      back.items.numbers.get("year")?.[back.items.itemIds.indexOf(id) ?? -1],
    ]);
    expect(Object.fromEntries(years)).toEqual({ 2: 1990, 4: 1990, 5: 1990, 10: Number.NaN, 30: 1990 });
  });

  it("of Book-Crossing lacks the first of each five items and has the titles of the others", async () => {
    const ratings = await writeLatin1(folder, "BX-ratings-2.csv", toBookCrossingText(table));
    const itemsPath = await writeLatin1(folder, "BX-Books.csv", toBooksText(items));
    const back = await openDataset(ratings, { format: "book-crossing", itemsPath });
    expect(back.report.uncataloguedItems).toBe(1);
    expect(back.items.titles[back.items.itemIds.indexOf("10") ?? -1]).toBe("");
    expect(back.items.titles[back.items.itemIds.indexOf("2") ?? -1]).toBe('Léon, "part" 2 (1992)');
  });
});
