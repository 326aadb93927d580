import { describe, expect, it } from "vitest";
import { readIdList } from "../../../src/data/matrices/id-list.ts";
import { openSession, quoteText } from "../../../src/data/readers/session.ts";
import { temporaryFolder } from "../../cli/nearedge.ts";

const { folder, write } = temporaryFolder();

const read = (path: string, columns: { id?: string; index?: string } = {}, count = 3) =>
  readIdList(path, { option: "--item-ids", role: "item", count, columns });

/** Writes a Parquet file of a query. */
async function parquet(name: string, sql: string): Promise<string> {
  const session = await openSession();
  try {
    await session.run(`COPY (${sql}) TO ${quoteText(`${folder}/${name}`)} (FORMAT parquet)`);
    return `${folder}/${name}`;
  } finally {
    session.close();
  }
}

describe("ids of rows", () => {
  it.each([
    ["ids.txt", "b\na\nc, d\n", "one id a line"],
    ["ids.txt", "track\nb\na\nc, d\n", 'one id a line below "track"'],
    ["ids.txt", "\ufeffb\r\na\r\nc, d", "one id a line"],
    ["ids.json", '["b", "a", "c, d"]', "a JSON list"],
    ["ids.csv", 'itemId,title\nb,B\na,A\n"c, d",C\n', "id=itemId, in the order of its rows"],
    ["ids.tsv", "title\titemId\tindex\nA\ta\t1\nC\tc, d\t2\nB\tb\t0\n", "id=itemId index=index"],
    ["ids.jsonl", '{"itemId":"b"}\n{"itemId":"a"}\n{"itemId":"c, d"}\n', "id=itemId, in the order of its rows"],
  ])("are read of %s (%j)", async (name, text, reading) => {
    expect(await read(write(name, text))).toEqual({ ids: ["b", "a", "c, d"], reading: `${name}: ${reading}` });
  });

  it("are read of the columns that are named", async () => {
    const path = write("ids.csv", "row,track,itemId\n2,c,0\n0,a,1\n1,b,2\n");
    const { ids, reading } = await read(path, { id: "track", index: "row" });
    expect(ids).toEqual(["a", "b", "c"]);
    expect(reading).toBe("ids.csv: id=track index=row");
  });

  it("are read of Parquet, whole numbers beyond doubles too", async () => {
    const path = await parquet("ids.parquet", "SELECT * FROM (VALUES (9007199254740993), (2), (3)) AS t(item_id)");
    expect((await read(path)).ids).toEqual(["9007199254740993", "2", "3"]);
  });

  it.each([
    ["ids.txt", "a\nb\n", "ids-length", /expected 3 ids, as the matrix has rows, got 2/],
    ["ids.txt", "a\nb\nc\nd\ne\n", "ids-length", /got 5/],
    ["ids.txt", "a\nb\na\n", "duplicate-id", /ids\.txt:3: expected every id once, got "a", which ids\.txt:1 has too/],
    ["ids.txt", "a\n \nc\n", "empty-id", /ids\.txt:2/],
    ["ids.json", '["a", 1.5, "c"]', "bad-id", /entry 2/],
    ["ids.json", '["a", null, "c"]', "bad-id", /entry 2/],
    ["ids.json", '{"a": 1}', "not-json", /got an object/],
    ["ids.json", '["a", ', "not-json", /list of ids/],
    ["ids.csv", "itemId,index\na,0\nb,1\nc,1\n", "bad-index", /ids\.csv:4: index: .* got 1 a second time/],
    ["ids.csv", "itemId,index\na,0\nb,1\nc,3\n", "bad-index", /got "3"/],
    ["ids.csv", "itemId,index\na,0\nb,1\nc,-1\n", "bad-index", /got "-1"/],
    ["ids.csv", "itemId,index\na,0\nb,one\nc,2\n", "bad-index", /got "one"/],
  ])("of %s are refused: %j is %s", async (name, text, code, message) => {
    await expect(read(write(name, text))).rejects.toMatchObject({ name: "DataError", code, message });
  });

  it("are found by what the file of the matrix calls its rows", async () => {
    const path = write("ids.csv", "itemId,index\nspare,4\na,7\nb,-2\nc,12\n");
    const request = { option: "--item-ids", role: "item", count: 3, columns: {} } as const;
    expect((await readIdList(path, { ...request, keys: ["12", "7", "-2"] })).ids).toEqual(["c", "a", "b"]);
    const short = readIdList(path, { ...request, keys: ["12", "7", "9"] });
    await expect(short).rejects.toMatchObject({ code: "ids-length", message: expect.stringContaining("none for 9") });
    const lines = write("labels.txt", "zero\none\ntwo\nthree\n");
    expect((await readIdList(lines, { ...request, keys: ["3", "0", "1"] })).ids).toEqual(["three", "zero", "one"]);
  });

  it("need a column that is there", async () => {
    await expect(read(write("ids.csv", "itemId,b\na,1\n"), { id: "track" })).rejects.toMatchObject({
      code: "missing-column",
    });
  });
});
