import { expect, it } from "vitest";
import { f32Stride } from "../../src/kernels/layout.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { gram, type Matrix } from "../../src/kernels/reference/matrix.ts";
import { createHost } from "./host.ts";
import { EPSILON_F32, gaussianRows, integers, matrix, SIZES, seeded } from "./samples.ts";

const host = createHost(await kernelModule());

function kernelGram(rows: Matrix): { values: Float32Array; stride: number } {
  host.reset();
  const stride = f32Stride(rows.columnCount);
  const pointer = host.putRows(rows, "f32", stride);
  const out = host.allocate(stride * stride * 4);
  host.kernels.gram(pointer, rows.rowCount, stride, out);
  return { values: host.f32(out, stride * stride), stride };
}

it.each(SIZES)(
  "the Gram matrix of %i columns is the reference's within its bound, whole, symmetric, its padding zero",
  (size) => {
    seeded(20_000 + size, (random) => {
      for (const rowCount of [0, ...SIZES, 200]) {
        const rows = gaussianRows(random, rowCount, size);
        const { values, stride } = kernelGram(rows);
        const expected = gram(rows);
        const magnitudes = gram({ ...rows, values: rows.values.map(Math.abs) });
        for (let r = 0; r < stride; r++) {
          for (let c = 0; c < stride; c++) {
            const value = values[r * stride + c]!;
            const isPadding = r >= size || c >= size;
            const wanted = isPadding ? 0 : expected[r * size + c]!;
            const bound = isPadding ? 0 : rowCount * EPSILON_F32 * magnitudes[r * size + c]!;
            if (Math.abs(value - wanted) > bound || value !== values[c * stride + r] || Number.isNaN(value)) {
              expect.fail(`${rowCount} rows, entry ${r}, ${c}: expected ${wanted} ± ${bound}, got ${value}`);
            }
          }
        }
      }
    });
  },
);

it("the Gram matrix of whole numbers is exact", () => {
  seeded(21, (random) => {
    for (const size of SIZES) {
      const rows = matrix(65, size, integers(random, 65 * size, 9));
      const { values, stride } = kernelGram(rows);
      const own = Array.from(gram(rows), (_, at) => values[Math.floor(at / size) * stride + (at % size)]! + 0);
      expect(own, `${size} columns`).toEqual(Array.from(gram(rows), (value) => value + 0));
    }
  });
});
