import { describe, expect, it } from "vitest";
import { createItemIndex, type ItemIndexOptions } from "../../src/kernels/item-index.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";

const module = await kernelModule();
const f32 = { precision: "f32", values: Float32Array.from({ length: 18 }, (_, at) => at) } as const;
const int8 = {
  precision: "int8",
  values: Int8Array.from({ length: 18 }, (_, at) => at),
  scales: new Float32Array(9).fill(1),
} as const;
const shape = { itemCount: 9, factorCount: 2, gram: Float32Array.of(1, 0, 0, 1) };
const query = Float32Array.of(1, 2);

const variants: [string, ItemIndexOptions][] = [
  ["f32", { ...shape, factors: f32 }],
  ["int8", { ...shape, factors: int8 }],
  ["two-pass", { ...shape, factors: f32, scan: "two-pass" }],
];

describe.each(variants)("an index of %s factors", (_, options) => {
  const index = createItemIndex(module, options);

  it.each([
    ["a short query", () => index.scan(Float32Array.of(1), 1), "query: expected 2 elements, got 1"],
    ["a long query", () => index.scan(Float32Array.of(1, 2, 3), 1), "query: expected 2 elements, got 3"],
    ["k 0", () => index.scan(query, 0), "k: expected an integer from 1 to 9, got 0"],
    ["k above the item count", () => index.scan(query, 10), "k: expected an integer from 1 to 9, got 10"],
    ["k that is not whole", () => index.scan(query, 1.5), "k: expected an integer from 1 to 9, got 1.5"],
    [
      "NaN in the query",
      () => index.scan(Float32Array.of(1, Number.NaN), 1),
      "query: expected finite factors, got NaN as factor 1",
    ],
    [
      "infinity in the query",
      () => index.scan(Float32Array.of(Number.NEGATIVE_INFINITY, 1), 1),
      "query: expected finite factors, got -Infinity as factor 0",
    ],
    [
      "NaN in the query of a cosine",
      () => index.scan(Float32Array.of(Number.NaN, 1), 1, { similarity: "cosine" }),
      "query: expected finite factors, got NaN as factor 0",
    ],
    [
      "an unknown similarity",
      () => index.scan(query, 1, { similarity: "euclid" as "dot" }),
      'similarity: expected one of dot, cosine; got "euclid"',
    ],
    ["a short filter", () => index.scan(query, 1, { filter: new Uint8Array(1) }), "filter: expected 2 elements, got 1"],
    ["a long filter", () => index.scan(query, 1, { filter: new Uint8Array(3) }), "filter: expected 2 elements, got 3"],
    [
      "exclusions that do not ascend",
      () => index.scan(query, 1, { exclude: Uint32Array.of(1, 5, 4) }),
      "exclude: expected ascending item indices, got 4 after 5 at place 2",
    ],
    [
      "exclusions that repeat",
      () => index.scan(query, 1, { exclude: Uint32Array.of(3, 3) }),
      "exclude: expected ascending item indices, got 3 after 3 at place 1",
    ],
    ["too few queries", () => index.scanBatch(query, 2, 1), "queries: expected 4 elements, got 2"],
    ["k 0 for a batch", () => index.scanBatch(query, 1, 0), "k: expected an integer from 1 to 9, got 0"],
    ["k above the item count for a batch", () => index.scanBatch(query, 1, 10), "k: expected an integer"],
    [
      "NaN in a batch",
      () => index.scanBatch(Float32Array.of(1, 2, 3, Number.NaN), 2, 1),
      "query 1: expected finite factors, got NaN as factor 1",
    ],
    [
      "batch exclusions without an offset for each query",
      () => index.scanBatch(query, 1, 1, { exclude: { offsets: Uint32Array.of(0), items: new Uint32Array(0) } }),
      "exclude.offsets: expected 2 elements, got 1",
    ],
    [
      "batch exclusions whose offsets descend",
      () =>
        index.scanBatch(Float32Array.of(1, 2, 3, 4), 2, 1, {
          exclude: { offsets: Uint32Array.of(0, 2, 1), items: Uint32Array.of(1, 2) },
        }),
      "exclude.offsets: falls from 2 to 1 at 2",
    ],
    [
      "batch exclusions whose offsets leave the items",
      () => index.scanBatch(query, 1, 1, { exclude: { offsets: Uint32Array.of(0, 3), items: Uint32Array.of(1) } }),
      "exclude.offsets: expected to end at 1, got 3",
    ],
    [
      "batch exclusions that do not ascend",
      () => index.scanBatch(query, 1, 1, { exclude: { offsets: Uint32Array.of(0, 2), items: Uint32Array.of(2, 1) } }),
      "exclude: expected ascending item indices, got 1 after 2 at place 1",
    ],
    [
      "an unknown item in a history",
      () => index.foldIn(Uint32Array.of(9), Float32Array.of(1), 1),
      "history item: expected an integer from 0 to 8, got 9",
    ],
    [
      "weights of another number than the history",
      () => index.foldIn(Uint32Array.of(1), new Float32Array(2), 1),
      "weights: expected 1 elements, got 2",
    ],
    [
      "a weight of 0",
      () => index.foldIn(Uint32Array.of(1), Float32Array.of(0), 1),
      "weights: expected positive finite numbers, got 0",
    ],
    [
      "a weight that is not finite",
      () => index.foldIn(Uint32Array.of(1), Float32Array.of(Number.POSITIVE_INFINITY), 1),
      "weights: expected positive finite numbers, got Infinity",
    ],
    [
      "a negative regularization",
      () => index.foldIn(Uint32Array.of(1), Float32Array.of(1), -1),
      "regularization: expected a number from 0 to 3.4028234663852886e+38, got -1",
    ],
    [
      "dot products with an unknown item",
      () => index.dots(Uint32Array.of(0, 9), query, 1),
      "item: expected an integer from 0 to 8, got 9",
    ],
    [
      "dot products with too few queries",
      () => index.dots(Uint32Array.of(0), query, 2),
      "queries: expected 4 elements, got 2",
    ],
    [
      "a number of queries that is none",
      () => index.dots(Uint32Array.of(0), query, -1),
      "queryCount: expected an integer from 0",
    ],
    [
      "the length of an unknown item",
      () => index.inverseNorms(Uint32Array.of(9)),
      "item: expected an integer from 0 to 8, got 9",
    ],
    ["factors of an unknown item", () => index.factorsOf(Uint32Array.of(9)), "item: expected an integer from 0 to 8"],
  ])("refuses %s", (_name, attempt, message) => {
    expect(attempt).toThrow(RangeError);
    expect(attempt).toThrow(message);
  });

  it("takes the limits of what it refuses", () => {
    expect(index.scan(query, 9).items).toHaveLength(9);
    const filter = Uint8Array.of(0, 0xff);
    expect([...index.scan(query, 9, { filter, exclude: Uint32Array.of(0, 7, 4_000_000_000) }).items]).toEqual([8]);
    expect(index.scanBatch(new Float32Array(0), 0, 9).items).toHaveLength(0);
  });
});

describe("an index is not made", () => {
  it.each<[string, Partial<ItemIndexOptions>, string]>([
    ["of no items", { itemCount: 0 }, "itemCount: expected an integer from 1 to 2147483647, got 0"],
    ["without factors", { factorCount: 0 }, "factorCount: expected an integer from 1 to 512, got 0"],
    ["of more than 512 factors", { factorCount: 513 }, "factorCount: expected an integer from 1 to 512, got 513"],
    ["of too few values", { itemCount: 10 }, "factors.values: expected 20 elements, got 18"],
    ["of too few scales", { factors: { ...int8, scales: new Float32Array(8) } }, "factors.scales: expected 9 elements"],
    ["of another Gram matrix", { gram: new Float32Array(9) }, "gram: expected 4 elements, got 9"],
  ])("%s", (_, change, message) => {
    const attempt = () => createItemIndex(module, { ...shape, factors: f32, ...change });
    expect(attempt).toThrow(RangeError);
    expect(attempt).toThrow(message);
  });
});
