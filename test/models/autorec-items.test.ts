import { describe, expect, it } from "vitest";
import { foldInPair } from "../../src/models/networks/pair-options.ts";
import { itemRows } from "../../src/models/networks/train-autorec-items.ts";
import { createRandom } from "../../src/random.ts";
import { someRatings } from "./rating-fixtures.ts";

const ratings = someRatings(3);
/** The last user has no ratings, and counts for nothing. */
const [USERS, ALL_USERS, ITEMS, UNITS] = [39, 40, 30, 3];

describe("rows of autorec's items", () => {
  const random = createRandom(8);
  const some = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.nextGaussian());
  const [hidden, kernel, bias] = [some(ITEMS * UNITS), some(UNITS * ALL_USERS), some(ALL_USERS)];
  const [userBiases, itemBiases] = [Float64Array.from(some(ALL_USERS)), Float64Array.from(some(ITEMS))];
  const scale = { mean: 3.5, minimum: 0.5, maximum: 5 };
  const predicted = (user: number, item: number): number => {
    let sum = scale.mean + userBiases[user]! + itemBiases[item]! + bias[user]!;
    for (let unit = 0; unit < UNITS; unit++) sum += hidden[item * UNITS + unit]! * kernel[unit * ALL_USERS + user]!;
    return sum;
  };
  const { items } = itemRows(ratings, hidden, { kernel, bias }, { scale, userBiases, itemBiases }, 1);

  it("say without a history what users of train get in the mean", () => {
    for (let item = 0; item < ITEMS; item++) {
      let mean = 0;
      for (let user = 0; user < USERS; user++) mean += predicted(user, item) / USERS;
      expect(items.mean + items.itemBiases[item]!).toBeCloseTo(mean, 4);
    }
  });

  it("give a user's predictions back where all of them are the history", () => {
    const all = Uint32Array.from({ length: ITEMS }, (_, item) => item);
    const fold = foldInPair(items, { ridge: 1e-9, biasRidge: 1e-9 });
    for (const user of [0, 20]) {
      const { bias: own, factors } = fold(
        all,
        Float32Array.from(all, (item) => predicted(user, item)),
      );
      for (const item of all) {
        let found = items.mean + own + items.itemBiases[item]!;
        for (let unit = 0; unit < UNITS; unit++) found += factors[unit]! * items.itemFactors[item * UNITS + unit]!;
        expect(found).toBeCloseTo(predicted(user, item), 3);
      }
    }
  });
});
