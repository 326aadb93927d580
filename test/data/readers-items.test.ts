import { describe, expect, it } from "vitest";
import { categoryValues, type ItemTable } from "../../src/data/items.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { openSession, quoteText } from "../../src/data/readers/session.ts";
import { dataErrorOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();
const ratings = write("ratings.csv", "user,item\na,10\na,2\nb,33\n");

function valuesOf(table: ItemTable, column: string): string[][] {
  const found = table.categories.get(column);
  if (found === undefined) throw new Error(`no column ${column} in ${[...table.categories.keys()].join(", ")}`);
  return table.titles.map((_, item) => categoryValues(found, item));
}

describe("a catalogue of items", () => {
  it("is put into the order of the interactions, with an account of both sides", async () => {
    const itemsPath = write("items.csv", "id,name,price\n10,Ten,1.5\n99,Other,2\n2,Two,\n");
    const { items, report } = await openDataset(ratings, { itemsPath });
    expect(items.itemIds.ids).toEqual(["2", "10", "33"]);
    expect(items.titles).toEqual(["Two", "Ten", ""]);
    expect([...(items.numbers.get("price") ?? [])]).toEqual([Number.NaN, 1.5, Number.NaN]);
    expect(report).toMatchObject({ catalogueOnlyItems: 1, uncataloguedItems: 1 });
  });

  it("of a known kind may be a copy: genres as lists, years as floats, words for what is missing", async () => {
    const read = async (name: string, text: string) =>
      (await openDataset(ratings, { itemsPath: write(name, text) })).items;
    const movies = await read("movies.csv", `movieId,title,genres\n2,Two (1995),"['Action', 'Sci-Fi']"\n10,Ten,nan\n`);
    expect(valuesOf(movies, "tags")).toEqual([["Action", "Sci-Fi"], [], []]);
    const titles = await read("movie_titles.csv", "2,2003.0,Two\n10,,Ten\n33,NaN,A, b\n");
    expect([...(titles.numbers.get("year") ?? [])]).toEqual([2003, Number.NaN, Number.NaN]);
    expect(titles.titles).toEqual(["Two", "Ten", "A, b"]);
    const header = "ISBN,Book-Title,Book-Author,Year-Of-Publication,Publisher\n";
    const books = await read("Books.csv", `${header}2,Two,NaN,1999.0,P\n10,NaN,X,NULL,\\N\n`);
    expect(books.titles).toEqual(["Two", "", ""]);
    expect(valuesOf(books, "creator")).toEqual([[], ["X"], []]);
    expect(valuesOf(books, "publisher")).toEqual([["P"], [], []]);
    expect([...(books.numbers.get("year") ?? [])]).toEqual([1999, Number.NaN, Number.NaN]);
  });

  it("keeps what nobody has taken behind the other items where that is asked for", async () => {
    const itemsPath = write("cold.csv", "id,name,price\n100,Hundred,4\n10,Ten,1.5\n099,Other,2\n9,Nine,\n2,Two,\n");
    const left = await openDataset(ratings, { itemsPath });
    const { items, interactions, report, fingerprint } = await openDataset(ratings, { itemsPath, coldItems: true });
    expect(items.itemIds.ids).toEqual(["2", "10", "33", "9", "099", "100"]);
    expect(interactions.itemIds).toBe(items.itemIds);
    expect(interactions.items).toEqual(left.interactions.items);
    expect(items.titles).toEqual(["Two", "Ten", "", "Nine", "Other", "Hundred"]);
    expect(report).toMatchObject({ catalogueOnlyItems: 0, coldItems: 3, uncataloguedItems: 1 });
    expect(left.report).toMatchObject({ catalogueOnlyItems: 3 });
    expect(left.report).not.toHaveProperty("coldItems");
    expect(fingerprint).not.toBe(left.fingerprint);
    const texts = write("cold-texts.csv", "id,name\nb,B\n10,Ten\nB,B\n4,Four\n");
    const named = await openDataset(ratings, { itemsPath: texts, coldItems: true });
    expect(named.items.itemIds.ids).toEqual(["2", "10", "33", "4", "B", "b"]);
    expect((await openDataset(ratings, { coldItems: true })).fingerprint).toBe(left.fingerprint);
  });

  it("has numbers, categories, lists between bars, and tags between commas", async () => {
    const header = "item_id,Title,year,code,tags,creator,places\n";
    const rows = '2,"Two, the",1999,007,"b, a",Ann,x|y\n10,Ten,-3.5e2,12,c,"Lee, Bob",\n33,T,,,,,"one, two"\n';
    const { items } = await openDataset(ratings, { itemsPath: write("kinds.csv", header + rows) });
    expect(items.titles).toEqual(["Two, the", "Ten", "T"]);
    expect([...(items.numbers.get("year") ?? [])]).toEqual([1999, -350, Number.NaN]);
    expect([...items.numbers.keys()]).toEqual(["year"]);
    expect(valuesOf(items, "code")).toEqual([["007"], ["12"], []]);
    expect(valuesOf(items, "tags")).toEqual([["b", "a"], ["c"], []]);
    expect(valuesOf(items, "creator")).toEqual([["Ann"], ["Lee, Bob"], []]);
    expect(valuesOf(items, "places")).toEqual([["x", "y"], [], ["one, two"]]);
  });

  it("keeps prose apart from categories, loses empty columns, and takes long lists of short values apart", async () => {
    const list = Array.from({ length: 60 }, (_, tag) => `tag ${tag}`).join("|");
    const prose = `${"long, long text ".repeat(20)}| the end`;
    const content = `id,overview,nothing,keywords\n2,"${prose}",,${list}\n10,${"x".repeat(320)},,a\n`;
    const { items } = await openDataset(ratings, { itemsPath: write("prose.csv", content) });
    expect([...items.categories.keys()]).toEqual(["keywords"]);
    expect(valuesOf(items, "keywords").map((values) => values.length)).toEqual([60, 1, 0]);
    expect([...items.texts]).toEqual([["overview", [prose, "x".repeat(320), ""]]]);
  });

  it("may have JSON lists of names in its cells", async () => {
    const content = 'id,genres\n2,"[{""id"": 1, ""name"": ""Sci, fi""}, {""id"": 2, ""name"": ""War""}]"\n10,[]\n';
    const { items } = await openDataset(ratings, { itemsPath: write("json.csv", content) });
    expect(valuesOf(items, "genres")).toEqual([["Sci, fi", "War"], [], []]);
  });

  it("may be tsv, jsonl or parquet", async () => {
    const tsvPath = write("items.tsv", "movieId\ttitle\ttags\n2\tTwo\ta|b\n");
    const jsonlPath = write("items.jsonl", '{"movieId":2,"title":"Two","tags":["a","b"]}\n\n{"movieId":"99"}\n');
    const parquetPath = write("items.parquet", "");
    const session = await openSession();
    const query = "SELECT 2 AS movieId, 'Two' AS title, ['a', 'b'] AS tags";
    await session.run(`COPY (${query}) TO ${quoteText(parquetPath)} (FORMAT parquet)`);
    session.close();
    for (const itemsPath of [tsvPath, jsonlPath, parquetPath]) {
      const { items } = await openDataset(ratings, { itemsPath });
      expect(items.titles).toEqual(["Two", "", ""]);
      expect(valuesOf(items, "tags")).toEqual([["a", "b"], [], []]);
    }
  });

  it("in jsonl may have keys with the names of built-in properties, and rows without them", async () => {
    const content = '{"id":2,"constructor":"Lotus","__proto__":"x"}\n{"id":10}\n';
    const { items } = await openDataset(ratings, { itemsPath: write("built-in.jsonl", content) });
    expect(valuesOf(items, "constructor")).toEqual([["Lotus"], [], []]);
    expect(valuesOf(items, "__proto__")).toEqual([["x"], [], []]);
  });

  it("of MovieLens has genres as tags and the year at the end of the title", async () => {
    const content =
      'movieId,title,genres\n2,"Heat, The (1995)",Action|War\n10,Lost (Zagubieni) (2004–2010) ,Drama\n33,No Year (x),(no genres listed)\n';
    const { items } = await openDataset(ratings, { itemsPath: write("movies.csv", content) });
    expect(items.titles[0]).toBe("Heat, The (1995)");
    expect([...(items.numbers.get("year") ?? [])]).toEqual([1995, 2004, Number.NaN]);
    expect(valuesOf(items, "tags")).toEqual([["Action", "War"], ["Drama"], []]);
  });

  it("of MovieLens 100K is ISO-8859-1 with flags for genres", async () => {
    const flags = (...set: number[]): string =>
      Array.from({ length: 19 }, (_, at) => (set.includes(at) ? 1 : 0)).join("|");
    const content = `2|Misérables, Les (1995)|01-Jan-1995||http://x|${flags(1, 18)}\n10|unknown||||${flags(0)}\n`;
    const { items } = await openDataset(ratings, { itemsPath: write("u.item", Buffer.from(content, "latin1")) });
    expect(items.titles[0]).toBe("Misérables, Les (1995)");
    expect([...(items.numbers.get("year") ?? [])]).toEqual([1995, Number.NaN, Number.NaN]);
    expect(valuesOf(items, "tags")).toEqual([["Action", "Western"], ["unknown"], []]);
  });

  it("is refused with an item twice, without an id column, or missing", async () => {
    const twice = await dataErrorOf(openDataset(ratings, { itemsPath: write("twice.csv", "id,a\n2,x\n10,y\n2,z\n") }));
    expect(twice.code).toBe("duplicate-item");
    expect(twice.message).toContain('twice.csv:4: expected every item once, got "2" again (first on line 2)');
    const noId = await dataErrorOf(openDataset(ratings, { itemsPath: write("no-id.csv", "key,a\n2,x\n") }));
    expect(noId.code).toBe("missing-column");
    expect((await dataErrorOf(openDataset(ratings, { itemsPath: `${ratings}.gone` }))).code).toBe("missing-file");
  });

  it("in parquet is refused with an item twice, by row number", async () => {
    const itemsPath = write("twice.parquet", "");
    const session = await openSession();
    await session.run(
      `COPY (SELECT unnest(['2', '10', '2']) AS id, unnest(['a', NULL, 'b']) AS tag) TO ${quoteText(itemsPath)} (FORMAT parquet)`,
    );
    session.close();
    const { message } = await dataErrorOf(openDataset(ratings, { itemsPath }));
    expect(message).toMatch(/^twice\.parquet:3: .* \(first on line 1\)/);
  });

  it("has its bad rows refused, or skipped and reported", async () => {
    const itemsPath = write("bad-items.csv", "id,a\n2,x\n10\n,z\n");
    const error = await dataErrorOf(openDataset(ratings, { itemsPath }));
    expect(error.code).toBe("bad-rows");
    expect(error.message).toContain("bad-items.csv:3: expected 2 fields, got 1");
    const { report } = await openDataset(ratings, { itemsPath, skipBadRows: true });
    expect(report).toMatchObject({ rowsRead: 3, badRows: 2, uncataloguedItems: 2 });
    expect(report.badRowExamples[1]).toBe('bad-items.csv:4: item: expected an id, got ""');
  });
});
