import { describe, expect, it } from "vitest";
import { f32Stride, HEAP_ENTRY_BYTES, int8Stride, paddedItems, shortlistBytes } from "../../src/kernels/layout.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { rowOf } from "../../src/kernels/reference/matrix.ts";
import { rescore, scores, topK } from "../../src/kernels/reference/scan.ts";
import { createHost } from "./host.ts";
import { gaussianRows, gaussians, integers, matrix, SIZES, seeded, selections } from "./samples.ts";

const host = createHost(await kernelModule());
const { kernels } = host;

/** Scales that are powers of two: multiplying by them is exact. */
const powersOfTwo = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, item) => 2 ** -(item % 3));

const plain = (ranking: { items: ArrayLike<number>; scores: ArrayLike<number> }) => ({
  items: Array.from(ranking.items),
  scores: Array.from(ranking.scores, (score) => score + 0),
});

describe("scans of whole numbers, whose sums are exact", () => {
  it.each(SIZES)("return the reference's items and scores, ties included, with %i factors", (factorCount) => {
    seeded(3000 + factorCount, (random) => {
      const stride = f32Stride(factorCount);
      const lanes = int8Stride(factorCount);
      for (const itemCount of SIZES) {
        host.reset();
        const rows = matrix(itemCount, factorCount, integers(random, itemCount * factorCount, 2));
        const query = integers(random, factorCount, 2);
        const scales = powersOfTwo(paddedItems(itemCount));
        const items = host.putRows(rows, "f32", stride, paddedItems(itemCount));
        const int8Items = host.putRows(rows, "int8", lanes, paddedItems(itemCount));
        const scalesPtr = host.put(scales);
        const queryPtr = host.putRows(matrix(1, factorCount, query), "f32", stride);
        const int16Query = host.putRows(matrix(1, factorCount, query), "int16", lanes);
        const plainScores = scores(rows, query);
        const scaledScores = plainScores.map((score, item) => score * scales[item]!);
        for (const [place, { name, filter, exclude }] of selections(random, itemCount).entries()) {
          // k may exceed the item count here: only the wrapper forbids it.
          const k = [1, 3, itemCount, itemCount + 5][place % 4]!;
          const mask = filter ? host.put(filter) : 0;
          const excluded = exclude ? host.put(exclude) : 0;
          const count = exclude?.length ?? 0;
          const heap = host.allocate(shortlistBytes(k));
          const label = `${itemCount} items, k ${k}, ${name}`;
          const found = (kept: number) => plain(host.heap(heap, kept));
          const options = { filter, exclude };
          expect(
            found(kernels.scanF32(queryPtr, items, itemCount, stride, 0, 0, mask, excluded, count, k, heap)),
            label,
          ).toEqual(plain(topK(plainScores, k, options)));
          expect(
            found(kernels.scanF32(queryPtr, items, itemCount, stride, scalesPtr, 0, mask, excluded, count, k, heap)),
            `${label}, scaled`,
          ).toEqual(plain(topK(scaledScores, k, options)));
          expect(
            found(
              kernels.scanInt8(
                int16Query,
                0.5,
                int8Items,
                itemCount,
                lanes,
                scalesPtr,
                0,
                mask,
                excluded,
                count,
                k,
                heap,
              ),
            ),
            `${label}, int8`,
          ).toEqual(
            plain(
              topK(
                scaledScores.map((score) => score / 2),
                k,
                options,
              ),
            ),
          );
        }
      }
    });
  });

  it("keep their sums exact at the largest values that int8 rows and a query can have", () => {
    host.reset();
    const row = new Int8Array(512).fill(127);
    const items = host.putRows(
      matrix(4, 512, Int8Array.from([...row, ...row.map((v) => -v), ...row, ...row])),
      "int8",
      512,
    );
    const query = host.put(new Int16Array(512).fill(32_767));
    const heap = host.allocate(shortlistBytes(4));
    const found = kernels.scanInt8(query, 1, items, 4, 512, host.put(Float32Array.of(1, 1, 1, 1)), 0, 0, 0, 0, 4, heap);
    // 512 · 127 · 32767 = 2,130,641,408, which as f32 is itself rounded to a multiple of 128.
    const largest = Math.fround(512 * 127 * 32_767);
    expect(plain(host.heap(heap, found))).toEqual({
      items: [0, 2, 3, 1],
      scores: [largest, largest, largest, -largest],
    });
  });
});

