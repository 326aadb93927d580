import { describe, expect, it } from "vitest";
import type { Csr } from "../../src/data/csr.ts";
import { chooseRidge } from "../../src/models/networks/train-pair-fitted.ts";
import { createRandom } from "../../src/random.ts";
import { type Rated, ratingsOf } from "./rating-fixtures.ts";

const [USERS, ITEMS, FACTORS] = [60, 40, 2];

/** Items with factors, and ratings of everything: 3 + x_u·y_i, or noise of the same size that factors know nothing of. */
function world(isNoise: boolean) {
  const random = createRandom(5);
  const itemFactors = Float32Array.from({ length: ITEMS * FACTORS }, () => random.nextGaussian());
  const rated: Rated[] = [];
  for (let user = 0; user < USERS; user++) {
    const [a, b] = [random.nextGaussian(), random.nextGaussian()];
    for (let item = 0; item < ITEMS; item++) {
      const signal = a * itemFactors[2 * item]! + b * itemFactors[2 * item + 1]!;
      rated.push([user, item, 3 + (isNoise ? Math.SQRT2 * random.nextGaussian() : signal)]);
    }
  }
  const items = { mean: 3, itemFactors, itemBiases: new Float32Array(ITEMS), factorCount: FACTORS };
  return { items, ratings: ratingsOf(USERS, ITEMS, rated) };
}

const varianceOf = ({ values }: Csr): number =>
  values.reduce((sum, value) => sum + (value - 3) ** 2, 0) / values.length;

describe("the ridge of fold-in", () => {
  it.each([
    ["smallest where factors explain ratings", false, 0.25],
    ["largest where they explain nothing", true, 16],
  ])("is the %s", (_, isNoise, share) => {
    const { items, ratings } = world(isNoise);
    const { ridge, biasRidge } = chooseRidge(items, { biasVariance: 2 }, ratings, 1);
    expect(ridge / varianceOf(ratings)).toBeCloseTo(share, 4);
    expect(biasRidge).toBeCloseTo(ridge / 2, 6);
  });
});
