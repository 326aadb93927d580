import { describe, expect, it } from "vitest";
import { f32Stride } from "../../src/kernels/layout.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { denseProduct, sparseDense } from "../../src/kernels/reference/linear.ts";
import { gram } from "../../src/kernels/reference/matrix.ts";
import type { Random } from "../../src/random.ts";
import { createTrainingHost } from "./host.ts";
import { EPSILON_F32, gaussianRows, gaussians, matrix, SIZES, seeded } from "./samples.ts";

const host = createTrainingHost(await threadedKernelModule());
const { kernels } = host;

/** Lengths of sparse rows around the four entries that the kernel takes at a time, and an empty one. */
const COUNTS = [1, 3, 0, 4, 5, 7, 8, 9, 40];
const COLUMNS = 23;

function sparseRows(random: Random) {
  const offsets = new Uint32Array(COUNTS.length + 1);
  for (const [row, count] of COUNTS.entries()) offsets[row + 1] = offsets[row]! + count;
  const length = offsets[COUNTS.length]!;
  const indices = Uint32Array.from({ length }, () => random.nextInteger(COLUMNS));
  return { rowCount: COUNTS.length, offsets, indices, values: gaussians(random, length) };
}

/** Without the padding lanes, which must be zero. */
function withoutPadding(padded: Float32Array, columnCount: number, stride: number): number[] {
  const rows = Array.from({ length: padded.length / stride }, (_, row) => [
    ...padded.subarray(row * stride, (row + 1) * stride),
  ]);
  for (const row of rows) expect(row.slice(columnCount)).toEqual(new Array(stride - columnCount).fill(0));
  return rows.flatMap((row) => row.slice(0, columnCount));
}

describe("the product of sparse and dense rows", () => {
  const run = (sparse: ReturnType<typeof sparseRows>, dense: Float32Array, width: number, rows: [number, number]) => {
    host.reset();
    const stride = f32Stride(width);
    const out = host.allocate(COUNTS.length * stride * 4);
    const at = [host.put(sparse.offsets), host.put(sparse.indices), host.put(sparse.values)] as const;
    kernels.sparseDense(...rows, ...at, host.putRows(matrix(COLUMNS, width, dense), "f32", stride), stride, out);
    return host.f32(out, COUNTS.length * stride);
  };

  it.each(SIZES)("agrees with f64 for rows of %i", (width) => {
    seeded(21_000 + width, (random) => {
      const sparse = sparseRows(random);
      const dense = gaussianRows(random, COLUMNS, width);
      const got = withoutPadding(run(sparse, dense.values, width, [0, COUNTS.length]), width, f32Stride(width));
      const exact = sparseDense(sparse, dense);
      const absolute = { ...sparse, values: sparse.values.map(Math.abs) };
      const sizes = sparseDense(absolute, matrix(COLUMNS, width, dense.values.map(Math.abs)));
      for (const [at, value] of got.entries()) {
        const bound = (COUNTS[Math.floor(at / width)]! + 1) * EPSILON_F32 * sizes[at]!;
        expect(Math.abs(value - exact[at]!), `entry ${at}`).toBeLessThanOrEqual(bound);
      }
    });
  });

  it("writes the rows that it is given and no others, whatever stood there", () => {
    seeded(22, (random) => {
      const sparse = sparseRows(random);
      const dense = gaussians(random, COLUMNS * 4);
      const whole = run(sparse, dense, 4, [0, COUNTS.length]);
      const part = run(sparse, dense, 4, [2, 5]);
      expect(part.subarray(8, 20)).toEqual(whole.subarray(8, 20));
      expect([...part.subarray(0, 8), ...part.subarray(20)].every(Number.isNaN)).toBe(true);
    });
  });

  it("carries NaN and infinities into their own rows only", () => {
    seeded(23, (random) => {
      const sparse = { ...sparseRows(random), indices: Uint32Array.from({ length: 77 }, (_, at) => at % 3) };
      const dense = gaussians(random, COLUMNS * 4);
      sparse.values[0] = Number.NaN;
      sparse.values[1] = Number.POSITIVE_INFINITY;
      const got = run(sparse, dense, 4, [0, COUNTS.length]);
      expect([...got.subarray(0, 4)].every(Number.isNaN)).toBe(true);
      expect([...got.subarray(4, 8)].some(Number.isFinite)).toBe(false);
      expect([...got.subarray(8)].every(Number.isFinite)).toBe(true);
    });
  });
});

describe("the product of tall and small matrices", () => {
  it.each(SIZES)("agrees with f64 for %i columns, for every number of rows", (width) => {
    seeded(24_000 + width, (random) => {
      for (const rowCount of [1, 3, 4, 5, 8, 11]) {
        for (const inner of [1, 4, 6, 33]) {
          host.reset();
          const rows = gaussianRows(random, rowCount, inner);
          const small = gaussianRows(random, inner, width);
          const [stride, rowStride] = [f32Stride(width), f32Stride(inner)];
          const out = host.allocate(rowCount * stride * 4);
          const [left, right] = [host.putRows(rows, "f32", rowStride), host.putRows(small, "f32", stride)];
          kernels.denseProduct(0, rowCount, left, rowStride, right, inner, stride, out);
          const got = withoutPadding(host.f32(out, rowCount * stride), width, stride);
          const exact = denseProduct(rows, small);
          const sizes = denseProduct(
            matrix(rowCount, inner, rows.values.map(Math.abs)),
            matrix(inner, width, small.values.map(Math.abs)),
          );
          for (const [at, value] of got.entries()) {
            const bound = (inner + 1) * EPSILON_F32 * sizes[at]!;
            expect(Math.abs(value - exact[at]!), `${rowCount} × ${inner}, entry ${at}`).toBeLessThanOrEqual(bound);
          }
        }
      }
    });
  });

  it("gives a row the same bits in a block of four and alone", () => {
    seeded(25, (random) => {
      host.reset();
      const rows = host.put(gaussians(random, 4 * 20));
      const small = host.put(gaussians(random, 20 * 12));
      const [together, alone] = [host.allocate(4 * 12 * 4), host.allocate(4 * 12 * 4)];
      kernels.denseProduct(0, 4, rows, 20, small, 20, 12, together);
      for (let row = 0; row < 4; row++) kernels.denseProduct(row, row + 1, rows, 20, small, 20, 12, alone);
      expect(host.f32(alone, 48)).toEqual(host.f32(together, 48));
    });
  });
});

describe("the Gram matrix in f64", () => {
  it.each(SIZES)("agrees with plain sums for %i columns", (width) => {
    seeded(26_000 + width, (random) => {
      for (const count of [0, 1, 31, 32, 33, 70]) {
        host.reset();
        const rows = gaussianRows(random, count, width);
        const stride = f32Stride(width);
        const out = host.allocate(stride * stride * 8);
        kernels.gramF64(host.putRows(rows, "f32", stride), count, stride, out);
        const got = new Float64Array(host.f32(out, stride * stride * 2).buffer);
        const exact = gram(rows);
        const sizes = gram(matrix(count, width, rows.values.map(Math.abs)));
        for (let r = 0; r < width; r++) {
          for (let c = 0; c <= r; c++) {
            const difference = Math.abs(got[r * stride + c]! - exact[r * width + c]!);
            expect(difference, `${count} rows, ${r}, ${c}`).toBeLessThanOrEqual(
              count * 2 ** -52 * sizes[r * width + c]!,
            );
          }
        }
      }
    });
  });
});
