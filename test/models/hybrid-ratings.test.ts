import { describe, expect, it } from "vitest";
import { chooseRatingMix } from "../../src/models/hybrid/train-mixed-ratings.ts";
import {
  errorGradient,
  learnRatingMix,
  momentsOf,
  solveNonNegative,
  solveShares,
  squaredError,
} from "../../src/models/hybrid/train-rating-weights.ts";
import { createRandom } from "../../src/random.ts";

const PAIRS = 400;
const SCALE = { mean: 3, minimum: 1, maximum: 5 };

/** Predictions of three models: two see the truth through noise of their own, the third sees nothing. */
function example(seed: number): { predictions: Float64Array[]; ratings: Float64Array } {
  const random = createRandom(seed);
  const truth = Float64Array.from({ length: PAIRS }, () => 3 + 0.8 * random.nextGaussian());
  const seen = (noise: number): Float64Array => truth.map((value) => value + noise * random.nextGaussian());
  const predictions = [seen(0.5), seen(0.6), Float64Array.from({ length: PAIRS }, () => 3 + random.nextGaussian())];
  return { predictions, ratings: truth.map((value) => value + 0.3 * random.nextGaussian()) };
}

function rmse(predicted: Float64Array, ratings: Float64Array): number {
  return Math.sqrt(predicted.reduce((sum, value, at) => sum + (value - (ratings[at] ?? 0)) ** 2, 0) / ratings.length);
}

describe("the error of a mix of ratings", () => {
  const { predictions, ratings } = example(1);
  const moments = momentsOf(predictions, ratings, false);
  const weights = Float64Array.of(0.3, 0.9, -0.2);

  it("is that of the predictions themselves, and the penalty", () => {
    const mixed = ratings.map((_, at) =>
      predictions.reduce((sum, own, m) => sum + (weights[m] ?? 0) * (own[at] ?? 0), 0),
    );
    const expected = rmse(mixed, ratings) ** 2 * PAIRS + 7 * (0.09 + 0.81 + 0.04);
    expect(squaredError(moments, weights, 7)).toBeCloseTo(expected, 6);
  });

  it("has the slope that finite differences have", () => {
    const gradient = errorGradient(moments, weights, 7);
    for (const member of weights.keys()) {
      const at = (step: number): number =>
        squaredError(
          moments,
          Float64Array.from(weights, (weight, m) => (m === member ? weight + step : weight)),
          7,
        );
      expect(gradient[member]).toBeCloseTo((at(1e-4) - at(-1e-4)) / 2e-4, 4);
    }
  });
});

describe.each([
  ["non-negative weights", solveNonNegative, true],
  ["shares", solveShares, false],
] as const)("the solver of %s", (name, solve, centred) => {
  const { predictions, ratings } = example(2);
  const moments = momentsOf(predictions, ratings, centred);

  it("lowers the error from sweep to sweep", () => {
    const errors: number[] = [];
    solve(moments, 2, (weights) => errors.push(squaredError(moments, weights, 2)));
    expect(errors.length).toBeGreaterThan(2);
    for (const [sweep, error] of errors.entries()) {
      if (sweep > 0) expect(error).toBeLessThanOrEqual((errors[sweep - 1] ?? 0) * (1 + 1e-12));
    }
    expect(errors.at(-1)).toBeLessThan(errors[0] ?? 0);
  });

  it("ends where no allowed move helps", () => {
    const weights = solve(moments, 2);
    const slope = errorGradient(moments, weights, 2);
    // With shares, what counts is the slope against that of the others that have weight.
    const level = name === "shares" ? (slope[weights.findIndex((weight) => weight > 0)] ?? 0) : 0;
    for (const [member, weight] of weights.entries()) {
      expect(weight).toBeGreaterThanOrEqual(0);
      if (weight > 0) expect(Math.abs((slope[member] ?? 1) - level)).toBeLessThan(1e-6);
      else expect((slope[member] ?? -1) - level).toBeGreaterThanOrEqual(0);
    }
    if (name === "shares") expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });

  it("gives members that are the same the same answer as one of them", () => {
    const [first = new Float64Array(), second = new Float64Array()] = predictions;
    const twice = momentsOf([first, first, second], ratings, centred);
    const once = momentsOf([first, second], ratings, centred);
    const [a = 0, b = 0, c = 0] = solve(twice, 0);
    const [d = 0, e = 0] = solve(once, 0);
    expect([a + b, c]).toEqual([expect.closeTo(d, 6), expect.closeTo(e, 6)]);
  });
});

describe("a mix of ratings", () => {
  it("finds the weights that ratings were made with", () => {
    const { predictions } = example(3);
    const [first = new Float64Array(), second = new Float64Array(), third = new Float64Array()] = predictions;
    const stacked = first.map((value, at) => 0.4 + 0.7 * value + 0.2 * (second[at] ?? 0));
    const found = learnRatingMix([first, second, third], stacked, "stacked", 0);
    expect(found.intercept).toBeCloseTo(0.4, 6);
    expect([...found.weights]).toEqual([expect.closeTo(0.7, 6), expect.closeTo(0.2, 6), expect.closeTo(0, 6)]);
    const shared = first.map((value, at) => 0.75 * value + 0.25 * (second[at] ?? 0));
    const shares = learnRatingMix([first, second, third], shared, "weighted", 0);
    expect(shares.intercept).toBe(0);
    expect([...shares.weights]).toEqual([expect.closeTo(0.75, 6), expect.closeTo(0.25, 6), expect.closeTo(0, 6)]);
  });

  it.each(["stacked", "weighted"] as const)("is never worse than its best member where it was found (%s)", (method) => {
    for (let seed = 0; seed < 40; seed++) {
      const { predictions, ratings } = example(seed);
      // Penalties beyond reason bring mixes that are worse.
      for (const regularization of [0, 1, 1e3, 1e6]) {
        const chosen = chooseRatingMix(predictions, ratings, SCALE, { method, regularization });
        const clipped = predictions.map((own) => own.map((value) => Math.min(5, Math.max(1, value))));
        expect(chosen.bestRmse).toBeCloseTo(Math.min(...clipped.map((own) => rmse(own, ratings))), 12);
        expect(chosen.rmse).toBeLessThanOrEqual(chosen.bestRmse);
      }
    }
  });

  it("gains on members that err on their own", () => {
    const { predictions, ratings } = example(5);
    const { rmse: reached, bestRmse } = chooseRatingMix(predictions, ratings, SCALE, {
      method: "stacked",
      regularization: 1,
    });
    expect(reached).toBeLessThan(0.95 * bestRmse);
  });

  it("leaves a member that never varies out", () => {
    const { predictions, ratings } = example(6);
    const constant = new Float64Array(PAIRS).fill(3);
    const { weights } = learnRatingMix([constant, ...predictions], ratings, "stacked", 0);
    expect(weights[0]).toBe(0);
    expect(weights.every(Number.isFinite)).toBe(true);
  });
});
