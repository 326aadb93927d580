import { describe, expect, it } from "vitest";
import { createItemIndex, type ItemFactors } from "../../src/kernels/item-index.ts";
import { HEAP_ENTRY_BYTES, scoreBytes } from "../../src/kernels/layout.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { quantiseRows } from "../../src/kernels/reference/quantise.ts";
import { boosted, rescore, scan, scanBatch, topK } from "../../src/kernels/reference/scan.ts";
import { createWeightsIndex } from "../../src/kernels/weights-index.ts";
import type { Random } from "../../src/random.ts";
import { createHost } from "./host.ts";
import { gaussianRows, gaussians, integers, matrix, SIZES, seeded, selections } from "./samples.ts";

const module = await kernelModule();
const plain = ({ items, scores }: { items: ArrayLike<number>; scores: ArrayLike<number> }) => ({
  items: Array.from(items),
  scores: Array.from(scores, (score) => score + 0),
});

/** Boosts whose products are exact. */
const powersOfTwo = (random: Random, count: number): Float32Array =>
  Float32Array.from({ length: count }, () => 2 ** (random.nextInteger(9) - 4));
/** Boosts of any size that is allowed. */
const anyBoosts = (random: Random, count: number): Float32Array =>
  Float32Array.from({ length: count }, () => 10 ** (6 * random.nextFloat() - 3));
const fround = (scores: Float64Array): Float32Array => Float32Array.from(scores);

describe("scans of whole numbers with boosts that are powers of two", () => {
  it.each(SIZES)("return the reference's items and scores, ties included, with %i factors", (factorCount) => {
    seeded(9100 + factorCount, (random) => {
      for (const itemCount of SIZES) {
        const rows = matrix(itemCount, factorCount, integers(random, itemCount * factorCount, 2));
        const queries = matrix(3, factorCount, integers(random, 3 * factorCount, 2));
        const query = queries.values.subarray(0, factorCount);
        const boost = powersOfTwo(random, itemCount);
        const factors = { precision: "f32", values: rows.values } as const;
        const index = createItemIndex(module, { itemCount, factorCount, factors });
        for (const { name, filter, exclude } of selections(random, itemCount)) {
          const k = 1 + random.nextInteger(itemCount);
          const options = { filter, exclude, boost };
          expect(plain(index.scan(query, k, options)), name).toEqual(plain(scan(rows, query, k, options)));
          if (exclude) continue;
          const batch = index.scanBatch(queries.values, 3, k, { filter, boost });
          const wanted = scanBatch(rows, queries, k, { filter, boost });
          for (const [at, { items, scores }] of wanted.entries()) {
            const own = [at * k, at * k + items.length] as const;
            const found = { items: batch.items.subarray(...own), scores: batch.scores.subarray(...own) };
            expect(plain(found), `${name}, query ${at}`).toEqual(plain({ items, scores }));
          }
        }
      }
    });
  });
});

describe.each(["f32", "int8"])("a scan of %s rows with any boosts", (precision) => {
  it.each(SIZES)(
    "ranks the scores of a plain scan with their boosts, to the last bit, with %i factors",
    (factorCount) => {
      seeded(9200 + factorCount, (random) => {
        for (const itemCount of SIZES) {
          const rows = gaussianRows(random, itemCount, factorCount);
          const factors: ItemFactors =
            precision === "int8"
              ? { precision: "int8", ...quantiseRows(rows) }
              : { precision: "f32", values: rows.values };
          const index = createItemIndex(module, { itemCount, factorCount, factors });
          const boost = anyBoosts(random, itemCount);
          const queries = gaussians(random, 2 * factorCount);
          const k = 1 + random.nextInteger(itemCount);
          for (const similarity of ["dot", "cosine"] as const) {
            const batch = index.scanBatch(queries, 2, k, { similarity, boost });
            for (const at of [0, 1]) {
              const query = queries.subarray(at * factorCount, (at + 1) * factorCount);
              const whole = index.scan(query, itemCount, { similarity });
              const scored = new Float32Array(itemCount);
              for (const [place, item] of whole.items.entries()) scored[item] = whole.scores[place]!;
              const wanted = plain(topK(fround(boosted(scored, boost)), k));
              expect(plain(index.scan(query, k, { similarity, boost })), `${itemCount}, ${similarity}`).toEqual(wanted);
              const own = [at * k, (at + 1) * k] as const;
              const row = { items: batch.items.subarray(...own), scores: batch.scores.subarray(...own) };
              expect(plain(row), `${itemCount}, ${similarity}, batch`).toEqual(wanted);
            }
          }
        }
      });
    },
  );
});

