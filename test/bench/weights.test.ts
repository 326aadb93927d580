import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../bench/report.ts";
import { VARIANTS } from "../../bench/weights/measure.ts";
import { exactBest, HISTORY_COUNT, makeWorkload } from "../../bench/weights/workload.ts";
import { rowIndices } from "../../src/data/csr.ts";
import { runBench } from "./run-bench.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearedge-weights-bench-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the data of the weights benchmark", () => {
  it("are the same for the same seed, with rows of the length asked for, ascending and without repeats", () => {
    const asked = { itemCount: 90, keep: 7, historyLength: 5, seed: 1 };
    const { weights, histories } = makeWorkload(asked);
    expect(makeWorkload(asked)).toEqual({ weights, histories });
    expect([weights.rowCount, histories.rowCount]).toEqual([90, HISTORY_COUNT]);
    for (let row = 0; row < 90; row++) {
      const own = [...rowIndices(weights, row)];
      expect(own).toEqual([...new Set(own)].sort((a, b) => a - b));
      expect(own).toHaveLength(7);
    }
  });
});

describe("the exact list", () => {
  it("adds up the rows of the history, leaves it out and settles ties by index", () => {
    const weights = {
      ...{ rowCount: 5, columnCount: 5, offsets: Uint32Array.of(0, 3, 5, 5, 5, 5) },
      ...{ indices: Uint32Array.of(1, 2, 4, 3, 4), values: Float32Array.of(9, 1, 1, 3, 1) },
    };
    const histories = {
      ...{ rowCount: 1, columnCount: 5, offsets: Uint32Array.of(0, 2) },
      ...{ indices: Uint32Array.of(0, 1), values: Float32Array.of(1, 1) },
    };
    expect(exactBest(weights, histories, 0, 3)).toEqual({ items: [3, 4, 2], scores: [3, 2, 1] });
  });
});

it("the weights benchmark, quick, has a row for every variant with speed and error, and leaves nothing behind", async () => {
  const { status, output } = await runBench(folder, ["weights", "--quick", "--json"]);
  expect(status).toBe(0);
  const report = JSON.parse(output) as Report;
  expect(report.rows.map(({ variant }) => variant)).toEqual(VARIANTS);
  for (const { ms, error, entriesPerMicrosecond } of report.rows) {
    expect(ms).toBeGreaterThan(0);
    expect(entriesPerMicrosecond).toBeGreaterThan(0);
    expect(error).toBeLessThan(10 * 2 ** -23);
  }
  expect(await readdir(folder)).toEqual([]);
}, 60_000);