describe("factors that are not finite", () => {
  const values = [1, Number.NaN, Number.POSITIVE_INFINITY, -2, Number.NEGATIVE_INFINITY, Number.NaN, 3, 1];
  const infinite = { items: [2, 6, 0, 7, 3, 4], scores: [Infinity, 3, 1, 1, -2, -Infinity] };

  it("rank infinities at the ends and never return NaN", () => {
    host.reset();
    const items = host.putRows(matrix(8, 1, Float32Array.from(values)), "f32", 4);
    const query = host.put(Float32Array.of(1, 0, 0, 0));
    for (const k of [1, 2, 6, 8]) {
      const heap = host.allocate(shortlistBytes(k));
      const found = kernels.scanF32(query, items, 8, 4, 0, 0, 0, 0, 0, k, heap);
      expect(plain(host.heap(heap, found))).toEqual({
        items: infinite.items.slice(0, k),
        scores: infinite.scores.slice(0, k),
      });
    }
  });

  it("return nothing when every score is NaN", () => {
    host.reset();
    const items = host.put(new Float32Array(32 * 4).fill(Number.NaN));
    const heap = host.allocate(shortlistBytes(5));
    const query = host.put(Float32Array.of(1, 1, 1, 1));
    expect(kernels.scanF32(query, items, 32, 4, 0, 0, 0, 0, 0, 5, heap)).toBe(0);
  });

  it("have no cosine, and never come out of a quantised scan", () => {
    host.reset();
    const items = host.putRows(matrix(8, 1, Float32Array.from(values)), "f32", 4);
    const norms = host.allocate(8 * 4);
    kernels.inverseNormsF32(items, 8, 4, norms);
    const query = host.put(Float32Array.of(1, 0, 0, 0));
    const heap = host.allocate(shortlistBytes(8));
    const finite = [0, 6, 7, 3];
    const cosine = kernels.scanF32(query, items, 8, 4, norms, 0, 0, 0, 0, 8, heap);
    expect([...host.heap(heap, cosine).items]).toEqual(finite);

    const bytes = host.allocate(8 * 16);
    const scales = host.allocate(8 * 4);
    kernels.quantiseRows(items, 8, 4, bytes, 16, scales);
    const int16Query = host.put(Int16Array.from({ length: 16 }, (_, d) => (d === 0 ? 100 : 0)));
    const quantised = kernels.scanInt8(int16Query, 0.01, bytes, 8, 16, scales, 0, 0, 0, 0, 8, heap);
    expect([...host.heap(heap, quantised).items]).toEqual([6, 0, 7, 3]);
  });
});

