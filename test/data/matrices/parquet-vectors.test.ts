import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openParquetVectors, type VectorColumns } from "../../../src/data/matrices/parquet-vectors.ts";
import { openSession, quoteText } from "../../../src/data/readers/session.ts";
import { DataError } from "../../../src/errors.ts";
import { temporaryFolder } from "../../cli/nearedge.ts";

const { folder, write } = temporaryFolder();
let files = 0;

async function parquet(sql: string): Promise<string> {
  const session = await openSession();
  const path = `${folder}/[v]${files++}.parquet`;
  try {
    await session.run(`COPY (${sql}) TO ${quoteText(path)} (FORMAT parquet)`);
    return path;
  } finally {
    session.close();
  }
}

const open = (paths: readonly string[], columns: VectorColumns = {}) =>
  openParquetVectors(paths, "items", columns, { factors: 512, rows: "items" });

async function read(paths: readonly string[], columns: VectorColumns = {}) {
  const { table, ids, biases } = await open(paths, columns);
  const rows: number[][] = [];
  for await (const { values } of table.blocks()) {
    for (let at = 0; at < values.length; at += table.factorCount)
      rows.push([...values.subarray(at, at + table.factorCount)]);
  }
  return { rows, ids, biases };
}

describe("vectors of Parquet files", () => {
  it("come file after file with the ids of their rows", async () => {
    const paths = [
      await parquet("SELECT 7 AS id, [1, 2]::FLOAT[] AS features"),
      await parquet("SELECT * FROM (VALUES (3, [3, 4]::FLOAT[]), (1, [5, 6]::FLOAT[])) AS t(id, features)"),
    ];
    expect(await read(paths)).toMatchObject({
      ids: ["7", "3", "1"],
      rows: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    });
  });

  it.each(["DOUBLE[]", "FLOAT[2]", "INTEGER[]", "DECIMAL(4, 1)[]"])("are read of %s", async (type) => {
    expect(await read([await parquet(`SELECT 'a' AS id, [1, -2]::${type} AS v`)])).toMatchObject({ rows: [[1, -2]] });
  });

  it("have biases beside them where a column is named", async () => {
    const path = await parquet("SELECT 'a' AS key, 0.5 AS b, 9 AS other, [1]::FLOAT[] AS v, [2]::FLOAT[] AS w");
    expect(await read([path], { ids: "key", vectors: "w", bias: "b" })).toEqual({
      ids: ["a"],
      rows: [[2]],
      biases: Float32Array.of(0.5),
    });
  });

  it("keep their order over blocks and files", async () => {
    const path = await parquet(
      "SELECT i AS id, list_transform(range(256), k -> (i * 256 + k) % 65521)::FLOAT[] AS v FROM range(40000) AS t(i)",
    );
    const { table, ids } = await open([path, path]);
    expect(ids.slice(39_998, 40_002)).toEqual(["39998", "39999", "0", "1"]);
    let next = 0;
    for await (const { start, values } of table.blocks()) {
      expect(start * 256).toBe(next);
      const wrong = values.findIndex((value, at) => value !== ((next + at) % (40_000 * 256)) % 65_521);
      expect(wrong).toBe(-1);
      next += values.length;
    }
    expect(next).toBe(80_000 * 256);
  });

  it.each([
    ["lists of several lengths", "wrong-rank", "VALUES ('a', [1, 2]), ('b', [1])"],
    ["a row without a list", "wrong-rank", "VALUES ('a', [1]), ('b', NULL)"],
    ["empty lists", "too-many-factors", "VALUES ('a', []::FLOAT[])"],
    ["513 factors", "too-many-factors", "SELECT 'a', range(513)::FLOAT[]"],
    ["no rows", "no-rows", "SELECT 'a', [1] WHERE false"],
    ["a row without an id", "empty-id", "VALUES (NULL, [1]), ('b', [2])"],
    ["no lists", "missing-column", "VALUES ('a', 1)"],
    ["NaN", "not-finite", "VALUES ('a', [1.0, 'nan'::DOUBLE])"],
    ["an infinity", "not-finite", "VALUES ('a', [1.0, 'inf'::DOUBLE])"],
    ["a number beyond f32", "not-finite", "VALUES ('a', [1.0, 1e300])"],
    ["a missing number", "not-finite", "VALUES ('a', [1.0, NULL])"],
  ])("with %s are refused as %s", async (_, code, rows) => {
    const path = await parquet(`SELECT * FROM (${rows}) AS t(id, features)`);
    await expect(read([path])).rejects.toMatchObject({ name: "DataError", code });
  });

  it("are no other files", async () => {
    await expect(read([write("x.parquet", "PAR1 and nothing more")])).rejects.toMatchObject({ code: "not-parquet" });
  });

  it("that are damaged are read or refused by a DataError", async () => {
    const bytes = readFileSync(await parquet("SELECT i AS id, [i, 2, 3]::FLOAT[] AS v FROM range(500) AS t(i)"));
    const damaged = fc.record({
      length: fc.oneof(fc.constant(bytes.length), fc.integer({ min: 0, max: bytes.length })),
      flips: fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 })), { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(damaged, async ({ length, flips }) => {
        const copy = Buffer.from(bytes.subarray(0, length));
        for (const [at, mask] of flips) if (at < length) copy.writeUInt8((copy[at] ?? 0) ^ mask, at);
        const outcome = await read([write("damaged.parquet", copy)]).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(DataError);
      }),
      { numRuns: 80, seed: 7 },
    );
  });
});
