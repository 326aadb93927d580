import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jobOf } from "../../bench/neural/jobs.ts";
import { examplesOf, orderOfEpoch } from "../../bench/neural/network-data.ts";
import { errorOf } from "../../bench/neural/network-rows.ts";
import { largestError, transpose } from "../../bench/neural/products.ts";
import type { Report } from "../../bench/report.ts";
import { createRandom } from "../../src/random.ts";
import { checkerboard, start } from "../neural/sample-training.ts";
import { runBench } from "./run-bench.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearedge-neural-bench-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the error of a product", () => {
  const operands = { rows: 2, depth: 2, columns: 1, a: Float32Array.of(1, 2, 3, -4), b: Float32Array.of(5, 6) };

  it("is relative to the sizes that were added up", () => {
    expect(largestError(operands, Float32Array.of(17, -9))).toBe(0);
    expect(largestError(operands, Float32Array.of(17, -8))).toBeCloseTo(1 / 39, 12);
    expect(largestError(operands, Float32Array.of(Number.NaN, -9))).toBeNaN();
  });
});

it("a transpose has rows for columns", () => {
  expect([...transpose(Float32Array.of(1, 2, 3, 4, 5, 6), 2, 3)]).toEqual([1, 4, 2, 5, 3, 6]);
});

describe("batches that everybody trains on", () => {
  it("come in the order in which the training loop draws them", async () => {
    const seen: number[][] = [];
    const batch = (chosen: Uint32Array) => {
      seen.push([...chosen]);
      return checkerboard.batch(chosen, createRandom(1));
    };
    // The loop tries the last batch once more without drawing it again.
    await start({ epochs: 2, validationShare: undefined }, { seed: 9 }, undefined, { ...checkerboard, batch }).run();
    expect(seen.flat()).toEqual([1, 2].flatMap((epoch) => [...orderOfEpoch(checkerboard.count, 9, epoch)]));
  });

  it("have histories of users as they are, and ratings in their order", () => {
    const ratings = {
      userCount: 3,
      itemCount: 4,
      users: Uint32Array.of(2, 0, 2, 1),
      items: Uint32Array.of(3, 1, 0, 2),
      values: Float32Array.of(1, -1, 0.5, 0),
    };
    const [pairs, histories] = ["ncf-mlp", "multi-dae"].map((name) => examplesOf(jobOf(name), ratings));
    expect(pairs?.batch(Uint32Array.of(2, 1), createRandom(1))).toEqual({
      rows: 2,
      inputs: { user: Uint32Array.of(2, 0), item: Uint32Array.of(0, 1) },
      targets: { values: Float32Array.of(0.5, -1) },
    });
    const history = { offsets: Uint32Array.of(0, 2, 3), indices: Uint32Array.of(0, 3, 1) };
    expect(histories?.batch(Uint32Array.of(2, 0), createRandom(1))).toEqual({
      rows: 2,
      inputs: { history },
      targets: history,
    });
  });
});

it("the error of a training is that of its worst step", () => {
  expect(errorOf([1, 2.5], [1, 2])).toBe(0.25);
  expect(errorOf([1], [1, 2])).toBeNaN();
});

/** Rows of a quick run that has no Python. */
async function quickRows(only: string): Promise<Report["rows"]> {
  const env = { NEAREDGE_PYTHON: "no-such-python" };
  const { status, output } = await runBench(folder, ["neural", "--quick", "--json", "--only", only], { env });
  expect(status).toBe(0);
  expect(await readdir(folder)).toEqual([]);
  return (JSON.parse(output) as Report).rows;
}

const NOT_MEASURED = { ms: null, error: null, note: expect.stringContaining("not measured: ") };

it("the neural benchmark, quick, has a row for every product with speed and error, and does without Python", async () => {
  const rows = await quickRows("products");
  const forms = ["A·B", "Aᵀ·B", "A·Bᵀ"].flatMap((form) => [`nearedge ${form}`, `tfjs ${form}`]);
  expect(rows.map(({ variant }) => variant)).toEqual([...forms, "jax A·B"]);
  for (const { ms, error, gflops, ratio } of rows.slice(0, -1)) {
    expect(ms).toBeGreaterThan(0);
    expect(gflops).toBeGreaterThan(0);
    expect(ratio).toBeGreaterThan(0);
    expect(error).toBeLessThan(18 * 2 ** -23);
  }
  expect(rows.at(-1)).toMatchObject(NOT_MEASURED);
}, 60_000);

it("and trains each network by every library from the same weights, to losses that agree with f64", async () => {
  const rows = await quickRows("ncf-mlp,d1,multi-dae");
  const variants = ["nearedge", "tfjs Layers", "tfjs Layers, transposing first", "jax"];
  expect(rows.map(({ job, variant }) => [job, variant])).toEqual(
    ["ncf-mlp", "d1", "multi-dae"].flatMap((job) => variants.map((variant) => [job, variant])),
  );
  for (const row of rows) {
    if (row.variant === "jax") expect(row).toMatchObject({ ...NOT_MEASURED, loss: null });
    else {
      expect(row.ms).toBeGreaterThan(0);
      expect(row.ratio).toBeGreaterThan(0);
      // Adam of tfjs works its corrections out in f32.
      expect(row.error).toBeLessThan(row.variant === "nearedge" ? 1e-6 : 2e-4);
      // Optimisers of rows move other rows of tables than those of whole tables do: alike, not equal.
      const own = rows.find(({ job, variant }) => job === row.job && variant === "nearedge");
      expect(Number(row.loss) / Number(own?.loss)).toBeCloseTo(1, 2);
    }
  }
}, 400_000);

it("and trains on one thread and on two, to the same losses", async () => {
  const rows = await quickRows("threads");
  expect(rows.map(({ threads }) => threads)).toEqual([1, 2, 1, 2]);
  for (const { ms, threadRatio, error } of rows) {
    expect(ms).toBeGreaterThan(0);
    expect(threadRatio).toBeGreaterThan(0);
    expect(error).toBe(0);
  }
}, 200_000);

it("and says what a larger table of items costs", async () => {
  const rows = await quickRows("items");
  expect(rows.map(({ size }) => size)).toEqual([112, 3000, 112, 3000]);
  for (const { ms, sizeRatio } of rows) {
    expect(ms).toBeGreaterThan(0);
    expect(sizeRatio).toBeGreaterThan(0);
  }
  expect(rows[1]?.note).toMatch(/; \d+\.\d\d × the time of 112$/);
}, 200_000);