describe("rescoring", () => {
  it.each(SIZES)("gives candidates the scores of a scan to the last bit, with %i factors", (factorCount) => {
    seeded(4000 + factorCount, (random) => {
      const stride = f32Stride(factorCount);
      for (const itemCount of SIZES) {
        host.reset();
        const rows = gaussianRows(random, itemCount, factorCount);
        const items = host.putRows(rows, "f32", stride, paddedItems(itemCount));
        const norms = host.allocate(paddedItems(itemCount) * 4);
        kernels.inverseNormsF32(items, paddedItems(itemCount), stride, norms);
        const query = host.putRows(matrix(1, factorCount, gaussians(random, factorCount)), "f32", stride);
        for (const rowScale of [0, norms]) {
          const all = host.allocate(shortlistBytes(itemCount));
          kernels.scanF32(query, items, itemCount, stride, rowScale, 0, 0, 0, 0, itemCount, all);
          const scored = host.heap(all, itemCount);
          const scoreOf = new Float32Array(itemCount);
          for (const [place, item] of scored.items.entries()) scoreOf[item] = scored.scores[place]!;

          const candidates = [...scoreOf.keys()].filter(() => random.nextFloat() < 0.6);
          const entries = new Uint32Array(candidates.flatMap((item) => [0x7fc0_0000, item]));
          const k = 1 + random.nextInteger(itemCount);
          const heap = host.allocate(shortlistBytes(k));
          const kept = kernels.rescoreF32(
            host.put(entries),
            candidates.length,
            query,
            items,
            stride,
            rowScale,
            0,
            k,
            heap,
          );
          const exclude = [...scoreOf.keys()].filter((item) => !candidates.includes(item));
          expect(plain(host.heap(heap, kept)), `${itemCount} items, k ${k}`).toEqual(
            plain(topK(scoreOf, k, { exclude })),
          );
        }
      }
    });
  });

  it("leaves out what the reference leaves out", () => {
    host.reset();
    const rows = matrix(6, 2, Float32Array.of(1, 0, 2, 0, 3, 0, 2, 0, 0, 0, 5, 0));
    const query = Float32Array.of(2, 1);
    const items = host.putRows(rows, "f32", 4, 8);
    const candidates = [4, 3, 1, 0];
    const heap = host.allocate(shortlistBytes(3));
    const entries = host.put(new Uint32Array(candidates.flatMap((item) => [0, item])));
    const kept = kernels.rescoreF32(entries, 4, host.putRows(matrix(1, 2, query), "f32", 4), items, 4, 0, 0, 3, heap);
    expect(plain(host.heap(heap, kept))).toEqual({ items: [1, 3, 0], scores: [4, 4, 2] });
    expect(plain(rescore(candidates, rows, query, 3))).toEqual({ items: [1, 3, 0], scores: [4, 4, 2] });
  });
});

describe("batch scans with a filter, which the wrapper does not offer", () => {
  it.each([1, 2, 3, 5])("rank each of %i queries as a single scan does, to the last bit", (queryCount) => {
    seeded(5000 + queryCount, (random) => {
      for (const itemCount of SIZES) {
        for (const factorCount of [1, 5, 16, 33]) {
          host.reset();
          const stride = f32Stride(factorCount);
          const rows = gaussianRows(random, itemCount, factorCount);
          const queries = matrix(queryCount, factorCount, gaussians(random, queryCount * factorCount));
          const items = host.putRows(rows, "f32", stride, paddedItems(itemCount));
          const queriesPtr = host.putRows(queries, "f32", stride);
          const k = 1 + random.nextInteger(itemCount);
          const heaps = host.allocate(queryCount * k * HEAP_ENTRY_BYTES);
          const counts = host.allocate(queryCount * 4);
          const offsets = host.put(new Uint32Array(queryCount + 1));
          const heap = host.allocate(shortlistBytes(k));
          for (const { name, filter } of selections(random, itemCount).filter(({ exclude }) => !exclude)) {
            const mask = filter ? host.put(filter) : 0;
            kernels.scanBatchF32(
              queriesPtr,
              queryCount,
              items,
              itemCount,
              stride,
              0,
              0,
              mask,
              offsets,
              0,
              k,
              heaps,
              counts,
            );
            const found = host.u32(counts, queryCount);
            for (let query = 0; query < queryCount; query++) {
              const single = host.putRows(matrix(1, factorCount, rowOf(queries, query)), "f32", stride);
              const kept = kernels.scanF32(single, items, itemCount, stride, 0, 0, mask, 0, 0, k, heap);
              expect(
                host.heap(heaps + query * k * HEAP_ENTRY_BYTES, found[query]!),
                `${itemCount} items, query ${query}, ${name}`,
              ).toEqual(host.heap(heap, kept));
            }
          }
        }
      }
    });
  });
});
