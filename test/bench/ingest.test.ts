import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { totalDifference } from "../../bench/ingest/ingest.ts";
import { MOST_BYTES_A_ROW, type RatingsFile, writeRatings } from "../../bench/ingest/ratings-file.ts";
import { READERS, type ReaderName } from "../../bench/ingest/readers.ts";
import type { Report } from "../../bench/report.ts";
import { runBench } from "./run-bench.ts";

const { signal } = new AbortController();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearedge-ingest-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function emptyFolder(name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  return path;
}

describe("the file of ratings", () => {
  const ROWS = 50_000;
  let path: string;
  let file: RatingsFile;
  let lines: string[];
  beforeAll(async () => {
    path = join(folder, "ratings.csv");
    file = await writeRatings(path, ROWS, 3, signal);
    lines = (await readFile(path, "utf8")).split("\n");
  });

  it("has the header of MovieLens, as many rows as asked for, and ends in a line feed", () => {
    expect(lines[0]).toBe("userId,movieId,rating,timestamp");
    expect(lines.at(-1)).toBe("");
    expect(lines).toHaveLength(ROWS + 2);
    const shape = /^[1-9]\d*,[1-9]\d*,[0-5]\.[05],\d{9,10}$/;
    expect(lines.slice(1, -1).filter((line) => !shape.test(line))).toEqual([]);
  });

  it("holds what its totals say, each pair once", () => {
    const rows = lines.slice(1, -1).map((line) => line.split(","));
    expect(new Set(rows.map(([user, item]) => `${user},${item}`)).size).toBe(ROWS);
    expect(file).toEqual({
      rows: ROWS,
      users: new Set(rows.map(([user]) => user)).size,
      items: new Set(rows.map(([, item]) => item)).size,
      ratingSum: rows.reduce((sum, [, , rating]) => sum + Number(rating), 0),
      byteLength: lines.join("\n").length,
    });
    const ratings = new Set(rows.map(([, , rating]) => Number(rating)));
    expect([...ratings].sort((a, b) => a - b)).toEqual([0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]);
  });

  it("has no row longer than what the need of disk is reckoned by", () => {
    expect(Math.max(...lines.slice(1).map((line) => line.length + 1))).toBeLessThanOrEqual(MOST_BYTES_A_ROW);
    expect("1234567,123456,4.5,1234567890\n").toHaveLength(MOST_BYTES_A_ROW);
  });

  it("is the same for the same seed and another for another", async () => {
    const again = join(folder, "again.csv");
    expect(await writeRatings(again, ROWS, 3, signal)).toEqual(file);
    expect(await readFile(again, "utf8")).toBe(lines.join("\n"));
    await writeRatings(again, ROWS, 4, signal);
    expect(await readFile(again, "utf8")).not.toBe(lines.join("\n"));
  });

  it.each(Object.keys(READERS) as ReaderName[])("is read by %s to the same totals", async (reader) => {
    const totals = await READERS[reader](path, signal);
    expect(totalDifference(totals, file)).toBe(0);
    expect(totalDifference({ ...totals, users: totals.users + 2, ratingSum: totals.ratingSum - 0.5 }, file)).toBe(2.5);
  });

  it("fails where it cannot be written, and stops when it is told to", async () => {
    await expect(writeRatings(join(folder, "none", "ratings.csv"), 10, 1, signal)).rejects.toThrow("ENOENT");
    const stopped = AbortSignal.abort(new Error("enough"));
    await expect(writeRatings(join(folder, "stopped.csv"), 10, 1, stopped)).rejects.toThrow("enough");
  });
});

describe("the ingest benchmark", () => {
  it("says first how much disk it needs, and has a row for each reader with speed, memory and error", async () => {
    const own = await emptyFolder("report");
    const { status, output, errors } = await runBench(own, ["ingest", "--quick", "--rows", "3000", "--json"]);
    expect(status).toBe(0);
    expect(errors.split("\n")[0]).toMatch(/^needs up to 1 MB of disk in .+, where [\d,]+ MB are free$/);
    const { rows, settings, versions } = JSON.parse(output) as Report;
    expect(settings).toMatchObject({ quick: true, rounds: 1, sizes: [3000] });
    expect(Object.keys(versions)).toEqual(["nearedge", "@duckdb/node-api", "csv-parse"]);
    expect(rows.map(({ variant }) => variant)).toEqual(Object.keys(READERS));
    for (const row of rows) {
      expect(row).toMatchObject({ size: 3000, error: 0 });
      expect(row.rowsPerSecond).toBeCloseTo((1000 * 3000) / Number(row.ms), 6);
      expect(row.bytesPerRow).toBeCloseTo(Number(row.peakBytes) / 3000, 6);
      expect(row.beyondFileBytes).toBe(Number(row.peakBytes) - Number(row.fileBytes));
      // A process with Node in it takes more than 20 MB and less than the unit gone wrong.
      expect(row.peakBytes).toBeGreaterThan(20e6);
      expect(row.peakBytes).toBeLessThan(2e9);
    }
    expect(rows[1]?.ratio).toBe(1);
    expect(await readdir(own)).toEqual([]);
  }, 60_000);

  it.each(["writing the file", "nearedge openDataset", "csv-parse loop"])(
    "leaves neither process nor file behind when it is interrupted at: %s",
    async (interruptAt) => {
      const own = await emptyFolder(interruptAt);
      const parameters = ["ingest", "--rows", "300000", "--json"];
      const { status, output } = await runBench(own, parameters, { interruptAt: `: ${interruptAt}` });
      expect(status).toBe(130);
      expect(output).toBe("");
      expect(await readdir(own)).toEqual([]);
    },
    60_000,
  );
});
