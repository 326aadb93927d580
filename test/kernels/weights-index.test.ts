import { describe, expect, it } from "vitest";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { NO_ITEM } from "../../src/kernels/ranking.ts";
import { addRows } from "../../src/kernels/reference/item-weights.ts";
import { topK } from "../../src/kernels/reference/scan.ts";
import { createWeightsIndex } from "../../src/kernels/weights-index.ts";
import { SIZES, seeded, selections } from "./samples.ts";
import { someItems, sparse } from "./sparse-samples.ts";

const module = await kernelModule();
/** Row 0 → items 1 and 2; row 1 → items 0 (negative) and 3; rows 2 and 3 → nothing and themselves. */
const weights = {
  ...{ rowCount: 4, columnCount: 4, offsets: Uint32Array.of(0, 2, 4, 4, 5) },
  ...{ indices: Uint32Array.of(1, 2, 0, 3, 3), values: Float32Array.of(2, 3, -1, 4, 5) },
};
const options = { itemCount: 4, weights };
const index = createWeightsIndex(module, options);
const one = Float32Array.of(1);

describe("an index of weights", () => {
  it.each(SIZES)("ranks %i items as the reference does, at every filter and exclusion", (itemCount) => {
    seeded(15_000 + itemCount, (random) => {
      // Whole numbers: their sums are exact, so that the reference leaves no choice.
      const matrix = sparse(random, itemCount, itemCount, () => random.nextInteger(9) - 4);
      const own = createWeightsIndex(module, { itemCount, weights: matrix });
      for (const { name, filter, exclude } of selections(random, itemCount)) {
        const history = someItems(random, itemCount, 0.4);
        const strengths = Float32Array.from(history, () => random.nextInteger(5) - 1);
        const k = 1 + random.nextInteger(itemCount);
        const expected = topK(addRows(matrix, history, strengths), k, { filter, exclude });
        const found = own.scan(history, strengths, k, { filter, exclude });
        expect([...found.items], name).toEqual(expected.items);
        expect(
          Array.from(found.scores, (score) => score + 0),
          name,
        ).toEqual(expected.scores.map((score) => score + 0));
      }
    });
  });

  it("lists what a history adds, items of score 0 last but above negative ones", () => {
    const found = index.scan(Uint32Array.of(0, 1), Float32Array.of(1, 0.5), 4);
    expect([[...found.items], [...found.scores]]).toEqual([
      [2, 1, 3, 0],
      [3, 2, 2, -0.5],
    ]);
  });

  it("lists the positive entries of an item's row as similar, without those that are excluded or filtered out", () => {
    expect(index.similar(0, 4)).toEqual({ items: Uint32Array.of(2, 1), scores: Float32Array.of(3, 2) });
    expect([...index.similar(0, 1).items]).toEqual([2]);
    expect([...index.similar(0, 4, { exclude: Uint32Array.of(2) }).items]).toEqual([1]);
    expect([...index.similar(0, 4, { filter: Uint8Array.of(0b1101) }).items]).toEqual([2]);
    expect([...index.similar(1, 4).items]).toEqual([3]);
    expect([...index.similar(2, 4).items]).toEqual([]);
    expect([...index.similar(3, 4, { exclude: Uint32Array.of(3) }).items]).toEqual([]);
    expect([0, 1, 2, 3].map((item) => index.rowLength(item))).toEqual([2, 2, 0, 1]);
  });

  it("answers a batch as single scans, own items left out and free places marked", () => {
    const histories = {
      ...{ rowCount: 3, columnCount: 4, offsets: Uint32Array.of(0, 2, 2, 3) },
      ...{ indices: Uint32Array.of(0, 1, 3), values: Float32Array.of(1, 5, 9) },
    };
    const batch = index.scanBatch(histories, (value) => value / 2, 6);
    expect([...batch.items]).toEqual([
      ...[3, 2, NO_ITEM, NO_ITEM, NO_ITEM, NO_ITEM],
      ...[0, 1, 2, 3, NO_ITEM, NO_ITEM],
      ...[0, 1, 2, NO_ITEM, NO_ITEM, NO_ITEM],
    ]);
    expect([...batch.scores.subarray(0, 3)]).toEqual([10, 1.5, Number.NEGATIVE_INFINITY]);
    expect(batch).toMatchObject({ queryCount: 3, k: 6 });
  });

  it("holds the same memory after ten thousand calls, those that throw among them", () => {
    const filter = Uint8Array.of(0b1111);
    index.scan(Uint32Array.of(0, 1, 2), new Float32Array(3).fill(1), 4, { filter, exclude: Uint32Array.of(1) });
    const before = index.memoryBytes;
    for (let call = 0; call < 10_000; call++) {
      index.scan(Uint32Array.of(call % 4), one, 1 + (call % 4), { filter });
      if (call % 100 === 0) expect(() => index.scan(Uint32Array.of(4), one, 1)).toThrow(RangeError);
    }
    expect(index.memoryBytes).toBe(before);
  });

  it.each([
    ["a matrix that is not square", { ...weights, columnCount: 5 }, "weights.columnCount: expected an integer from 4"],
    ["too few rows", { ...weights, rowCount: 3 }, "weights.rowCount: expected an integer from 4 to 4, got 3"],
    ["a short list of offsets", { ...weights, offsets: Uint32Array.of(0, 5) }, "weights.offsets: expected 5 elements"],
    [
      "offsets that begin late",
      { ...weights, offsets: Uint32Array.of(1, 2, 4, 4, 5) },
      "weights.offsets: expected to start at 0, got 1",
    ],
    [
      "offsets that fall",
      { ...weights, offsets: Uint32Array.of(0, 2, 1, 4, 5) },
      "weights.offsets: falls from 2 to 1 at 2",
    ],
    [
      "offsets beyond the entries",
      { ...weights, offsets: Uint32Array.of(0, 2, 4, 4, 6) },
      "weights.offsets: expected to end at 5, got 6",
    ],
    [
      "entries behind the last row",
      { ...weights, offsets: Uint32Array.of(0, 2, 4, 4, 4) },
      "weights.offsets: expected to end at 5, got 4",
    ],
    ["a value less than columns", { ...weights, values: new Float32Array(4) }, "weights.values: expected 5 elements"],
    [
      "a column that is not there",
      { ...weights, indices: Uint32Array.of(1, 2, 0, 4, 3) },
      "weights: column in row 1: expected an integer from 0 to 3, got 4",
    ],
    [
      "columns that repeat",
      { ...weights, indices: Uint32Array.of(2, 2, 0, 3, 3) },
      "weights: expected ascending columns in row 0, got 2 after 2",
    ],
  ])("refuses %s", (_, wrong, message) => {
    const attempt = () => createWeightsIndex(module, { itemCount: 4, weights: wrong });
    expect(attempt).toThrow(RangeError);
    expect(attempt).toThrow(message);
  });

  it.each([
    [
      "no items",
      () => createWeightsIndex(module, { ...options, itemCount: 0 }),
      "itemCount: expected an integer from 1",
    ],
    ["k 0", () => index.scan(new Uint32Array(0), new Float32Array(0), 0), "k: expected an integer from 1 to 4, got 0"],
    ["k above the item count", () => index.similar(0, 5), "k: expected an integer from 1 to 4, got 5"],
    ["an unknown item", () => index.similar(4, 1), "item: expected an integer from 0 to 3, got 4"],
    ["the row length of an unknown item", () => index.rowLength(-1), "item: expected an integer from 0 to 3, got -1"],
    ["an unknown item of a history", () => index.scan(Uint32Array.of(0, 4), new Float32Array(2), 1), "history item"],
    ["too few weights", () => index.scan(Uint32Array.of(0, 1), one, 1), "weights: expected 2 elements, got 1"],
    [
      "a weight of NaN",
      () => index.scan(Uint32Array.of(0), Float32Array.of(Number.NaN), 1),
      "weights: expected finite",
    ],
    ["a long filter", () => index.scan(Uint32Array.of(0), one, 1, { filter: new Uint8Array(2) }), "filter: expected 1"],
    [
      "exclusions that do not ascend",
      () => index.scan(Uint32Array.of(0), one, 1, { exclude: Uint32Array.of(2, 1) }),
      "exclude: expected ascending item indices, got 1 after 2 at place 1",
    ],
    [
      "k 0 for a batch",
      () => index.scanBatch({ ...weights, rowCount: 4 }, () => 1, 0),
      "k: expected an integer from 1",
    ],
    [
      "histories with an unknown item",
      () => index.scanBatch({ ...weights, columnCount: 9, indices: Uint32Array.of(1, 2, 0, 8, 3) }, () => 1, 1),
      "history item: expected an integer from 0 to 3, got 8",
    ],
  ])("refuses %s", (_, attempt, message) => {
    expect(attempt).toThrow(RangeError);
    expect(attempt).toThrow(message);
  });
});
