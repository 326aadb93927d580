import { describe, expect, it } from "vitest";
import { createItemIndex, type ItemIndex } from "../../src/kernels/item-index.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { quantiseRows } from "../../src/kernels/reference/quantise.ts";
import { topK } from "../../src/kernels/reference/scan.ts";
import { gaussianRows, gaussians, matrix, SIZES, seeded, selections } from "./samples.ts";

const module = await kernelModule();

/** Mean share of the direct f32 scan's best 100 that another index returns too. */
function overlapOfBest100(direct: ItemIndex, other: ItemIndex, queries: readonly Float32Array[]): number {
  const shares = queries.map((query) => {
    const expected = new Set(direct.scan(query, 100).items);
    return other.scan(query, 100).items.filter((item) => expected.has(item)).length / 100;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

describe("a two-pass scan", () => {
  it.each(SIZES)("returns items in their direct order with their direct scores, with %i factors", (factorCount) => {
    seeded(50_000 + factorCount, (random) => {
      for (const itemCount of [...SIZES, 200]) {
        const { values } = gaussianRows(random, itemCount, factorCount);
        const options = { itemCount, factorCount, factors: { precision: "f32", values } } as const;
        const direct = createItemIndex(module, options);
        const twoPass = createItemIndex(module, { ...options, scan: "two-pass" });
        const query = gaussians(random, factorCount);
        for (const similarity of ["dot", "cosine"] as const) {
          const all = direct.scan(query, itemCount, { similarity });
          const scoreOf = new Float32Array(itemCount);
          for (const [place, item] of all.items.entries()) scoreOf[item] = all.scores[place]!;
          for (const { name, filter, exclude } of selections(random, itemCount)) {
            const k = 1 + random.nextInteger(itemCount);
            const found = twoPass.scan(query, k, { similarity, filter, exclude });
            const label = `${itemCount} items, ${similarity}, k ${k}, ${name}`;
            // Of the items that it found, with the direct scores, exactly their ranking.
            const others = [...scoreOf.keys()].filter((item) => !found.items.includes(item));
            const own = topK(scoreOf, k, { filter, exclude: [...others, ...(exclude ?? [])] });
            expect({ items: [...found.items], scores: [...found.scores] }, label).toEqual(own);
            const expected = direct.scan(query, k, { similarity, filter, exclude });
            expect(found.items.length, label).toBe(expected.items.length);
            // Where every item is a candidate, nothing can be missed.
            if (Math.max(2 * k, k + 64) >= itemCount) expect(found, label).toEqual(expected);
          }
        }
      }
    });
  });

  it("answers a batch as the direct index does", () => {
    seeded(51, (random) => {
      const { values } = gaussianRows(random, 300, 7);
      const options = { itemCount: 300, factorCount: 7, factors: { precision: "f32", values } } as const;
      const queries = gaussians(random, 5 * 7);
      const batch = createItemIndex(module, { ...options, scan: "two-pass" }).scanBatch(queries, 5, 10);
      expect(batch).toEqual(createItemIndex(module, options).scanBatch(queries, 5, 10));
    });
  });
});

describe("on 10,000 Gaussian items with 64 factors", () => {
  it("int8 keeps 99% of the exact best 100, and a two-pass scan 99.9%", () => {
    seeded(52, (random) => {
      const [itemCount, factorCount] = [10_000, 64];
      const values = gaussians(random, itemCount * factorCount);
      const shape = { itemCount, factorCount } as const;
      const direct = createItemIndex(module, { ...shape, factors: { precision: "f32", values } });
      const twoPass = createItemIndex(module, { ...shape, factors: { precision: "f32", values }, scan: "two-pass" });
      const quantised = quantiseRows(matrix(itemCount, factorCount, values));
      const int8 = createItemIndex(module, { ...shape, factors: { precision: "int8", ...quantised } });
      const queries = Array.from({ length: 300 }, () => gaussians(random, factorCount));
      expect(overlapOfBest100(direct, int8, queries)).toBeGreaterThanOrEqual(0.99);
      expect(overlapOfBest100(direct, twoPass, queries)).toBeGreaterThanOrEqual(0.999);
    });
  });
});
