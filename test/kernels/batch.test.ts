import { describe, expect, it } from "vitest";
import { createItemIndex, type ItemFactors, type ItemIndex } from "../../src/kernels/item-index.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { NO_ITEM, type RankingBatch } from "../../src/kernels/ranking.ts";
import { quantiseRows } from "../../src/kernels/reference/quantise.ts";
import { scanBatch } from "../../src/kernels/reference/scan.ts";
import type { Random } from "../../src/random.ts";
import { gaussianRows, gaussians, integers, matrix, SIZES, seeded } from "./samples.ts";

const module = await kernelModule();

function makeIndex(random: Random, precision: string, itemCount: number, factorCount: number): ItemIndex {
  const rows = gaussianRows(random, itemCount, factorCount);
  const factors: ItemFactors =
    precision === "int8" ? { precision: "int8", ...quantiseRows(rows) } : { precision: "f32", values: rows.values };
  return createItemIndex(module, { itemCount, factorCount, factors });
}

/** Two items in three may be returned. */
function filterMask(random: Random, itemCount: number): Uint8Array {
  const mask = new Uint8Array(Math.ceil(itemCount / 8));
  for (let item = 0; item < itemCount; item++) if (random.nextFloat() < 2 / 3) mask[item >> 3]! |= 1 << (item & 7);
  return mask;
}

/** Exclusions of every query: none, a few, or all items. */
function exclusions(random: Random, queryCount: number, itemCount: number): Uint32Array[] {
  const all = Array.from({ length: itemCount }, (_, item) => item);
  return Array.from({ length: queryCount }, (_, query) =>
    Uint32Array.from(all.filter(() => random.nextFloat() < [0, 0.3, 1][query % 3]!)),
  );
}

function joined(parts: readonly Uint32Array[]): { offsets: Uint32Array; items: Uint32Array } {
  const offsets = new Uint32Array(parts.length + 1);
  for (const [place, part] of parts.entries()) offsets[place + 1] = offsets[place]! + part.length;
  return { offsets, items: Uint32Array.from(parts.flatMap((part) => [...part])) };
}

/** The rows of a batch as bits: equal exactly when the scores are, to the last bit. */
function bits({ items, scores, k }: RankingBatch, query: number): number[] {
  const row = [query * k, (query + 1) * k] as const;
  return [...items.subarray(...row), ...new Uint32Array(scores.buffer).subarray(...row)];
}

function singleBits(index: ItemIndex, query: Float32Array, k: number, options: object): number[] {
  const { items, scores } = index.scan(query, k, options);
  const padded = { items: new Uint32Array(k).fill(NO_ITEM), scores: new Float32Array(k).fill(-Infinity) };
  padded.items.set(items);
  padded.scores.set(scores);
  return bits({ ...padded, queryCount: 1, k }, 0);
}

describe.each(["f32", "int8"])("a batch scan of %s factors", (precision) => {
  it.each(SIZES)("equals single scans to the last bit with %i factors", (factorCount) => {
    seeded(6000 + factorCount, (random) => {
      for (const itemCount of SIZES) {
        const index = makeIndex(random, precision, itemCount, factorCount);
        const queryCount = 1 + random.nextInteger(6);
        const queries = gaussians(random, queryCount * factorCount);
        const k = 1 + random.nextInteger(itemCount);
        for (const similarity of ["dot", "cosine"] as const) {
          const excluded = exclusions(random, queryCount, itemCount);
          const filter = random.nextFloat() < 0.5 ? undefined : filterMask(random, itemCount);
          const batch = index.scanBatch(queries, queryCount, k, { similarity, filter, exclude: joined(excluded) });
          for (let query = 0; query < queryCount; query++) {
            const own = queries.subarray(query * factorCount, (query + 1) * factorCount);
            const single = singleBits(index, own, k, { similarity, filter, exclude: excluded[query] });
            expect(bits(batch, query), `${itemCount} items, ${similarity}, query ${query}`).toEqual(single);
          }
        }
      }
    });
  });

  it.each([0, 1, 2, 127, 128, 129, 257])("takes %i queries, in as many kernel calls as it needs", (queryCount) => {
    seeded(7000 + queryCount, (random) => {
      const index = makeIndex(random, precision, 50, 6);
      const queries = gaussians(random, queryCount * 6);
      const excluded = exclusions(random, queryCount, 50);
      const batch = index.scanBatch(queries, queryCount, 7, { exclude: joined(excluded) });
      expect(batch).toMatchObject({ queryCount, k: 7 });
      expect([batch.items.length, batch.scores.length]).toEqual([queryCount * 7, queryCount * 7]);
      for (let query = 0; query < queryCount; query++) {
        const own = queries.subarray(query * 6, (query + 1) * 6);
        expect(bits(batch, query), `query ${query}`).toEqual(singleBits(index, own, 7, { exclude: excluded[query] }));
      }
    });
  });

  it("makes long lists for a few queries at a time, with the same answer", () => {
    seeded(8, (random) => {
      const itemCount = 30_001;
      const index = makeIndex(random, precision, itemCount, 3);
      const queries = gaussians(random, 11 * 3);
      const batch = index.scanBatch(queries, 11, itemCount);
      for (let query = 0; query < 11; query++) {
        const single = singleBits(index, queries.subarray(query * 3, (query + 1) * 3), itemCount, {});
        expect(Buffer.from(Uint32Array.from(bits(batch, query)).buffer)).toEqual(
          Buffer.from(Uint32Array.from(single).buffer),
        );
      }
      // All 11 heaps at once would be 2.6 MB by themselves.
      expect(index.memoryBytes).toBeLessThan(2.5e6);
    });
  });
});

describe("a batch scan", () => {
  it("returns the reference's items and scores on whole numbers, ties included", () => {
    seeded(9, (random) => {
      for (const itemCount of SIZES) {
        const rows = matrix(itemCount, 5, integers(random, itemCount * 5, 1));
        const queries = matrix(4, 5, integers(random, 4 * 5, 1));
        const index = createItemIndex(module, {
          itemCount,
          factorCount: 5,
          factors: { precision: "f32", values: rows.values },
        });
        const excluded = exclusions(random, 4, itemCount);
        const k = Math.ceil(itemCount / 2);
        const batch = index.scanBatch(queries.values, 4, k, { exclude: joined(excluded) });
        for (const [query, expected] of scanBatch(rows, queries, k, { exclude: excluded }).entries()) {
          const empty = k - expected.items.length;
          expect([...batch.items.subarray(query * k, (query + 1) * k)], `${itemCount} items, query ${query}`).toEqual([
            ...expected.items,
            ...new Array<number>(empty).fill(NO_ITEM),
          ]);
          expect(Array.from(batch.scores.subarray(query * k, (query + 1) * k), (score) => score + 0)).toEqual([
            ...expected.scores.map((score) => score + 0),
            ...new Array<number>(empty).fill(-Infinity),
          ]);
        }
      }
    });
  });
});
