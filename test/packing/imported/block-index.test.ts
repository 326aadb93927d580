import { describe, expect, it } from "vitest";
import { createItemIndex, type ItemFactors } from "../../../src/kernels/item-index.ts";
import { kernelModule } from "../../../src/kernels/module.node.ts";
import { quantiseFactors } from "../../../src/kernels/quantise.ts";
import { BlockIndex } from "../../../src/packing/imported/block-index.ts";
import type { ReadRows } from "../../../src/packing/imported/gather-rows.ts";
import { createRandom } from "../../../src/random.ts";

const FACTORS = 5;
/** Two blocks. */
const ITEMS = 70_000;

const module = await kernelModule();
const random = createRandom(11);
const rows = Float32Array.from({ length: ITEMS * FACTORS }, () => random.nextGaussian());
// A row of zeros, and rows that are level over both blocks.
rows.fill(0, 3 * FACTORS, 4 * FACTORS).fill(4, 0, FACTORS);
for (const item of [10, 500, 69_999]) rows.copyWithin(item * FACTORS, 0, FACTORS);

const factorsIn = (precision: "f32" | "int8"): ItemFactors =>
  precision === "f32" ? { precision, values: rows } : quantiseFactors(module, rows, FACTORS).factors;

function readable(factors: ItemFactors): ReadRows {
  return {
    rowCount: ITEMS,
    columnCount: FACTORS,
    precision: factors.precision,
    read: (start, end) =>
      factors.precision === "f32"
        ? { precision: "f32", values: factors.values.slice(start * FACTORS, end * FACTORS) }
        : {
            precision: "int8",
            values: factors.values.slice(start * FACTORS, end * FACTORS),
            scales: factors.scales.slice(start, end),
          },
  };
}

const gram = Float32Array.from({ length: FACTORS ** 2 }, (_, at) => (at % (FACTORS + 1) === 0 ? 2 : 0.25));
const queries = Float32Array.from({ length: 3 * FACTORS }, (_, at) =>
  at < FACTORS ? rows[at]! : random.nextGaussian(),
);
const some = Uint32Array.of(0, 10, 11, 12, 65_535, 65_536, 69_999);

describe.each(["f32", "int8"] as const)("a block index of %s", (precision) => {
  const factors = factorsIn(precision);
  const shape = { itemCount: ITEMS, factorCount: FACTORS, factors, gram };
  const whole = createItemIndex(module, shape);
  const blocks = new BlockIndex(module, readable(factors), { likenessLanes: FACTORS, gram });

  it("finds what an index in memory finds, ties by index, over the blocks", () => {
    const exclude = { offsets: Uint32Array.of(0, 2, 2, 3), items: Uint32Array.of(500, 69_998, 7) };
    const [expected, found] = [whole, blocks].map((index) => index.scanBatch(queries, 3, 40, { exclude }));
    expect(found).toEqual(expected);
    expect([...(found?.items.subarray(0, 40) ?? [])]).toContain(69_999);
    expect(blocks.scan(queries.subarray(0, FACTORS), 40)).toEqual(whole.scan(queries.subarray(0, FACTORS), 40));
  });

  it("finds the best of a few items", () => {
    const filter = new Uint8Array(Math.ceil(ITEMS / 8));
    for (const item of some) filter[item >> 3]! |= 1 << (item & 7);
    const options = { filter, exclude: Uint32Array.of(10, 20) };
    const query = queries.subarray(FACTORS, 2 * FACTORS);
    expect(blocks.scan(query, 9, options)).toEqual(whole.scan(query, 9, options));
    expect(blocks.scan(query, 9, { filter: new Uint8Array(filter.length) }).items).toHaveLength(0);
  });

  it("folds in, adds up and copies rows as an index in memory does, whether they were announced or not", () => {
    const weights = Float32Array.from(some, (_, at) => 1 + at);
    const histories = {
      ...{ rowCount: 2, columnCount: ITEMS, offsets: Uint32Array.of(0, 1, 8), values: new Float32Array(8) },
      indices: Uint32Array.of(4, ...some),
    };
    const expected = whole.foldIn(some, weights, 0.5);
    expect(blocks.foldIn(some, weights, 0.5)).toEqual(expected);
    blocks.announce(histories);
    expect(blocks.foldIn(Uint32Array.of(4), Float32Array.of(2), 0.5)).toEqual(
      whole.foldIn(Uint32Array.of(4), Float32Array.of(2), 0.5),
    );
    expect(blocks.foldIn(some, weights, 0.5)).toEqual(expected);
    expect(blocks.weightedSum(some, weights)).toEqual(whole.weightedSum(some, weights));
    expect(blocks.dots(some, queries, 3)).toEqual(whole.dots(some, queries, 3));
    const backwards = Uint32Array.of(69_999, 0, 3);
    expect(blocks.factorsOf(backwards)).toEqual(whole.factorsOf(backwards));
    expect(blocks.inverseNorms(backwards)).toEqual(whole.inverseNorms(backwards));
  });

  it.each([FACTORS, FACTORS - 1])("quietens the same noise, with %d lanes of likeness", (likenessLanes) => {
    const narrow = createItemIndex(module, { ...shape, cosineFactors: likenessLanes });
    const ofBlocks = new BlockIndex(module, readable(factors), { likenessLanes, gram });
    for (const size of [1, 1e-3, 1e-4, 2e-5, 1e-7]) {
      const query = Float32Array.from({ length: FACTORS }, (_, lane) => (lane === FACTORS - 1 ? 1 : size));
      const scores = () => Float32Array.of(2, 1, 0.02, 0.01, 1e-4, 2e-5, 1e-9);
      const [expected, found] = [
        { items: some, scores: scores() },
        { items: some, scores: scores() },
      ];
      narrow.quieten(query, expected);
      ofBlocks.quieten(query, found);
      expect(found).toEqual(expected);
    }
  });

  it("takes no boosts, no examples and no cosine", () => {
    const query = queries.subarray(0, FACTORS);
    expect(() => blocks.scan(query, 3, { boost: new Float32Array(ITEMS).fill(2) })).toThrow(TypeError);
    expect(() => blocks.scanBest()).toThrow(TypeError);
    expect(() => blocks.quieten(query, { items: some, scores: new Float32Array(7) }, "cosine")).toThrow(TypeError);
  });
});
