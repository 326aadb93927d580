import { describe, expect, it } from "vitest";
import type { PerUserValues } from "../../src/evaluation/result.ts";
import { standardErrors } from "../../src/evaluation/standard-errors.ts";
import { createRandom } from "../../src/random.ts";

function perUser(values: Record<string, number[]>, testCounts?: number[]): PerUserValues {
  const [first = []] = Object.values(values);
  return {
    users: Uint32Array.from(first, (_, place) => 3 * place),
    values: Object.fromEntries(Object.entries(values).map(([name, column]) => [name, Float64Array.from(column)])),
    testCounts: testCounts && Uint32Array.from(testCounts),
  };
}

/** Ratings of users who differ in how many they give and in how far predictions are off. */
function drawUsers(
  count: number,
  seed: number,
): { rmse: number[]; mae: number[]; testCounts: number[]; all: number[] } {
  const random = createRandom(seed);
  const drawn = { rmse: [] as number[], mae: [] as number[], testCounts: [] as number[], all: [] as number[] };
  for (let user = 0; user < count; user++) {
    const [ratings, spread] = [1 + random.nextInteger(8), 0.5 + random.nextFloat()];
    const errors = Array.from({ length: ratings }, () => spread * random.nextGaussian());
    drawn.rmse.push(Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / ratings));
    drawn.mae.push(errors.reduce((sum, error) => sum + Math.abs(error), 0) / ratings);
    drawn.testCounts.push(ratings);
    drawn.all.push(...errors);
  }
  return drawn;
}

describe("standard errors", () => {
  it("of a mean over users are the deviation of the sample by the root of their number", () => {
    // Mean 0.5, squares of the deviations 0.25 + 0 + 0.25 = 0.5, divided by n − 1 = 2 and by n = 3.
    const errors = standardErrors(perUser({ "ndcg@10": [0, 0.5, 1] }));
    expect(errors).toEqual({ "ndcg@10": expect.closeTo(Math.sqrt(0.5 / 2 / 3), 12) });
  });

  it("leave users out for whom a metric has no value", () => {
    const errors = standardErrors(perUser({ "map@10": [0, Number.NaN, 0.5, 1] }));
    expect(errors["map@10"]).toBeCloseTo(Math.sqrt(0.5 / 2 / 3), 12);
  });

  it("do not exist with values of fewer than two users, and are 0 where all values are one", () => {
    expect(standardErrors(perUser({ "ndcg@10": [0.5] }))).toEqual({});
    expect(standardErrors(perUser({ "ndcg@10": [0.5, Number.NaN] }))).toEqual({});
    expect(standardErrors(perUser({ "ndcg@10": [0.5, 0.5, 0.5] }))).toEqual({ "ndcg@10": 0 });
    expect(standardErrors(perUser({ rmse: [0, 0] }, [1, 4]))).toEqual({ rmse: 0 });
  });

  it("of errors of ratings weigh users by their ratings, as the figures do", () => {
    // Two users with one and three ratings: sums 4 and 3, mean 7/4; residuals 4 − 7/4 = 9/4 and 3 − 21/4 = −9/4.
    const variance = (2 / 1) * ((2 * (9 / 4) ** 2) / 16);
    const errors = standardErrors(perUser({ rmse: [2, 1], mae: [4, 1] }, [1, 3]));
    expect(errors.mae).toBeCloseTo(Math.sqrt(variance), 12);
    expect(errors.rmse).toBeCloseTo(Math.sqrt(variance) / (2 * Math.sqrt(7 / 4)), 12);
  });

  it("are what figures of many samples spread by", () => {
    const samples = 400;
    const figures = { rmse: [] as number[], mae: [] as number[] };
    const claimed = { rmse: 0, mae: 0 };
    for (let seed = 0; seed < samples; seed++) {
      const { rmse, mae, testCounts, all } = drawUsers(300, seed);
      figures.rmse.push(Math.sqrt(all.reduce((sum, error) => sum + error * error, 0) / all.length));
      figures.mae.push(all.reduce((sum, error) => sum + Math.abs(error), 0) / all.length);
      const errors = standardErrors(perUser({ rmse, mae }, testCounts));
      for (const name of ["rmse", "mae"] as const) claimed[name] += (errors[name] ?? Number.NaN) / samples;
    }
    for (const name of ["rmse", "mae"] as const) {
      const mean = figures[name].reduce((sum, figure) => sum + figure, 0) / samples;
      const spread = Math.sqrt(figures[name].reduce((sum, figure) => sum + (figure - mean) ** 2, 0) / (samples - 1));
      // The spread of 400 figures is itself known to 3.5 %: four of that.
      expect(Math.abs(claimed[name] / spread - 1)).toBeLessThan(0.14);
    }
  });
});
