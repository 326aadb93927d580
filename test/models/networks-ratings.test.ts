import { describe, expect, it } from "vitest";
import type { Csr } from "../../src/data/csr.ts";
import { trainNeuralMf } from "../../src/models/networks/train-neural-mf.ts";
import { everyPair, firstUsers, type Rated, ratingsOf, someRatings } from "./rating-fixtures.ts";
import { type TestTraining, trainOn } from "./train.ts";

const ratings = someRatings(3);
/** Users with a rating each; item 29 nobody has. */
const USERS = 39;
const SHARP = { target: "rating", factors: 8, epochs: 40, batchSize: 16, learningRate: 0.02, regularization: 0 };

const train = (options: Readonly<Record<string, unknown>>, matrix: Csr = ratings, training: TestTraining = {}) =>
  trainOn(trainNeuralMf, matrix, { ...training, options: { ...SHARP, ...options } });

/** What users of train would give every item. */
function predictionsOf({ predictBatch }: Awaited<ReturnType<typeof train>>, histories: Csr): Float64Array {
  if (predictBatch === undefined) throw new TypeError("expected a model that predicts ratings");
  const wanted = everyPair(USERS, histories.columnCount);
  const own = { ...histories, rowCount: USERS, offsets: histories.offsets.slice(0, USERS + 1) };
  return predictBatch({ users: firstUsers(USERS), histories: own, wanted });
}

describe("ratings of a network of pairs", () => {
  it("are those of the network for users of train, however few components serving keeps", async () => {
    const [one, eight] = [await train({ servedFactors: 1 }), await train({ servedFactors: 8 })];
    expect(predictionsOf(one, ratings)).toEqual(predictionsOf(eight, ratings));
    // Half a star more everywhere is another history, which is folded in.
    const other = { ...ratings, values: ratings.values.map((value) => Math.min(5, value + 0.5)) };
    expect(predictionsOf(one, other)).not.toEqual(predictionsOf(eight, other));
  });

  it("are the mean of train for items that nobody has", async () => {
    const mean = ratings.values.reduce((sum, value) => sum + value, 0) / ratings.values.length;
    const found = predictionsOf(await train({}), ratings);
    for (let user = 0; user < USERS; user++) expect(found[user * 30 + 29]).toBeCloseTo(mean, 5);
  });

  it("of a history that is folded in are for new items what they are for the others on average", async () => {
    const model = await train({ epochs: 3, regularization: 0.1 });
    // Known items are 0 to 27; predictions are within the range, so that none is clipped.
    const other = { ...ratings, values: ratings.values.map((value) => 2.5 + value / 5) };
    const found = predictionsOf(model, other);
    for (let user = 0; user < USERS; user++) {
      const own = found.subarray(user * 30, user * 30 + 28);
      const mean = own.reduce((sum, value) => sum + value, 0) / 28;
      expect(found[user * 30 + 28]).toBeCloseTo(mean, 4);
      expect(found[user * 30 + 29]).toBeCloseTo(mean, 4);
      expect(Math.max(...own) - Math.min(...own)).toBeGreaterThan(0.01);
    }
  });

  it("have rows of zeros for items that nobody has, wherever these stand, and for no others", async () => {
    const rated = Array.from(ratings.indices, (item, at): Rated => {
      const user = ratings.offsets.findIndex((end) => end > at) - 1;
      return [user, 29 - item, ratings.values[at]!];
    });
    const { state } = (await train({ epochs: 5 }, ratingsOf(40, 30, rated))).fitted;
    const [biases, factors] = [state.get("itemBiases")!.values, state.get("itemFactors")!.values];
    const isZero = (item: number): boolean =>
      factors.subarray(64 * item, 64 * (item + 1)).every((value) => value === 0);
    for (let item = 0; item < 30; item++) expect([biases[item] === 0, isZero(item)]).toEqual([item < 2, item < 2]);
  });

  it("begin at the mean of train", async () => {
    const mean = ratings.values.reduce((sum, value) => sum + value, 0) / ratings.values.length;
    for (const value of predictionsOf(await train({ epochs: 1, learningRate: 1e-9 }), ratings)) {
      expect(Math.abs(value - mean)).toBeLessThan(0.1);
    }
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ["mse", {}],
    ["bce", { loss: "bce" }],
    ["mse of a sigmoid", { output: "sigmoid" }],
    ["bce of a sigmoid", { output: "sigmoid", loss: "bce" }],
  ])("are learned by %s, in a narrow range too", async (_, options) => {
    // From 4.05 to 4.5.
    const narrow = { ...ratings, values: ratings.values.map((value) => 4 + value / 10) };
    const found = predictionsOf(await train(options, narrow), narrow);
    let [squares, spread] = [0, 0];
    const mean = narrow.values.reduce((sum, value) => sum + value, 0) / narrow.values.length;
    for (let user = 0; user < USERS; user++) {
      for (let at = narrow.offsets[user]!; at < narrow.offsets[user + 1]!; at++) {
        squares += (narrow.values[at]! - found[user * 30 + narrow.indices[at]!]!) ** 2;
        spread += (narrow.values[at]! - mean) ** 2;
      }
    }
    expect(squares).toBeLessThan(0.2 * spread);
  });

  it("stay within the range of train by a sigmoid before anything is clipped", async () => {
    const scoresOf = async (output: string) => {
      const { items, scores } = (await train({ output })).recommendBatch(ratings, 5);
      return scores.subarray(0, USERS * 5).filter((_, at) => items[at]! < 28);
    };
    expect(Math.max(...(await scoresOf("linear")))).toBeGreaterThan(5);
    expect(Math.max(...(await scoresOf("sigmoid")))).toBeLessThanOrEqual(5);
  });
});
