import { expect } from "vitest";
import { f32Stride } from "../../src/kernels/layout.ts";
import type { Random } from "../../src/random.ts";
import type { createTrainingHost } from "./host.ts";
import { gaussianRows } from "./samples.ts";

/** What lies in the lanes beyond the padding: no kernel may read or write it. */
const BEYOND = 1e30;

/** A matrix as the kernels of networks have it. */
export interface Padded {
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
  readonly values: Float32Array;
}

/** A matrix of given values, with zeros as padding and four lanes more that do not belong to it. */
export function padded(rows: number, columns: number, value: (at: number) => number): Padded {
  const stride = f32Stride(columns) + 4;
  const values = new Float32Array(rows * stride);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) values[row * stride + column] = value(row * columns + column);
    values.fill(BEYOND, (row + 1) * stride - 4, (row + 1) * stride);
  }
  return { rows, columns, stride, values };
}

/** Gaussian rows, some of them zeros. */
export function randomMatrix(random: Random, rows: number, columns: number): Padded {
  const { values } = gaussianRows(random, rows, columns);
  return padded(rows, columns, (at) => values[at]!);
}

/** A vector with its padding of zeros. */
export function randomVector(random: Random, columns: number): Float32Array {
  const vector = new Float32Array(f32Stride(columns));
  for (let column = 0; column < columns; column++) vector[column] = random.nextGaussian();
  return vector;
}

export const absolute = (values: Float32Array): Float64Array => Float64Array.from(values, Math.abs);

/** Fails where found is further from expected than its bound; infinities must agree, NaN with NaN. */
export function expectNear(
  found: Float32Array,
  expected: ArrayLike<number>,
  bound: (at: number) => number,
  what = "element",
): void {
  expect(found.length, what).toBe(expected.length);
  for (const [at, value] of found.entries()) {
    const exact = expected[at]!;
    if (Object.is(value, exact) || value === exact || (Number.isNaN(value) && Number.isNaN(exact))) continue;
    const error = Math.abs(value - exact);
    if (!(error <= bound(at))) expect.fail(`${what} ${at}: expected ${exact} ± ${bound(at)}, got ${value}`);
  }
}

/** Fails unless padding is zero and the lanes beyond are as they were. */
export function expectPadding(found: Float32Array, { rows, columns, stride }: Padded): void {
  for (let row = 0; row < rows; row++) {
    for (let lane = columns; lane < stride; lane++) {
      expect(found[row * stride + lane], `row ${row}, lane ${lane}`).toBe(
        lane < f32Stride(columns) ? 0 : Math.fround(BEYOND),
      );
    }
  }
}

/** Places a matrix; `read` copies it back. */
export function place(host: ReturnType<typeof createTrainingHost>, { values, stride }: Padded) {
  const pointer = host.put(values);
  return { pointer, stride, read: () => host.f32(pointer, values.length) };
}
