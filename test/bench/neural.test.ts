import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { largestError, transpose } from "../../bench/neural/products.ts";
import type { Report } from "../../bench/report.ts";
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

it("the neural benchmark, quick, has a row for every variant with speed and error, and does without Python", async () => {
  const env = { NEAREDGE_PYTHON: "no-such-python" };
  const { status, output } = await runBench(folder, ["neural", "--quick", "--json"], { env });
  expect(status).toBe(0);
  const { rows } = JSON.parse(output) as Report;
  const forms = ["A·B", "Aᵀ·B", "A·Bᵀ"].flatMap((form) => [`nearedge ${form}`, `tfjs ${form}`]);
  expect(rows.map(({ variant }) => variant)).toEqual([...forms, "jax A·B"]);
  for (const { ms, error, gflops, ratio } of rows.slice(0, -1)) {
    expect(ms).toBeGreaterThan(0);
    expect(gflops).toBeGreaterThan(0);
    expect(ratio).toBeGreaterThan(0);
    expect(error).toBeLessThan(18 * 2 ** -23);
  }
  expect(rows.at(-1)).toMatchObject({ ms: null, error: null, note: expect.stringContaining("not measured: ") });
  expect(await readdir(folder)).toEqual([]);
}, 60_000);