it("a search in two passes finds what a direct one does", () => {
  seeded(9300, (random) => {
    const [itemCount, factorCount] = [3001, 24];
    const values = gaussianRows(random, itemCount, factorCount).values;
    const factors = { precision: "f32", values } as const;
    const [direct, twice] = (["direct", "two-pass"] as const).map((scan) =>
      createItemIndex(module, { itemCount, factorCount, factors, scan }),
    );
    for (let trial = 0; trial < 20; trial++) {
      const query = gaussians(random, factorCount);
      const boost = anyBoosts(random, itemCount);
      expect(twice?.scan(query, 10, { boost })).toEqual(direct?.scan(query, 10, { boost }));
    }
  });
});

it("rescoring gives candidates their boosts", () => {
  const host = createHost(module);
  const rows = matrix(6, 2, Float32Array.of(1, 0, 2, 0, 3, 0, -2, 0, 0, 0, 5, 0));
  const [query, boost] = [Float32Array.of(2, 1), Float32Array.of(8, 1, 1, 0.5, 4, 1)];
  const items = host.putRows(rows, "f32", 4, 8);
  const heap = host.allocate(4 * HEAP_ENTRY_BYTES);
  const entries = host.put(new Uint32Array([4, 3, 1, 0].flatMap((item) => [0, item])));
  const queryPtr = host.putRows(matrix(1, 2, query), "f32", 4);
  const kept = host.kernels.rescoreF32(entries, 4, queryPtr, items, 4, 0, host.put(boost), 4, heap);
  expect(plain(host.heap(heap, kept))).toEqual({ items: [0, 1, 4, 3], scores: [16, 4, 0, -8] });
  expect(plain(rescore([4, 3, 1, 0], rows, query, 4, { boost }))).toEqual(plain(host.heap(heap, kept)));
});

describe("dense scores", () => {
  it.each(SIZES)("get the boosts of %i items in place", (itemCount) => {
    seeded(9400 + itemCount, (random) => {
      const host = createHost(module);
      const scores = gaussians(random, itemCount);
      scores[0] = 0;
      const boost = anyBoosts(random, itemCount);
      const padded = new Float32Array(scoreBytes(itemCount) / 4);
      padded.set(scores);
      const own = host.put(padded);
      host.kernels.boostScores(own, host.put(boost), itemCount);
      expect(host.f32(own, itemCount)).toEqual(fround(boosted(scores, boost)));
    });
  });

  it("of weights between items are ranked with their boosts", () => {
    // Item 0 leads to 1 with 4, to 2 with 3 and to 3 with −2; nothing leads to 4.
    const weights = {
      ...{ rowCount: 5, columnCount: 5, offsets: Uint32Array.of(0, 3, 3, 3, 3, 3) },
      ...{ indices: Uint32Array.of(1, 2, 3), values: Float32Array.of(4, 3, -2) },
    };
    const index = createWeightsIndex(module, { itemCount: 5, weights });
    const boost = Float32Array.of(1, 0.5, 2, 4, 8);
    const exclude = Uint32Array.of(0);
    const found = index.scan(Uint32Array.of(0), Float32Array.of(1), 4, { boost, exclude });
    expect(plain(found)).toEqual({ items: [2, 1, 4, 3], scores: [6, 2, 0, -0.5] });
    expect(plain(index.similar(0, 4, { boost, exclude }))).toEqual({ items: [2, 1], scores: [6, 2] });
  });
});

it("boosts of a wrong length are refused", () => {
  const factors = { precision: "f32", values: new Float32Array(8) } as const;
  const index = createItemIndex(module, { itemCount: 4, factorCount: 2, factors });
  const boost = new Float32Array(3);
  expect(() => index.scan(new Float32Array(2), 1, { boost })).toThrow("boost");
  expect(() => index.scanBatch(new Float32Array(2), 1, 1, { boost })).toThrow("boost");
});
