import { describe, expect, it } from "vitest";
import { type Csr, csrFromCoordinates } from "../../src/data/csr.ts";
import { DataError, TrainingError } from "../../src/errors.ts";
import { createRandom } from "../../src/random.ts";
import { truncatedSvd } from "../../src/training/linear/randomised-svd.ts";
import { symmetricEigen } from "../../src/training/linear/symmetric-eigen.ts";

function sparse(dense: readonly (readonly number[])[]): Csr {
  const columnCount = dense[0]?.length ?? 0;
  const cells = dense.flatMap((row, r) => row.map((value, c) => ({ r, c, value }))).filter(({ value }) => value !== 0);
  return csrFromCoordinates(
    dense.length,
    columnCount,
    Uint32Array.from(cells, ({ r }) => r),
    Uint32Array.from(cells, ({ c }) => c),
    Float32Array.from(cells, ({ value }) => value),
  );
}

function randomSparse(rowCount: number, columnCount: number, seed: number): Csr {
  const random = createRandom(seed);
  const row = () => Array.from({ length: columnCount }, () => (random.nextFloat() < 0.3 ? random.nextGaussian() : 0));
  return sparse(Array.from({ length: rowCount }, row));
}

/** Largest |XᵀX − I| over the columns. */
function distanceFromOrthonormal(values: Float32Array, columnCount: number): number {
  let worst = 0;
  for (let a = 0; a < columnCount; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = a === b ? -1 : 0;
      for (let at = 0; at < values.length; at += columnCount) sum += values[at + a]! * values[at + b]!;
      worst = Math.max(worst, Math.abs(sum));
    }
  }
  return worst;
}

const control = { seed: 1, threads: 1 };

describe("the eigenvectors of a symmetric matrix", () => {
  it("of [[2, 1], [1, 2]] are (1, 1) and (1, −1) with 3 and 1", () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 99, 1, 2), 2);
    expect(values[0]).toBeCloseTo(3, 14);
    expect(values[1]).toBeCloseTo(1, 14);
    expect(vectors[0]! / vectors[1]!).toBeCloseTo(1, 12);
    expect(vectors[2]! / vectors[3]!).toBeCloseTo(-1, 12);
  });

  it.each([1, 2, 3, 5, 17, 40])("rebuild a matrix of size %i, also one with equal eigenvalues", (size) => {
    const random = createRandom(size);
    const dense = new Float64Array(size * size);
    for (let r = 0; r < size; r++) {
      for (let c = 0; c <= r; c++) dense[r * size + c] = dense[c * size + r] = random.nextGaussian();
    }
    const identity = Float64Array.from(dense, (_, at) => (at % (size + 1) === 0 ? 2 : 0));
    for (const matrix of [dense, identity, new Float64Array(size * size)]) {
      const { values, vectors } = symmetricEigen(matrix, size);
      for (let r = 0; r < size; r++) {
        for (let c = 0; c < size; c++) {
          let sum = 0;
          for (let j = 0; j < size; j++) sum += values[j]! * vectors[j * size + r]! * vectors[j * size + c]!;
          expect(sum).toBeCloseTo(matrix[r * size + c]!, 11);
        }
      }
      expect([...values]).toEqual([...values].sort((a, b) => b - a));
    }
  });
});

