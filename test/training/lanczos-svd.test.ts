import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Csr, csrFromCoordinates } from "../../src/data/csr.ts";
import { DataError, TrainingError } from "../../src/errors.ts";
import { createRandom } from "../../src/random.ts";
import { lanczosSvd } from "../../src/training/linear/lanczos-svd.ts";
import { truncatedSvd } from "../../src/training/linear/randomised-svd.ts";
import golden from "../models/goldens/svds.json" with { type: "json" };

type Entry = readonly [row: number, column: number, value: number];

function sparse(rowCount: number, columnCount: number, entries: readonly Entry[]): Csr {
  return csrFromCoordinates(
    rowCount,
    columnCount,
    Uint32Array.from(entries, ([row]) => row),
    Uint32Array.from(entries, ([, column]) => column),
    Float32Array.from(entries, ([, , value]) => value),
  );
}

function diagonal(values: readonly number[]): Csr {
  return sparse(
    values.length,
    values.length,
    values.map((value, at) => [at, at, value] as const),
  );
}

function randomSparse(rowCount: number, columnCount: number, seed: number): Csr {
  const random = createRandom(seed);
  const entries: Entry[] = [];
  for (let row = 0; row < rowCount; row++) {
    for (let column = 0; column < columnCount; column++) {
      if (random.nextFloat() < 0.3) entries.push([row, column, random.nextGaussian()]);
    }
  }
  return sparse(rowCount, columnCount, entries);
}

/** ‖AᵀA·v − s²·v‖ of one pair. */
function eigenError({ rowCount, columnCount, offsets, indices, values }: Csr, v: Float64Array, s: number): number {
  const out = v.map((value) => -s * s * value);
  for (let row = 0; row < rowCount; row++) {
    let sum = 0;
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) sum += values[at]! * v[indices[at]!]!;
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) out[indices[at]!]! += values[at]! * sum;
  }
  expect(out).toHaveLength(columnCount);
  return Math.hypot(...out);
}

const columnOf = (v: Float32Array, rank: number, j: number): Float64Array =>
  Float64Array.from({ length: v.length / rank }, (_, row) => v[row * rank + j]!);

const file = new URL("ml-100k/u.data", `${pathOfData()}/`);

function pathOfData(): string {
  const given = process.env.NEAREDGE_DATA;
  return given === undefined ? new URL("../../../shared/data", import.meta.url).href : `file://${given}`;
}

const invented = sparse(golden.invented.rows, golden.invented.columns, golden.invented.entries as unknown as Entry[]);

const METHODS = [
  ["lanczos", (matrix: Csr, rank: number) => lanczosSvd(matrix, rank, { seed: 1, threads: 1 })],
  [
    "randomised",
    (matrix: Csr, rank: number) => truncatedSvd(matrix, rank, { seed: 1, threads: 1 }, { powerIterations: 30 }),
  ],
] as const;

describe.each(METHODS)("the singular values by the method %s", (_, decompose) => {
  it("are those of scipy.sparse.linalg.svds for an invented matrix", async () => {
    const { singularValues } = await decompose(invented, 12);
    for (const [j, value] of singularValues.entries()) {
      expect(Math.abs(value / golden.invented.singularValues[j]! - 1)).toBeLessThan(1e-4);
    }
  });

  it.skipIf(!existsSync(file)).each(["binary", "rating"] as const)(
    "are those of scipy.sparse.linalg.svds for MovieLens 100K, %s [needs ml-100k/u.data]",
    async (kind) => {
      const lines = (await readFile(fileURLToPath(file), "utf8")).trim().split("\n");
      const entries = lines.map((line): Entry => {
        const [user = 0, item = 0, rating = 0] = line.split("\t").map(Number);
        return [user - 1, item - 1, kind === "binary" ? 1 : rating];
      });
      const { singularValues } = await decompose(sparse(943, 1682, entries), 100);
      for (const [j, value] of singularValues.entries()) {
        expect(Math.abs(value / golden.movielens100k[kind][j]! - 1), `value ${j}`).toBeLessThan(1e-4);
      }
    },
  );
});

describe("the Lanczos SVD", () => {
  it.each([
    [30, 20, 5],
    [20, 30, 20],
    [90, 70, 8],
    [1, 5, 1],
    [5, 1, 1],
  ])("of %i × %i finds %i orthonormal vectors and what AᵀA makes of them", async (rows, columns, rank) => {
    const matrix = randomSparse(rows, columns, rows + columns);
    const { singularValues, v, u } = await lanczosSvd(matrix, rank, { seed: 4, threads: 1 });
    expect(u).toBeUndefined();
    for (let j = 0; j < rank; j++) {
      const own = columnOf(v, rank, j);
      expect(eigenError(matrix, own, singularValues[j]!)).toBeLessThan(1e-5 * singularValues[0]! ** 2);
      for (let other = 0; other <= j; other++) {
        const product = columnOf(v, rank, other).reduce((sum, value, row) => sum + value * own[row]!, 0);
        const expected = other === j && singularValues[j]! > 0 ? 1 : 0;
        expect(Math.abs(product - expected)).toBeLessThan(1e-6);
      }
    }
  });

  it("finds a value as often as it occurs", async () => {
    const { singularValues } = await lanczosSvd(diagonal([2, 5, 5, 1, 5, 2, 0.5, 3]), 6, { seed: 2, threads: 1 });
    for (const [j, value] of [5, 5, 5, 3, 2, 2].entries()) expect(singularValues[j]).toBeCloseTo(value, 10);
  });

  it("goes no further than the rank of the matrix needs", async () => {
    const entries = Array.from({ length: 4000 }, (_, column): Entry => [column % 2, column, 1]);
    const { singularValues } = await lanczosSvd(sparse(500, 4000, entries), 4, { seed: 2, threads: 1 });
    expect([...singularValues].map((value) => value ** 2)).toEqual([expect.closeTo(2000), expect.closeTo(2000), 0, 0]);
  });

  it("gives zeros where the matrix has a smaller rank", async () => {
    const { singularValues, v } = await lanczosSvd(diagonal([4, 0, 0]), 3, { seed: 2, threads: 1 });
    expect([...singularValues]).toEqual([expect.closeTo(4, 12), 0, 0]);
    for (const [at, value] of v.entries()) expect(value).toBeCloseTo(at === 0 ? 1 : 0, 12);
    expect([...(await lanczosSvd(sparse(2, 2, []), 1, { seed: 1, threads: 1 })).singularValues]).toEqual([0]);
  });

  it("chooses signs so that seeds differ by rounding only", async () => {
    const matrix = randomSparse(60, 40, 9);
    const one = await lanczosSvd(matrix, 4, { seed: 1, threads: 1 }, 1e-12);
    const two = await lanczosSvd(matrix, 4, { seed: 2, threads: 1 }, 1e-12);
    for (const [at, value] of one.v.entries()) expect(two.v[at]).toBeCloseTo(value, 4);
  });

  it("refuses what it cannot decompose, and stops when it is interrupted", async () => {
    const matrix = randomSparse(30, 20, 1);
    await expect(lanczosSvd(matrix, 21, { seed: 1, threads: 1 })).rejects.toThrow(
      "rank: expected an integer from 1 to 20, got 21",
    );
    await expect(lanczosSvd(diagonal([1, Number.NaN]), 1, { seed: 1, threads: 1 })).rejects.toThrow(DataError);
    const signal = AbortSignal.abort();
    await expect(lanczosSvd(matrix, 2, { seed: 1, threads: 1, signal })).rejects.toThrow(TrainingError);
  });
});
