import { describe, expect, it } from "vitest";
import { f32Stride, int8Stride } from "../../src/kernels/layout.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { type Matrix, norm, rowOf } from "../../src/kernels/reference/matrix.ts";
import { inverseNorms, quantiseRows, roundTiesToEven } from "../../src/kernels/reference/quantise.ts";
import { createHost } from "./host.ts";
import { EPSILON_F32, gaussianRows, integers, matrix, SIZES, seeded } from "./samples.ts";

const host = createHost(await kernelModule());

/** Quantises by the kernel; checks the padding lanes on the way. */
function kernelQuantise(rows: Matrix): { values: Int8Array; scales: Float32Array } {
  host.reset();
  const { rowCount, columnCount } = rows;
  const lanes = int8Stride(columnCount);
  const out = host.allocate(rowCount * lanes);
  const scales = host.allocate(rowCount * 4);
  const stride = f32Stride(columnCount);
  host.kernels.quantiseRows(host.putRows(rows, "f32", stride), rowCount, stride, out, lanes, scales);
  const padded = host.int8(out, rowCount * lanes);
  const values = new Int8Array(rowCount * columnCount);
  for (let row = 0; row < rowCount; row++) {
    const own = padded.subarray(row * lanes, (row + 1) * lanes);
    expect([...own.subarray(columnCount)], `padding of row ${row}`).toEqual(new Array(lanes - columnCount).fill(0));
    values.set(own.subarray(0, columnCount), row * columnCount);
  }
  return { values, scales: host.f32(scales, rowCount) };
}

function kernelInverseNorms(rows: Matrix, kind: "f32" | "int8"): Float32Array {
  host.reset();
  const stride = kind === "f32" ? f32Stride(rows.columnCount) : int8Stride(rows.columnCount);
  const pointer = host.putRows(rows, kind, stride);
  const out = host.allocate(rows.rowCount * 4);
  const kernel = kind === "f32" ? host.kernels.inverseNormsF32 : host.kernels.inverseNormsInt8;
  kernel(pointer, rows.rowCount, stride, out);
  return host.f32(out, rows.rowCount);
}

describe("quantised rows", () => {
  it.each(SIZES)("are the reference's, and within half a step of the row, with %i factors", (factorCount) => {
    seeded(40_000 + factorCount, (random) => {
      for (const rowCount of SIZES) {
        const rows = gaussianRows(random, rowCount, factorCount);
        const { values, scales } = kernelQuantise(rows);
        expect({ values, scales }, `${rowCount} rows`).toEqual(quantiseRows(rows));
        for (const [at, value] of rows.values.entries()) {
          const scale = scales[Math.floor(at / factorCount)]!;
          const bound = (scale / 2) * (1 + 127 * EPSILON_F32);
          if (!(Math.abs(value - scale * values[at]!) <= bound)) {
            expect.fail(`${rowCount} rows, value ${at}: ${value} became ${values[at]} · ${scale}, bound ${bound}`);
          }
        }
      }
    });
  });

  it("round ties to even, at both ends of the range", () => {
    // The largest magnitude is 127, so that the scale is 1 and the halves are ties.
    const row = Float32Array.of(127, -127, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 125.5, 126.5, -126.5, 0.49999997);
    const expected = [127, -127, 0, 2, 2, 0, -2, -2, 126, 126, -126, 0];
    expect([...kernelQuantise(matrix(1, row.length, row)).values]).toEqual(expected);
    expect(Array.from(row, (value) => roundTiesToEven(value) + 0)).toEqual(expected);
  });

  it("keep whole numbers up to 127 as they are", () => {
    seeded(41, (random) => {
      const values = integers(random, 50 * 9, 126);
      for (let row = 0; row < 50; row++) values[row * 9 + (row % 9)] = 127;
      const quantised = kernelQuantise(matrix(50, 9, values));
      expect([...quantised.values]).toEqual([...values]);
      expect([...quantised.scales]).toEqual(new Array(50).fill(1));
    });
  });

  it("are zero with scale 0 where a row is zero or its scale would not be a normal number", () => {
    const tiny = 127 * 2 ** -127;
    const rows = matrix(4, 2, Float32Array.of(0, -0, tiny, -tiny, 2 ** -149, 0, 127 * 2 ** -126, 2 ** -126));
    expect(kernelQuantise(rows)).toEqual({
      values: Int8Array.of(0, 0, 0, 0, 0, 0, 127, 1),
      scales: Float32Array.of(0, 0, 0, 2 ** -126),
    });
    expect(quantiseRows(rows)).toEqual(kernelQuantise(rows));
  });

  it("carry what is not finite in their scale", () => {
    const rows = matrix(3, 3, Float32Array.of(1, Number.NaN, 2, Number.POSITIVE_INFINITY, 1, -1, 1, 2, -Infinity));
    expect(kernelQuantise(rows)).toEqual({
      values: new Int8Array(9),
      scales: Float32Array.of(Number.NaN, Infinity, Infinity),
    });
    expect(quantiseRows(rows)).toEqual(kernelQuantise(rows));
  });

  it("hold the largest f32", () => {
    const largest = 3.4028234663852886e38;
    const rows = matrix(1, 2, Float32Array.of(largest, -largest));
    expect([...kernelQuantise(rows).values]).toEqual([127, -127]);
  });
});

describe("inverse norms", () => {
  it.each(SIZES)("are the reference's within one ε, with %i factors", (factorCount) => {
    seeded(42_000 + factorCount, (random) => {
      for (const rowCount of SIZES) {
        const f32 = gaussianRows(random, rowCount, factorCount);
        const int8 = matrix(rowCount, factorCount, integers(random, rowCount * factorCount, 127));
        int8.values.fill(0, 0, factorCount);
        for (const [kind, rows] of [
          ["f32", f32],
          ["int8", int8],
        ] as const) {
          const expected = inverseNorms(rows);
          for (const [row, value] of kernelInverseNorms(rows, kind).entries()) {
            if (!(Math.abs(value - expected[row]!) <= EPSILON_F32 * expected[row]!)) {
              expect.fail(`${kind}, ${rowCount} rows, row ${row}: expected ${expected[row]}, got ${value}`);
            }
          }
        }
      }
    });
  });

  it("of the largest int8 rows are exact", () => {
    const rows = matrix(1, 512, new Int8Array(512).fill(-127));
    expect(kernelInverseNorms(rows, "int8")[0]).toBe(Math.fround(1 / norm(rowOf(rows, 0))));
  });

  it("hold for rows whose squares are beyond f32", () => {
    const rows = matrix(4, 2, Float32Array.of(3e30, 4e30, 3e-30, -4e-30, 2 ** -149, 0, 0, 0));
    const [large, small, tiny, zero] = kernelInverseNorms(rows, "f32");
    expect(Math.abs(large! * 5e30 - 1)).toBeLessThanOrEqual(2 * EPSILON_F32);
    expect(Math.abs(small! * 5e-30 - 1)).toBeLessThanOrEqual(2 * EPSILON_F32);
    expect([tiny, zero]).toEqual([0, 0]);
    expect([...inverseNorms(rows)].slice(2)).toEqual([0, 0]);
  });
});
