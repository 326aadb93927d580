import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Csr } from "../../src/data/csr.ts";
import { trainWeightedMean } from "../../src/models/means/train-weighted-mean.ts";
import { weightedMean } from "../../src/models/means/weighted-mean.ts";
import { everyPair, firstUsers, ratingsOf } from "./rating-fixtures.ts";
import { fitRatings } from "./train.ts";

/** Item 0: 5, 5, 2. Item 1: 1. Item 2: none. Mean of all: 13 / 4. */
const ratings = ratingsOf(3, 3, [
  [0, 0, 5],
  [1, 0, 5],
  [2, 0, 2],
  [2, 1, 1],
]);
const nobody = { users: firstUsers(1), histories: ratingsOf(1, 3, []), wanted: everyPair(1, 3) };

const fitWith = (m: number, train: Csr = ratings) => fitRatings(trainWeightedMean, { m })(train);

async function predictionsWith(m: number): Promise<number[]> {
  return [...(await fitWith(m)).predictBatch(nobody)];
}

describe("the weighted mean", () => {
  it.each([0.5, 2, 10, 1000])("with m = %s is (v/(v+m))·R + (m/(v+m))·C", async (m) => {
    const mean = 13 / 4;
    const [first, second, third] = await predictionsWith(m);
    expect(first).toBeCloseTo((3 / (3 + m)) * 4 + (m / (3 + m)) * mean, 12);
    expect(second).toBeCloseTo((1 / (1 + m)) * 1 + (m / (1 + m)) * mean, 12);
    expect(third).toBe(mean);
  });

  it("with m = 0 is the item's own mean, and the global mean of an item without ratings", async () => {
    expect(await predictionsWith(0)).toEqual([4, 1, 13 / 4]);
  });

  it("with a huge m is the global mean", async () => {
    for (const prediction of await predictionsWith(1e9)) expect(prediction).toBeCloseTo(13 / 4, 7);
  });

  it("stands half way between the item's mean and the global mean where the item has m ratings", async () => {
    expect((await predictionsWith(3))[0]).toBeCloseTo((4 + 13 / 4) / 2, 12);
  });

  it("lets many good ratings outrank a single best one, unless m is 0", async () => {
    const praised = ratingsOf(21, 3, [
      ...Array.from({ length: 20 }, (_, user) => [user, 1, user % 2 === 0 ? 5 : 4] as const),
      [20, 0, 5],
      [20, 2, 1],
    ]);
    // The last user has items 0 and 2; what is left of a list stands first.
    const first = async (m: number): Promise<number | undefined> =>
      (await fitWith(m, praised)).recommendBatch(ratingsOf(1, 3, [[0, 2, 1]]), 1).items[0];
    expect([await first(0), await first(10)]).toEqual([0, 1]);
  });

  it("moves every item towards the global mean as m grows", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 1000 }), async (m, more) => {
        const [near, far] = [await predictionsWith(m + more), await predictionsWith(m)];
        for (const item of [0, 1]) expect(Math.abs(near[item]! - 3.25)).toBeLessThan(Math.abs(far[item]! - 3.25));
      }),
      { numRuns: 50, seed: 5 },
    );
  });
});

describe("the options of the weighted mean", () => {
  it("default to m = 10, and are no text", () => {
    expect(weightedMean.readOptions({})).toEqual({ m: 10 });
    expect(() => weightedMean.readOptions({ m: "25" })).toThrow(TypeError);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("m = %s is out of range", (m) => {
    expect(() => weightedMean.readOptions({ m })).toThrow(RangeError);
  });
});
