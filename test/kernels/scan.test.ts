import { describe, expect, it } from "vitest";
import { createItemIndex, type ItemFactors } from "../../src/kernels/item-index.ts";
import { f32Stride } from "../../src/kernels/layout.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { type Matrix, norm, rowOf } from "../../src/kernels/reference/matrix.ts";
import { dequantise, quantiseRows } from "../../src/kernels/reference/quantise.ts";
import { scores } from "../../src/kernels/reference/scan.ts";
import { disagreements } from "./agreement.ts";
import { EPSILON_F32, gaussianRows, gaussians, matrix, SIZES, seeded, selections } from "./samples.ts";

const module = await kernelModule();

interface Catalogue {
  /** The rows that the index stands for, in exact numbers. */
  readonly rows: Matrix;
  readonly factors: ItemFactors;
}

function f32Catalogue(rows: Matrix & { values: Float32Array }): Catalogue {
  return { rows, factors: { precision: "f32", values: rows.values } };
}

function int8Catalogue(rows: Matrix): Catalogue {
  const { values, scales } = quantiseRows(rows);
  return { rows: dequantise({ ...rows, values }, scales), factors: { precision: "int8", values, scales } };
}

const catalogues = { f32: f32Catalogue, int8: int8Catalogue };

/** The bounds that docs/kernels.md states for the scores of an index. */
function scoreBounds(
  { rows, factors }: Catalogue,
  query: ArrayLike<number>,
  similarity: "dot" | "cosine",
): Float64Array {
  const length = similarity === "cosine" ? norm(query) : 1;
  const unit = Float64Array.from(query, (value) => (length === 0 ? 0 : value / length));
  const queryStep = Math.max(...unit.map(Math.abs)) / 32_767;
  return Float64Array.from({ length: rows.rowCount }, (_, item) => {
    const row = rowOf(rows, item);
    const rowLength = similarity === "cosine" ? norm(row) || 1 : 1;
    const magnitude = row.reduce((sum, value, d) => sum + Math.abs(value * unit[d]!), 0) / rowLength;
    const cosineSteps = similarity === "cosine" ? 3 : 0;
    if (factors.precision === "f32") {
      return (f32Stride(rows.columnCount) / 4 + 3 + cosineSteps) * EPSILON_F32 * magnitude;
    }
    const rowSum = row.reduce((sum, value) => sum + Math.abs(value), 0) / rowLength;
    const quantisation = (queryStep / 2) * (1 + 2 ** -8) * rowSum;
    return quantisation + (2 + cosineSteps) * EPSILON_F32 * (magnitude + quantisation);
  });
}

describe.each(["f32", "int8"] as const)("a scan of %s factors", (precision) => {
  it.each(SIZES)(
    "ranks as the reference does with %i factors, at every item count, filter and exclusion",
    (factorCount) => {
      seeded(1000 + factorCount, (random) => {
        for (const itemCount of SIZES) {
          const catalogue = catalogues[precision](gaussianRows(random, itemCount, factorCount));
          const index = createItemIndex(module, { itemCount, factorCount, factors: catalogue.factors });
          const query = gaussians(random, factorCount);
          const lengths = [1, Math.ceil(itemCount / 2), itemCount];
          for (const similarity of ["dot", "cosine"] as const) {
            const exact = scores(catalogue.rows, query, similarity);
            const bounds = scoreBounds(catalogue, query, similarity);
            for (const [place, { name, filter, exclude }] of selections(random, itemCount).entries()) {
              const k = lengths[place % lengths.length]!;
              const found = index.scan(query, k, { similarity, filter, exclude });
              const problems = disagreements(found, exact, bounds, k, { filter, exclude });
              expect(problems, `${itemCount} items, ${similarity}, k ${k}, ${name}`).toEqual([]);
            }
          }
        }
      });
    },
  );

  it("ranks long lists as the reference does", () => {
    seeded(2, (random) => {
      const itemCount = 1501;
      const factorCount = 20;
      const catalogue = catalogues[precision](gaussianRows(random, itemCount, factorCount));
      const index = createItemIndex(module, { itemCount, factorCount, factors: catalogue.factors });
      const query = gaussians(random, factorCount);
      for (const similarity of ["dot", "cosine"] as const) {
        const exact = scores(catalogue.rows, query, similarity);
        const bounds = scoreBounds(catalogue, query, similarity);
        for (const k of [1, 10, 100, 511, 512, 513, 1000, 1500, 1501]) {
          for (const { name, filter, exclude } of selections(random, itemCount)) {
            const found = index.scan(query, k, { similarity, filter, exclude });
            const problems = disagreements(found, exact, bounds, k, { filter, exclude });
            expect(problems, `${similarity}, k ${k}, ${name}`).toEqual([]);
          }
        }
      }
    });
  });

  it.each(SIZES)("puts %i equal items in the order of their index", (itemCount) => {
    const catalogue = catalogues[precision](matrix(itemCount, 3, new Float32Array(itemCount * 3).fill(1)));
    const index = createItemIndex(module, { itemCount, factorCount: 3, factors: catalogue.factors });
    for (const k of [1, Math.ceil(itemCount / 2), itemCount]) {
      const first = Array.from({ length: k }, (_, item) => item);
      expect([...index.scan(Float32Array.of(1, 2, 3), k).items]).toEqual(first);
      expect([...index.scan(new Float32Array(3), k).items], "zero query").toEqual(first);
      expect([...index.scan(Float32Array.of(1, 2, 3), k, { similarity: "cosine" }).items]).toEqual(first);
    }
  });

  it("is not touched by what an earlier call left in the scratch", () => {
    seeded(3, (random) => {
      const catalogue = catalogues[precision](gaussianRows(random, 2000, 5));
      const options = { itemCount: 2000, factorCount: 5, factors: catalogue.factors };
      const index = createItemIndex(module, options);
      const query = gaussians(random, 5);
      // Read as f32, these bytes are NaN: in the padding of the next query they would spoil every score.
      index.scan(query, 1, { filter: new Uint8Array(250).fill(0xff) });
      expect(index.scan(query, 1)).toEqual(createItemIndex(module, options).scan(query, 1));
      index.scan(query, 1, { filter: new Uint8Array(250).fill(0xff) });
      const batch = createItemIndex(module, options).scanBatch(query, 1, 1);
      expect(index.scanBatch(query, 1, 1)).toEqual(batch);
    });
  });

  it("gives a zero row the cosine 0, and every row with a zero query", () => {
    const { factors } = catalogues[precision](matrix(3, 2, Float32Array.of(-1, -1, 0, 0, 1, 1)));
    const index = createItemIndex(module, { itemCount: 3, factorCount: 2, factors });
    const found = index.scan(Float32Array.of(2, 2), 3, { similarity: "cosine" });
    expect([...found.items]).toEqual([2, 1, 0]);
    expect(found.scores[0]).toBeCloseTo(1, 4);
    expect(found.scores[1]).toBe(0);
    expect(found.scores[2]).toBeCloseTo(-1, 4);
    const zero = index.scan(new Float32Array(2), 3, { similarity: "cosine" });
    expect([...zero.scores]).toEqual([0, 0, 0]);
  });
});
