import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Csr, csrFromCoordinates } from "../../src/data/csr.ts";
import { type Interactions, interactionsFrom } from "../../src/data/interactions.ts";
import { DataError } from "../../src/errors.ts";
import type { Predicts } from "../../src/evaluation/predicts.ts";
import {
  constantBaseline,
  constantBaselines,
  globalMeanBaseline,
  randomRatingBaseline,
} from "../../src/evaluation/rating-baselines.ts";

const VALUES = [1, 2, 2, 3, 4, 5, 5, 5];
const train = tableOf(VALUES);
const MEAN = 27 / 8;
const DEVIATION = Math.sqrt(VALUES.reduce((sum, value) => sum + (value - MEAN) ** 2, 0) / 8);

/** One row a value, all of them by other users about other items. */
function tableOf(values: readonly number[]): Interactions {
  return interactionsFrom(
    values.map((value, row) => ({ userId: `user ${row}`, itemId: `item ${row}`, value })),
    "explicit",
  );
}

/** A prediction for each pair; pairs by ascending user, then ascending item. */
function predict(model: Predicts, pairs: readonly (readonly [user: number, item: number])[]): number[] {
  const users = Uint32Array.from(new Set(pairs.map(([user]) => user)));
  const wanted = matrixOf(
    users.length,
    pairs.map(([user, item]) => [users.indexOf(user), item]),
  );
  return [...model.predictBatch({ users, histories: matrixOf(users.length, []), wanted })];
}

function matrixOf(rowCount: number, pairs: readonly (readonly [row: number, item: number])[]): Csr {
  const rows = Uint32Array.from(pairs, ([row]) => row);
  const items = Uint32Array.from(pairs, ([, item]) => item);
  return csrFromCoordinates(rowCount, 1000, rows, items, new Float32Array(pairs.length));
}

const grid = (userCount: number, itemCount: number): [number, number][] =>
  Array.from({ length: userCount * itemCount }, (_, at) => [Math.floor(at / itemCount), at % itemCount]);

describe("the global mean as a baseline", () => {
  it("predicts the mean of the rows of train, for known and unknown pairs", () => {
    const model = globalMeanBaseline(train);
    expect(model.kind).toBe("global-mean");
    expect(
      predict(model, [
        [0, 0],
        [0, 7],
        [99, 999],
      ]),
    ).toEqual([MEAN, MEAN, MEAN]);
  });
});

describe("the random ratings", () => {
  const model = randomRatingBaseline(train, 7);

  it("have mean and deviation of train before they are clipped to its range", () => {
    // Clipping hides the tails, so the middle is looked at: quantiles within one deviation of the mean.
    const drawn = predict(model, grid(200, 200));
    const shareBelow = (value: number): number => drawn.filter((rating) => rating < value).length / drawn.length;
    expect(shareBelow(MEAN)).toBeCloseTo(0.5, 2);
    expect(shareBelow(MEAN - DEVIATION)).toBeCloseTo(0.1587, 2);
    expect(shareBelow(MEAN + DEVIATION)).toBeCloseTo(0.8413, 2);
  });

  it("stay within the range of train, and reach both ends", () => {
    const drawn = predict(model, grid(50, 50));
    expect([Math.min(...drawn), Math.max(...drawn)]).toEqual([1, 5]);
  });

  it("of neighbours have nothing to do with one another", () => {
    const drawn = predict(model, grid(200, 200)).map((rating) => rating - MEAN);
    const square = drawn.reduce((sum, value) => sum + value * value, 0);
    for (const apart of [1, 2, 200, 201]) {
      const product = drawn.slice(apart).reduce((sum, value, place) => sum + value * drawn[place]!, 0);
      expect(Math.abs(product / square), `${apart} apart`).toBeLessThan(0.02);
    }
  });

  it("of a pair are the same in whatever batch, and after another fit", () => {
    const all = predict(model, grid(12, 12));
    const anyPairs = fc.uniqueArray(fc.nat(143), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(anyPairs, (places) => {
        const chosen = [...places].sort((a, b) => a - b);
        const pairs = chosen.map((at) => [Math.floor(at / 12), at % 12] as const);
        expect(predict(randomRatingBaseline(train, 7), pairs)).toEqual(chosen.map((at) => all[at]));
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it("differ by seed, by user and by item", () => {
    const drawn = predict(model, [
      [1, 3],
      [1, 4],
      [2, 3],
    ]);
    const other = predict(randomRatingBaseline(train, 8), [[1, 3]]);
    expect(new Set([...drawn, ...other]).size).toBe(4);
  });

  it("are that of train where all its values are equal", () => {
    expect(predict(randomRatingBaseline(tableOf([3, 3, 3]), 7), grid(2, 3))).toEqual(new Array(6).fill(3));
  });

  it.each([-1, 0.5, 2 ** 32])("refuse the seed %s", (seed) => {
    expect(() => randomRatingBaseline(train, seed)).toThrow(RangeError);
  });
});

describe("constant predictions", () => {
  it("are the value that was given, under the name that was given", () => {
    const model = constantBaseline("four", 4);
    expect(model.kind).toBe("four");
    expect(predict(model, grid(2, 2))).toEqual([4, 4, 4, 4]);
  });

  it("for everything are above any threshold, for nothing below", () => {
    const { everything, nothing } = constantBaselines();
    expect([everything.kind, nothing.kind]).toEqual(["everything", "nothing"]);
    const [[most], [least]] = [predict(everything, [[0, 0]]), predict(nothing, [[0, 0]])];
    expect([most, least]).toEqual([Number.MAX_VALUE, -Number.MAX_VALUE]);
  });
});

describe("every baseline of ratings", () => {
  it("refuses an empty train", () => {
    for (const make of [globalMeanBaseline, (empty: Interactions) => randomRatingBaseline(empty, 0)]) {
      expect(() => make(tableOf([]))).toThrow(DataError);
    }
  });

  it("refuses queries whose parts differ in rows", () => {
    const queries = { users: Uint32Array.of(0), histories: matrixOf(1, []), wanted: matrixOf(2, []) };
    const model = globalMeanBaseline(train);
    expect(() => model.predictBatch(queries)).toThrow(/^users: expected 2 elements, got 1$/);
    expect(() => model.predictBatch({ ...queries, users: Uint32Array.of(0, 1) })).toThrow(/^rows of histories/);
  });
});