describe("the truncated SVD", () => {
  it("of a matrix with one entry in a row and column has the entries as singular values", async () => {
    const { u, singularValues, v } = await truncatedSvd(
      sparse([
        [0, 3, 0],
        [0, 0, -5],
        [1, 0, 0],
        [0, 0, 0],
      ]),
      3,
      control,
    );
    for (const [j, value] of [5, 3, 1].entries()) expect(singularValues[j]).toBeCloseTo(value, 6);
    const expectedV = [0, 0, 1, 0, 1, 0, 1, 0, 0];
    const expectedU = [0, 1, 0, -1, 0, 0, 0, 0, 1, 0, 0, 0];
    for (const [at, value] of expectedV.entries()) expect(v[at]).toBeCloseTo(value, 6);
    for (const [at, value] of expectedU.entries()) expect(u?.[at]).toBeCloseTo(value, 6);
  });

  it.each([
    [30, 12],
    [12, 30],
    [40, 40],
  ])("of %i × %i at full rank rebuilds the matrix", async (rowCount, columnCount) => {
    const matrix = randomSparse(rowCount, columnCount, 7);
    const rank = Math.min(rowCount, columnCount);
    const { u, singularValues, v } = await truncatedSvd(matrix, rank, control);
    const dense = new Float64Array(rowCount * columnCount);
    for (let row = 0; row < rowCount; row++) {
      for (let at = matrix.offsets[row]!; at < matrix.offsets[row + 1]!; at++) {
        dense[row * columnCount + matrix.indices[at]!] = matrix.values[at]!;
      }
    }
    for (let row = 0; row < rowCount; row++) {
      for (let column = 0; column < columnCount; column++) {
        let sum = 0;
        for (let j = 0; j < rank; j++) sum += u![row * rank + j]! * singularValues[j]! * v[column * rank + j]!;
        expect(sum).toBeCloseTo(dense[row * columnCount + column]!, 4);
      }
    }
    expect(distanceFromOrthonormal(v, rank)).toBeLessThan(1e-5);
    expect(distanceFromOrthonormal(u!, rank)).toBeLessThan(1e-5);
  });

  it("finds the largest singular values that the eigenvalues of AᵀA say", async () => {
    const matrix = randomSparse(300, 120, 5);
    const gram = new Float64Array(120 * 120);
    for (let row = 0; row < 300; row++) {
      for (let a = matrix.offsets[row]!; a < matrix.offsets[row + 1]!; a++) {
        for (let b = matrix.offsets[row]!; b < matrix.offsets[row + 1]!; b++) {
          gram[matrix.indices[a]! * 120 + matrix.indices[b]!]! += matrix.values[a]! * matrix.values[b]!;
        }
      }
    }
    const { values } = symmetricEigen(gram, 120);
    const { singularValues } = await truncatedSvd(matrix, 5, control, { powerIterations: 12 });
    for (let j = 0; j < 5; j++) expect(singularValues[j]! / Math.sqrt(values[j]!)).toBeCloseTo(1, 4);
  });

  it("of a matrix of rank one has zeros behind the first value, and zero vectors with them", async () => {
    const { u, singularValues, v } = await truncatedSvd(
      sparse([
        [1, 2],
        [2, 4],
        [0, 0],
      ]),
      2,
      control,
    );
    expect(singularValues[0]).toBeCloseTo(5, 5);
    expect(singularValues[1]).toBe(0);
    expect([v[1], v[3], u?.[1], u?.[3], u?.[5]]).toEqual([0, 0, 0, 0, 0]);
    expect(
      (
        await truncatedSvd(
          sparse([
            [0, 0],
            [0, 0],
          ]),
          1,
          control,
        )
      ).singularValues[0],
    ).toBe(0);
  });

  it("is the same with one thread and with three, and another for another seed", async () => {
    const matrix = randomSparse(500, 300, 9);
    const one = await truncatedSvd(matrix, 8, { seed: 4, threads: 1 }, { powerIterations: 1 });
    expect(await truncatedSvd(matrix, 8, { seed: 4, threads: 3 }, { powerIterations: 1 })).toEqual(one);
    expect((await truncatedSvd(matrix, 8, { seed: 5, threads: 1 }, { powerIterations: 1 })).v).not.toEqual(one.v);
    const right = await truncatedSvd(matrix, 8, { seed: 4, threads: 1 }, { powerIterations: 1, left: false });
    expect(right).toEqual({ ...one, u: undefined });
  });

  it("refuses what it cannot do", async () => {
    const matrix = sparse([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(() => truncatedSvd(matrix, 3, control)).toThrow("rank: expected an integer from 1 to 2, got 3");
    expect(() => truncatedSvd({ ...matrix, values: matrix.values.map(() => Number.NaN) }, 1, control)).toThrow(
      DataError,
    );
    const signal = AbortSignal.abort();
    await expect(truncatedSvd(matrix, 1, { ...control, signal })).rejects.toMatchObject({ code: "interrupted" });
    const huge = { ...matrix, values: matrix.values.map(() => 3e38) };
    await expect(truncatedSvd(huge, 1, control)).rejects.toThrow(TrainingError);
  });
});
