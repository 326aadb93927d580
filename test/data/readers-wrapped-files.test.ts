import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../src/data/open-dataset.ts";
import { openSession, quoteText } from "../../src/data/readers/session.ts";
import { dataErrorOf, rowsOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();
const CSV = "user,item,rating\na,ä,3\nb,y,4\n";
const ROWS = [
  ["a", "ä", 3],
  ["b", "y", 4],
];
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");
const scratch = () => readdirSync(tmpdir()).filter((name) => name.startsWith("nearedge-read-"));

describe("a wrapped file", () => {
  const lines = '{"user":"a","item":"ä","rating":3}\n{"user":"b","item":"y","rating":4}\n';
  it.each([
    ["gzip", "r.csv.gz", gzipSync(CSV)],
    ["gzip in two members", "r.csv.gz", Buffer.concat([gzipSync(CSV.slice(0, 20)), gzipSync(CSV.slice(20))])],
    ["gzip of tabs", "r.tsv.gz", gzipSync(CSV.replaceAll(",", "\t"))],
    ["gzip of JSON lines", "r.jsonl.gz", gzipSync(lines)],
    ["gzip under a wrong name", "r.csv", gzipSync(CSV)],
    ["zstd", "r.csv.zst", zstdCompressSync(CSV)],
    ["zstd of a JSON array", "r.json.zst", zstdCompressSync(`[${lines.trim().replaceAll("\n", ",")}]`)],
    ["UTF-16, little end first", "r.csv", utf16(CSV)],
    ["UTF-16, big end first", "r.csv", utf16(CSV).swap16()],
    ["UTF-16 as Excel writes it", "r.txt", utf16(CSV.replaceAll(",", "\t").replaceAll("\n", "\r\n"))],
    ["UTF-16 in gzip", "r.csv.gz", gzipSync(utf16(CSV))],
    ["a JSON array", "r.json", `[${lines.trim().replaceAll("\n", ",")}]`],
    [
      "a JSON array over lines",
      "r.json",
      JSON.stringify(
        lines
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line)),
        null,
        2,
      ),
    ],
    [
      "JSON objects over lines",
      "r.json",
      lines.replaceAll("{", "{\n  ").replaceAll(",", ",\n  ").replaceAll("}", "\n}"),
    ],
  ])("is read as what is inside: %s", async (_, name, content) => {
    const before = scratch();
    const { interactions, name: title } = await openDataset(write(name, content));
    expect(rowsOf(interactions)).toEqual(ROWS);
    expect(title).toBe("r");
    expect(scratch().filter((file) => !before.includes(file))).toEqual([]);
  });

  it("has lines of the text inside in its messages, under its name", async () => {
    const bad = write("bad.csv.gz", gzipSync("user,item,rating\na,x,?\nb,y,3\n"));
    expect((await dataErrorOf(openDataset(bad))).message).toMatch(/^bad\.csv:2: rating: expected a number, got "\?"/);
    const array = write("bad.json", '[{"user":1,"item":2},\n 7, {"user":1}]');
    const { message } = await dataErrorOf(openDataset(array));
    expect(message).toContain('bad.json:2: expected a JSON object in UTF-8, got "7"');
    expect(message).toContain('bad.json:3: item: expected an id, got ""');
  });

  it("may be a catalogue or a table of users", async () => {
    const path = write("r.csv", CSV);
    const itemsPath = write("items.json.gz", gzipSync('[{"itemId":"ä","title":"Ä"},{"itemId":"y","title":"Y"}]'));
    const usersPath = write("users.csv", utf16("userId;city\na;Ulm\nb;Bonn\n"));
    const { items, users } = await openDataset(path, { itemsPath, usersPath });
    expect([...items.titles].sort()).toEqual(["Y", "Ä"]);
    expect(users?.categories.get("city")?.dictionary).toEqual(["Ulm", "Bonn"]);
  });

  it.each([
    ["gzip that is cut", "cut.csv.gz", gzipSync(CSV).subarray(0, 30), "not-text", "a gzip archive that is complete"],
    [
      "zstd that is cut",
      "cut.csv.zst",
      zstdCompressSync(CSV).subarray(0, 9),
      "not-text",
      "a zstd archive that is complete",
    ],
    ["an array that is cut", "cut.json", '[{"user":1,"item":2},{"user":', "not-jsonl", "the array's closing ]"],
    ["text after an array", "more.json", '[{"user":1,"item":2}] x', "not-jsonl", "the end of the file"],
    ["an array of arrays", "arrays.json", "[[1,2],[3,4]]", "not-jsonl", "objects"],
    ["an empty array", "none.json", "[ ]", "no-rows", "an empty array"],
  ])("is refused where it is damaged: %s", async (_, name, content, code, part) => {
    const error = await dataErrorOf(openDataset(write(name, content)));
    expect(error.message).toContain(part);
    expect(error.message).toContain(name.replace(/\.(gz|zst)$/, ""));
    expect(error.code).toBe(code);
  });
});

