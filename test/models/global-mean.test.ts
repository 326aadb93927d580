import { describe, expect, it } from "vitest";
import { OptionsError } from "../../src/errors.ts";
import { globalMean } from "../../src/models/means/global-mean.ts";
import { trainGlobalMean } from "../../src/models/means/train-global-mean.ts";
import { everyPair, firstUsers, ratingsFrom, ratingsOf } from "./rating-fixtures.ts";
import { fitRatings } from "./train.ts";

const ratings = ratingsFrom([
  ["ann", "tea", 5],
  ["ann", "rice", 2],
  ["bob", "tea", 4],
  ["bob", "salt", 4],
]);

describe("the global mean", async () => {
  const model = await fitRatings(trainGlobalMean)(ratings);

  it("predicts the mean of all ratings for every pair", () => {
    const answers = model.predictBatch({ users: firstUsers(2), histories: ratings, wanted: everyPair(2, 3) });
    expect([...answers]).toEqual(new Array(6).fill(15 / 4));
  });

  it("cannot rank: lists are the popular items that are unseen", () => {
    expect([...model.recommendBatch(ratingsOf(2, 3, [[0, 1, 5]]), 2).items]).toEqual([0, 2, 0, 1]);
  });

  it("has no options, and says so", () => {
    expect(globalMean.readOptions({})).toEqual({});
    expect(() => globalMean.readOptions({ m: 3 })).toThrow(OptionsError);
    expect(() => globalMean.readOptions({ m: 3 })).toThrow(/^global-mean has no option m; it has none$/);
  });
});
