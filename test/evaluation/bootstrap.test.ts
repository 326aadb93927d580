import { describe, expect, it } from "vitest";
import { pairedBootstrap, type UserStatistic } from "../../src/evaluation/bootstrap.ts";
import { createRandom } from "../../src/random.ts";

/** Quantile of the standard normal distribution that leaves 2.5 % above it. */
const NORMAL_975 = 1.959963984540054;

function statistic(
  sums: ArrayLike<number>,
  weights?: ArrayLike<number>,
  transform: UserStatistic["transform"] = "mean",
): UserStatistic {
  return {
    sums: Float64Array.from(sums),
    weights: weights ? Float64Array.from(weights) : new Float64Array(sums.length).fill(1),
    transform,
  };
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard error of the mean. */
function standardError(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)) / values.length);
}

/** Two models that share most of what they find: the users differ more than the models do. */
function twoModels(users: number, seed: number, gap: number): { first: number[]; second: number[] } {
  const random = createRandom(seed);
  const ease = Array.from({ length: users }, () => random.nextGaussian());
  return {
    first: ease.map((value) => value + gap + 0.3 * random.nextGaussian()),
    second: ease.map((value) => value + 0.3 * random.nextGaussian()),
  };
}

describe("the paired bootstrap", () => {
  it("finds no difference between a model and itself", () => {
    const { first } = twoModels(50, 1, 0);
    const interval = pairedBootstrap(statistic(first), statistic(first));
    expect(interval).toEqual({ difference: 0, low: 0, high: 0, confidence: 0.95, resamples: 2000 });
  });

  it("gives a constant lead back without any doubt", () => {
    const { first } = twoModels(50, 2, 0);
    const ahead = first.map((value) => value + 0.25);
    const { difference, low, high } = pairedBootstrap(statistic(ahead), statistic(first), { resamples: 200 });
    for (const value of [difference, low, high]) expect(value).toBeCloseTo(0.25, 12);
  });

  it("turns the interval round when the models change places", () => {
    const { first, second } = twoModels(80, 3, 0.05);
    for (const resamples of [1, 2, 37, 500]) {
      const one = pairedBootstrap(statistic(first), statistic(second), { resamples, seed: 4 });
      const other = pairedBootstrap(statistic(second), statistic(first), { resamples, seed: 4 });
      expect([other.difference, other.low, other.high]).toEqual([-one.difference, -one.high, -one.low]);
    }
  });

  it("comes near the normal interval on many users", () => {
    const { first, second } = twoModels(5000, 5, 0.02);
    const differences = first.map((value, user) => value - second[user]!);
    const error = standardError(differences);
    const { difference, low, high } = pairedBootstrap(statistic(first), statistic(second));
    expect(difference).toBeCloseTo(mean(differences), 12);
    // The 2.5 % quantile of 2000 draws has itself a standard error of 0.06 standard errors.
    expect(Math.abs(low - (mean(differences) - NORMAL_975 * error))).toBeLessThan(0.2 * error);
    expect(Math.abs(high - (mean(differences) + NORMAL_975 * error))).toBeLessThan(0.2 * error);
  });

  it("comes near the normal interval of weighted root means, by the delta method", () => {
    const random = createRandom(6);
    const weights = Array.from({ length: 4000 }, () => 1 + random.nextInteger(5));
    const squares = (scale: number) => weights.map((weight) => weight * (scale * random.nextGaussian()) ** 2);
    const [first, second] = [squares(1.1), squares(1)];
    const weight = mean(weights);
    const [firstRoot, secondRoot] = [first, second].map((sums) => Math.sqrt(mean(sums) / weight)) as [number, number];
    // √(s/w) moves with s and w by (s_u − root² w_u) / (2 root w).
    const influence = first.map((sum, user) => {
      const ofFirst = (sum - firstRoot ** 2 * weights[user]!) / (2 * firstRoot * weight);
      return ofFirst - (second[user]! - secondRoot ** 2 * weights[user]!) / (2 * secondRoot * weight);
    });
    const error = standardError(influence);
    const { difference, low, high } = pairedBootstrap(
      statistic(first, weights, "root-mean"),
      statistic(second, weights, "root-mean"),
    );
    expect(difference).toBeCloseTo(firstRoot - secondRoot, 12);
    expect(Math.abs(low - (difference - NORMAL_975 * error))).toBeLessThan(0.2 * error);
    expect(Math.abs(high - (difference + NORMAL_975 * error))).toBeLessThan(0.2 * error);
  });

  it("covers the true difference about as often as it says", () => {
    const repetitions = 400;
    for (const confidence of [0.95, 0.8]) {
      let covered = 0;
      for (let repetition = 0; repetition < repetitions; repetition++) {
        const { first, second } = twoModels(60, 1000 + repetition, 0.1);
        const options = { resamples: 300, seed: repetition, confidence };
        const { low, high } = pairedBootstrap(statistic(first), statistic(second), options);
        if (low <= 0.1 && 0.1 <= high) covered++;
      }
      // Three standard errors of the share on either side, and a little for the percentile method on 60 users.
      const slack = 3 * Math.sqrt((confidence * (1 - confidence)) / repetitions);
      expect(covered / repetitions).toBeGreaterThan(confidence - slack - 0.01);
      expect(covered / repetitions).toBeLessThan(confidence + slack);
    }
  });

  it("draws the same users for both models: what they share cancels out", () => {
    const { first, second } = twoModels(400, 7, 0);
    const paired = pairedBootstrap(statistic(first), statistic(second));
    const strangers = pairedBootstrap(statistic(first), statistic(second.toReversed()));
    expect(paired.high - paired.low).toBeLessThan((strangers.high - strangers.low) / 2);
  });

  it("takes the quantiles that leave as much on either side", () => {
    // With one user in two ahead by 1, a draw of two users is ahead by 0, 1/2 or 1 in one, two and one of four cases.
    const { low, high } = pairedBootstrap(statistic([1, 0]), statistic([0, 0]), { resamples: 4000, confidence: 0.4 });
    expect([low, high]).toEqual([0.5, 0.5]);
    const wider = pairedBootstrap(statistic([1, 0]), statistic([0, 0]), { resamples: 4000, confidence: 0.6 });
    expect([wider.low, wider.high]).toEqual([0, 1]);
    expect(pairedBootstrap(statistic([1, 0]), statistic([0, 0]), { confidence: 1 })).toMatchObject({ low: 0, high: 1 });
  });

  it("goes in a straight line from one difference to the next between them", () => {
    const { first, second } = twoModels(20, 10, 0.1);
    const of = (resamples: number, confidence: number) =>
      pairedBootstrap(statistic(first), statistic(second), { resamples, confidence });
    const ends = of(2, 1);
    const [gap, half] = [ends.high - ends.low, of(2, 0.5)];
    expect(gap).toBeGreaterThan(0);
    expect(half.low).toBeCloseTo(ends.low + gap / 4, 14);
    expect(half.high).toBeCloseTo(ends.high - gap / 4, 14);
    const single = of(1, 0.95);
    expect(single.low).toBe(single.high);
    expect([ends.low, ends.high]).toContain(single.low);
  });

  it("gives the same interval for the same seed and another for another", () => {
    const { first, second } = twoModels(50, 8, 0.1);
    const of = (seed: number) => pairedBootstrap(statistic(first), statistic(second), { seed });
    expect(of(3)).toEqual(of(3));
    expect(of(3)).not.toEqual(of(4));
    expect(of(0)).toEqual(pairedBootstrap(statistic(first), statistic(second)));
  });

  it("leaves users of weight 0 out, whatever stands in their sums", () => {
    const { first, second } = twoModels(30, 9, 0.1);
    const spread = (values: readonly number[], filler: number) => values.flatMap((value) => [value, filler]);
    const weights = first.flatMap(() => [1, 0]);
    const padded = pairedBootstrap(
      statistic(spread(first, Number.NaN), weights),
      statistic(spread(second, 1e9), weights),
    );
    expect(padded).toEqual(pairedBootstrap(statistic(first), statistic(second)));
  });

  it("leaves a user out of the one figure that does not have the user", () => {
    const { first, second } = twoModels(40, 11, 0.1);
    const allButOne = first.map((_, user) => (user === 17 ? 0 : 1));
    const withFiller = (values: readonly number[], filler: number) => statistic(values.with(17, filler), allButOne);
    const one = pairedBootstrap(withFiller(first, 0), statistic(second));
    expect(one.difference).toBeCloseTo(mean(first.toSpliced(17, 1)) - mean(second), 12);
    expect(pairedBootstrap(withFiller(first, Number.NaN), statistic(second))).toEqual(one);
    const other = pairedBootstrap(statistic(second), withFiller(first, Number.NaN));
    expect([other.difference, other.low, other.high]).toEqual([-one.difference, -one.high, -one.low]);
  });

  it("has no interval where nobody takes part or a figure is missing", () => {
    const nothing = { difference: Number.NaN, low: Number.NaN, high: Number.NaN };
    expect(pairedBootstrap(statistic([]), statistic([]))).toMatchObject(nothing);
    expect(pairedBootstrap(statistic([1], [0]), statistic([1], [0]))).toMatchObject(nothing);
    expect(pairedBootstrap(statistic([1, Number.NaN]), statistic([1, 2]))).toMatchObject(nothing);
    // Each model knows one user of two: draws of the same user twice have no figure for one of the models.
    const halves = pairedBootstrap(statistic([3, 0], [1, 0]), statistic([0, 1], [0, 1]));
    expect(halves).toMatchObject({ difference: 2, low: Number.NaN, high: Number.NaN });
  });

  it("refuses what does not fit together", () => {
    const good = statistic([1, 2]);
    expect(() => pairedBootstrap(good, statistic([1, 2, 3]))).toThrow(RangeError);
    expect(() => pairedBootstrap(statistic([1, 2], [1]), good)).toThrow(/first.weights: expected 2 elements, got 1/);
    expect(() => pairedBootstrap(good, statistic([1, 2, 3], [1, 1]))).toThrow(
      /second.sums: expected 2 elements, got 3/,
    );
    expect(() => pairedBootstrap(good, statistic([1, 2], [1, 1, 1]))).toThrow(/second.weights/);
    expect(() => pairedBootstrap(good, statistic([1, 2], [1, -1]))).toThrow(/second.weights\[1\]/);
    expect(() => pairedBootstrap(good, statistic([1, 2], [1, 1], "root-mean"))).toThrow(/expected mean, as in first/);
    for (const options of [{ resamples: 0 }, { confidence: 1.1 }, { seed: -1 }, { resamples: 2.5 }]) {
      expect(() => pairedBootstrap(good, good, options)).toThrow(RangeError);
    }
  });
});
