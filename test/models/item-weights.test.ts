import { describe, expect, it } from "vitest";
import { csrFromCoordinates } from "../../src/data/csr.ts";
import { NO_ITEM } from "../../src/kernels/ranking.ts";
import { selectTop } from "../../src/models/select-top.ts";
import { createRandom } from "../../src/random.ts";
import { matrixOf } from "./fixtures.ts";
import { createItemWeightsModel } from "./item-weights-model.ts";

/** B has 0 → 1 of 2, 0 → 2 of 1, 1 → 2 of 4, 2 → 3 of −1; item 4 stands alone. */
const weights = csrFromCoordinates(
  5,
  5,
  Uint32Array.of(0, 0, 1, 2),
  Uint32Array.of(1, 2, 2, 3),
  Float32Array.of(2, 1, 4, -1),
);
const popularity = Float32Array.of(1, 9, 3, 9, 0);
/** What is 0 beside any score: popularity counts in it where nothing follows. */
const LEAST = 2 ** -149;
const parts = { kind: "weights", options: {}, weights, popularity };

describe("a model of item weights", () => {
  it("adds the rows of the history's items", () => {
    const { items, scores, popular } = createItemWeightsModel(parts).recommendBatch(matrixOf(5, [[0, 1], [2]]), 3);
    // {0, 1}: 2 gets 1 + 4, and 3 and 4 nothing. {2}: 3 gets −1, and stands behind what has nothing.
    expect([...items]).toEqual([2, 3, 4, 1, 0, 4]);
    expect([...scores].map((score) => Math.fround(score))).toEqual([5, 9 * LEAST, 0, 9, 1, 0]);
    expect([...(popular ?? [])]).toEqual([0, 1, 1, 1, 1, 1]);
  });

  it("weighs the history's values when it is told how", () => {
    const model = createItemWeightsModel({ ...parts, weightOf: (value) => value - 3 });
    const history = csrFromCoordinates(1, 5, Uint32Array.of(0, 0), Uint32Array.of(0, 1), Float32Array.of(5, 2));
    expect([...model.recommendBatch(history, 1).scores]).toEqual([9]);
    expect([...model.recommendBatch(history, 3).scores]).toEqual([9 * LEAST, 0, -2]);
    expect([...model.recommendBatch(history, 3).items]).toEqual([3, 4, 2]);
  });

  it("ranks an empty history by popularity", () => {
    expect([...createItemWeightsModel(parts).recommendBatch(matrixOf(5, [[]]), 5).items]).toEqual([1, 3, 2, 0, 4]);
  });

  it("ranks by popularity whose items lead to no other, or count nothing", () => {
    const { items, scores } = createItemWeightsModel(parts).recommendBatch(matrixOf(5, [[3, 4], [2, 3], [2]]), 3);
    expect([...items]).toEqual([1, 2, 0, 1, 0, 4, 1, 0, 4]);
    expect([...scores.subarray(0, 3)]).toEqual([9, 3, 1]);
    const nothing = createItemWeightsModel({ ...parts, weightOf: () => 0 });
    expect([...nothing.recommendBatch(matrixOf(5, [[0]]), 2).items]).toEqual([1, 3]);
  });
});

describe("selecting the best", () => {
  it.each([1, 2, 7, 50, 99, 130])("finds what sorting finds, with many ties, for k = %i", (k) => {
    const random = createRandom(k);
    for (let round = 0; round < 20; round++) {
      const scores = Float32Array.from({ length: 100 }, () => random.nextInteger(8) - 3);
      const isOwn = Uint8Array.from({ length: 100 }, () => random.nextInteger(2));
      const batch = { queryCount: 1, k, items: new Uint32Array(k), scores: new Float32Array(k) };
      selectTop(scores, isOwn, batch, 0);
      const sorted = [...scores.keys()].filter((item) => isOwn[item] === 0);
      const best = sorted.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, k);
      const free = new Array<number>(k - best.length);
      expect([...batch.items]).toEqual([...best, ...free.fill(NO_ITEM)]);
      const values = best.map((item) => scores[item]);
      expect([...batch.scores]).toEqual([...values, ...free.fill(Number.NEGATIVE_INFINITY)]);
    }
  });
});