describe("a folder or a pattern", () => {
  const writeParts = (folder: string, parts: Record<string, string | Uint8Array>): string => {
    const path = join(dirname(write("anchor", "")), folder);
    mkdirSync(path, { recursive: true });
    for (const [name, content] of Object.entries(parts)) writeFileSync(join(path, name), content);
    return path;
  };

  it("is read as one table, whatever the order of columns", async () => {
    const parts = {
      "part-1.csv": CSV,
      "part-2.csv": "rating,item,user\n5,z,c\n",
      _SUCCESS: "",
      ".crc": "x",
      "part-3.csv": "",
    };
    const folder = writeParts("parts", parts);
    for (const path of [folder, `${folder}/part-*.csv`, `${folder}/part-{1,2}.csv`]) {
      const { interactions, report } = await openDataset(path);
      expect(rowsOf(interactions)).toEqual([...ROWS, ["c", "z", 5]]);
      expect(report.rowsRead).toBe(3);
    }
    expect((await openDataset(folder)).name).toBe("parts");
  });

  it("takes part 2 before part 10: the last row of a pair counts", async () => {
    const folder = writeParts("order", {
      "p-10.csv": "user,item,rating\na,x,1\n",
      "p-2.csv": "user,item,rating\na,x,5\n",
    });
    expect(rowsOf((await openDataset(folder)).interactions)).toEqual([["a", "x", 1]]);
  });

  it("has the fingerprint of the rows in one file, in Parquet, gzip and JSON", async () => {
    const { fingerprint } = await openDataset(write("one.csv", `${CSV}c,z,5\n`));
    const gz = writeParts("gz", { "a.csv.gz": gzipSync(CSV), "b.csv.gz": gzipSync("user,item,rating\nc,z,5\n") });
    expect((await openDataset(gz)).fingerprint).toBe(fingerprint);
    const parquet = writeParts("parquet", {});
    const session = await openSession();
    for (const [part, rows] of [
      ["1", "('a','ä',3),('b','y',4)"],
      ["2", "('c','z',5)"],
    ]) {
      const to = quoteText(join(parquet, `part-${part}.parquet`));
      await session.run(`COPY (SELECT * FROM (VALUES ${rows}) AS t("user", item, rating)) TO ${to} (FORMAT parquet)`);
    }
    session.close();
    expect((await openDataset(parquet)).fingerprint).toBe(fingerprint);
    expect((await openDataset(`${parquet}/*.parquet`)).fingerprint).toBe(fingerprint);
  });

  it("says in which part a row is bad, and counts bad rows of all parts", async () => {
    const folder = writeParts("bad", { "a.csv": CSV, "b.csv": "user,item,rating\nc,z,?\nd,z,1\n" });
    expect((await dataErrorOf(openDataset(folder))).message).toMatch(/^b\.csv:2: rating: .*1 such row of 2 in b\.csv/);
    const { report } = await openDataset(folder, { skipBadRows: true });
    expect(report).toMatchObject({ rowsRead: 4, badRows: 1 });
  });

  it("may be a catalogue: text with one header a part, JSON lines, Parquet", async () => {
    const path = write("r.csv", CSV);
    const titles = async (itemsPath: string) => {
      const { items } = await openDataset(path, { itemsPath });
      return Object.fromEntries(items.itemIds.ids.map((id, item) => [id, items.titles[item]]));
    };
    const text = writeParts("items-text", { "1.csv": "itemId;title\r\ny;Why", "2.csv": "itemId;title\r\nä;Ä\r\n" });
    const json = writeParts("items-json", {
      "1.jsonl": '{"itemId":"y","title":"Why"}',
      "2.jsonl": '{"title":"Ä","itemId":"ä"}',
    });
    const parquet = writeParts("items-parquet", {});
    const session = await openSession();
    await session.run(
      `COPY (SELECT 'y' AS "itemId", 'Why' AS title) TO ${quoteText(join(parquet, "1.parquet"))} (FORMAT parquet)`,
    );
    await session.run(
      `COPY (SELECT 'Ä' AS title, 'ä' AS "itemId") TO ${quoteText(join(parquet, "2.parquet"))} (FORMAT parquet)`,
    );
    session.close();
    for (const folder of [text, `${text}/*.csv`, json, parquet])
      expect(await titles(folder)).toEqual({ y: "Why", ä: "Ä" });
    const odd = writeParts("items-odd", { "1.csv": "itemId,title\ny,Why\n", "2.csv": "itemId,name\nä,Ä\n" });
    expect((await dataErrorOf(openDataset(path, { itemsPath: odd }))).code).toBe("mixed-parts");
  });

  it("is refused where parts differ, or there is none", async () => {
    const columns = writeParts("columns", { "a.csv": CSV, "b.csv": "user,item\nc,z\n" });
    const error = await dataErrorOf(openDataset(columns));
    expect([error.code, error.message]).toEqual([
      "mixed-parts",
      expect.stringContaining('b.csv: expected the columns of a.csv, but it lacks "rating"'),
    ]);
    const formats = writeParts("formats", { "a.txt": CSV, "b.txt": '{"user":1,"item":2}\n' });
    expect((await dataErrorOf(openDataset(formats))).code).toBe("mixed-parts");
    const endings = writeParts("endings", { "a.csv": CSV, "readme.md": "x" });
    expect((await dataErrorOf(openDataset(endings))).code).toBe("is-directory");
    const empty = writeParts("empty", { _SUCCESS: "" });
    expect((await dataErrorOf(openDataset(empty))).code).toBe("empty-folder");
    expect((await dataErrorOf(openDataset(`${empty}/*.csv`))).code).toBe("missing-file");
    expect(existsSync(empty)).toBe(true);
  });
});
