import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Csr, rowIndices, rowValues } from "../../src/data/csr.ts";
import { DataError } from "../../src/errors.ts";
import type { Predicts } from "../../src/evaluation/predicts.ts";
import type { Recommends } from "../../src/evaluation/recommends.ts";
import { NO_ITEM } from "../../src/kernels/ranking.ts";
import type { RatingModel } from "../../src/models/model.ts";
import { everyPair, firstUsers, type Rated, ratingsOf, someRatings } from "./rating-fixtures.ts";

export interface RatingModelUnderTest {
  readonly name: string;
  fit(ratings: Csr): RatingModel | Promise<RatingModel>;
  /** What a user without a history is listed: as serving does, the popular items; or by the same predictions. */
  readonly emptyHistory?: "popular items" | "predictions";
  /** The code by which ratings of one value are refused; they are predicted by default. */
  readonly refusesConstant?: string;
}

const SEED = 11;
/** Scores of the scan kernel are f32 sums. */
const ROUNDING = 2e-5;

/** What every rating model must do, whatever it predicts. */
export function describeRatingContract(subject: RatingModelUnderTest): void {
  describe(`the rating model ${subject.name}`, () => {
    const ratings = someRatings(SEED);
    const { rowCount: userCount, columnCount: itemCount } = ratings;
    const [low, high] = [Math.min(...ratings.values), Math.max(...ratings.values)];
    const everybody = { users: firstUsers(userCount), histories: ratings, wanted: everyPair(userCount, itemCount) };
    let model: RatingModel;
    let predictions: Float64Array;
    beforeAll(async () => {
      model = await subject.fit(ratings);
      predictions = model.predictBatch(everybody);
    });

    it("can be measured as what predicts and as what recommends", () => {
      const measured: Predicts & Recommends = model;
      expect(measured.kind).toBe(model.kind);
    });

    it("says how many items it has, and its options as plain values", () => {
      expect(model.itemCount).toBe(itemCount);
      for (const value of Object.values(model.options)) expect(typeof value).toMatch(/^(number|string|boolean)$/);
    });

    it("predicts a rating between the lowest and the highest in train for every pair, unknown ones included", () => {
      expect(predictions).toHaveLength(userCount * itemCount);
      for (const prediction of predictions) {
        expect(prediction).toBeGreaterThanOrEqual(low);
        expect(prediction).toBeLessThanOrEqual(high);
      }
    });

    it("answers a batch as it answers each user alone", () => {
      for (let user = 0; user < userCount; user++) {
        const alone = model.predictBatch({
          users: Uint32Array.of(user),
          histories: rowOf(ratings, user),
          wanted: everyPair(1, itemCount),
        });
        expect(alone).toEqual(predictions.slice(user * itemCount, (user + 1) * itemCount));
      }
    });

    it("answers any choice of pairs as it answers all of them, in the order of the pairs", () => {
      const anyPairs = fc.uniqueArray(fc.nat(userCount * itemCount - 1), { maxLength: 60 });
      fc.assert(
        fc.property(anyPairs, (pairs) => {
          const ascending = [...pairs].sort((a, b) => a - b);
          const rated = ascending.map((at): Rated => [Math.floor(at / itemCount), at % itemCount, 1]);
          const answers = model.predictBatch({ ...everybody, wanted: ratingsOf(userCount, itemCount, rated) });
          expect([...answers]).toEqual(ascending.map((at) => predictions[at]));
        }),
        { numRuns: 50, seed: SEED },
      );
    });

    it("does not look at the values of the pairs asked about", () => {
      const { wanted } = everybody;
      const marked = { ...wanted, values: wanted.values.map((_, at) => (at % 2 === 0 ? Number.NaN : -at)) };
      expect(model.predictBatch({ ...everybody, wanted: marked })).toEqual(predictions);
    });

    it("serves a user whom train does not have as one of train with the same history", () => {
      const stranger = { users: Uint32Array.of(userCount + 7), histories: rowOf(ratings, 5) };
      const answers = model.predictBatch({ ...stranger, wanted: everyPair(1, itemCount) });
      expect(answers).toEqual(predictions.slice(5 * itemCount, 6 * itemCount));
    });

    it("gives the same predictions and lists when it is fitted again", async () => {
      const again = await subject.fit(ratings);
      expect(again.predictBatch(everybody)).toEqual(predictions);
      expect(again.recommendBatch(ratings, 9)).toEqual(model.recommendBatch(ratings, 9));
    });

    it("leaves what it is given as it was", () => {
      const copy = structuredClone(everybody);
      model.predictBatch(everybody);
      model.recommendBatch(everybody.histories, 3);
      expect(everybody).toEqual(copy);
    });

    it("ranks by scores that are the predictions when they are clipped, up to a constant of the user, ties by ascending index", () => {
      const { items, scores, popular, queryCount } = model.recommendBatch(ratings, itemCount);
      expect(queryCount).toBe(userCount);
      let compared = 0;
      let followedAny = false;
      for (let user = 0; user < userCount; user++) {
        const own = new Set(rowIndices(ratings, user));
        const unseen = Array.from({ length: itemCount }, (_, item) => item).filter((item) => !own.has(item));
        const start = user * itemCount;
        const scoreOf = new Map(unseen.map((_, place) => [items[start + place]!, scores[start + place]!]));
        expect([...scoreOf.keys()].sort((a, b) => a - b)).toEqual(unseen);
        const order = unseen.sort((a, b) => scoreOf.get(b)! - scoreOf.get(a)! || a - b);
        expect([...scoreOf.keys()]).toEqual(order);
        // Where nothing follows from the history, popularity ranks in place of the prediction.
        const followed = order.filter((_, place) => popular?.[start + place] !== 1);
        followedAny ||= followed.length > 0;
        const inside = followed.find((item) => predictions[start + item]! > low && predictions[start + item]! < high);
        if (inside === undefined) {
          // Clipped predictions tell no constant: down the list they never rise.
          const down = followed.map((item) => predictions[start + item]!);
          for (const [at, prediction] of down.entries()) expect(prediction).toBeLessThanOrEqual(down[at - 1] ?? high);
          continue;
        }
        compared++;
        const constant = predictions[start + inside]! - scoreOf.get(inside)!;
        for (const item of followed) {
          const clipped = Math.min(high, Math.max(low, scoreOf.get(item)! + constant));
          expect(Math.abs(clipped - predictions[start + item]!)).toBeLessThan(ROUNDING);
        }
      }
      if (followedAny) expect(compared).toBeGreaterThan(0);
    });

    it.each([1, 2, 7, 28, 30, 40])("lists the first %i of that ranking, and no items beyond it", (k) => {
      const all = model.recommendBatch(ratings, itemCount);
      const { items, scores } = model.recommendBatch(ratings, k);
      for (let user = 0; user < userCount; user++) {
        const [start, length] = [user * itemCount, Math.min(k, itemCount - rowIndices(ratings, user).length)];
        const empty = new Array<number>(k - length);
        expect([...items.subarray(user * k, (user + 1) * k)]).toEqual([
          ...all.items.subarray(start, start + length),
          ...empty.fill(NO_ITEM),
        ]);
        expect([...scores.subarray(user * k, (user + 1) * k)]).toEqual([
          ...all.scores.subarray(start, start + length),
          ...empty.fill(Number.NEGATIVE_INFINITY),
        ]);
      }
    });

    it("ranks an empty history by popularity or by its predictions, whatever else is in the batch", () => {
      const histories = ratingsOf(2, itemCount, [[0, 3, 5]]);
      const { items, scores } = model.recommendBatch(histories, itemCount);
      const alone = model.recommendBatch(ratingsOf(1, itemCount, []), itemCount);
      expect(items.subarray(itemCount)).toEqual(alone.items);
      expect(scores.subarray(itemCount)).toEqual(alone.scores);
      if (subject.emptyHistory === "popular items") {
        const counts = new Float32Array(itemCount);
        for (const item of ratings.indices) counts[item]! += 1;
        const popular = [...counts.keys()].sort((a, b) => counts[b]! - counts[a]! || a - b);
        expect([...alone.items]).toEqual(popular);
        expect([...alone.scores]).toEqual(popular.map((item) => counts[item]));
        expect(alone.popular?.every((mark) => mark === 1)).toBe(true);
        return;
      }
      const unknown = predictions.subarray((userCount - 1) * itemCount);
      const clipped = Array.from(alone.scores, (score) => Math.min(high, Math.max(low, score)));
      expect(clipped).toEqual(Array.from(alone.items, (item) => Math.fround(unknown[item]!)));
    });

    it("has nothing left for a user who has rated everything", () => {
      expect([...model.recommendBatch(everyPair(1, itemCount), 2).items]).toEqual([NO_ITEM, NO_ITEM]);
    });

    it("answers no user with no row and no pair with no prediction", () => {
      const nobody = ratingsOf(0, itemCount, []);
      expect(model.recommendBatch(nobody, 4)).toMatchObject({ queryCount: 0, k: 4 });
      const queries = { users: new Uint32Array(0), histories: nobody, wanted: nobody };
      expect(model.predictBatch(queries)).toEqual(new Float64Array(0));
      const silent = { users: firstUsers(userCount), histories: ratings, wanted: ratingsOf(userCount, itemCount, []) };
      expect(model.predictBatch(silent)).toEqual(new Float64Array(0));
    });

    it.each([0, -1, 1.5, Number.NaN])("refuses k = %s", (k) => {
      expect(() => model.recommendBatch(ratings, k)).toThrow(RangeError);
    });

    it("refuses an item outside the catalogue, in a history and in what is asked", () => {
      const inside = ratingsOf(1, itemCount, [[0, 2, 3]]);
      const outside = ratingsOf(1, itemCount + 1, [[0, itemCount, 3]]);
      const users = Uint32Array.of(0);
      expect(() => model.recommendBatch(outside, 3)).toThrow(/^history item: .* got 30$/);
      expect(() => model.predictBatch({ users, histories: outside, wanted: inside })).toThrow(
        /^history item: .* got 30$/,
      );
      expect(() => model.predictBatch({ users, histories: inside, wanted: outside })).toThrow(
        /^wanted item: .* got 30$/,
      );
    });

    it.each([Number.NaN, Number.POSITIVE_INFINITY])("refuses a history with the rating %s", (value) => {
      const histories = ratingsOf(1, itemCount, [[0, 2, value]]);
      const queries = { users: Uint32Array.of(0), histories, wanted: everyPair(1, itemCount) };
      expect(() => model.recommendBatch(histories, 3)).toThrow(/^history rating: expected a finite number/);
      expect(() => model.predictBatch(queries)).toThrow(RangeError);
    });

    it("refuses queries whose parts differ in rows", () => {
      expect(() => model.predictBatch({ ...everybody, users: firstUsers(3) })).toThrow(/^users: expected 40/);
      expect(() => model.predictBatch({ ...everybody, histories: rowOf(ratings, 0) })).toThrow(/^rows of histories/);
    });

    it("refuses to be fitted to nothing, and to what is not finite", async () => {
      const code = async (values: readonly Rated[]): Promise<unknown> => {
        try {
          return await subject.fit(ratingsOf(2, 2, values));
        } catch (error) {
          return error instanceof DataError ? error.code : error;
        }
      };
      expect(await code([])).toBe("no-ratings");
      expect(
        await code([
          [0, 0, 3],
          [1, 1, Number.NaN],
        ]),
      ).toBe("bad-rating");
      expect(
        await code([
          [0, 0, 3],
          [1, 1, Number.POSITIVE_INFINITY],
        ]),
      ).toBe("bad-rating");
    });

    it("predicts the one rating there is where all ratings are equal, or refuses them", async () => {
      const equal = { ...ratings, values: new Float32Array(ratings.values.length).fill(2.5) };
      if (subject.refusesConstant !== undefined) {
        const refused = async () => subject.fit(equal);
        await expect(refused()).rejects.toMatchObject({ name: "DataError", code: subject.refusesConstant });
        return;
      }
      const answers = (await subject.fit(equal)).predictBatch({ ...everybody, histories: equal });
      for (const answer of answers) expect(answer).toBe(2.5);
    });
  });
}

/** One row as a batch of its own. */
function rowOf(matrix: Csr, row: number): Csr {
  const [indices, values] = [rowIndices(matrix, row).slice(), rowValues(matrix, row).slice()];
  return { rowCount: 1, columnCount: matrix.columnCount, offsets: Uint32Array.of(0, indices.length), indices, values };
}
