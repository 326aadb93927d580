import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meanAbsoluteError, rootMeanSquaredError } from "../../src/evaluation/rating-metrics.ts";
import { differences, perturbations, readGolden } from "./goldens/read-golden.ts";

/** Written by scripts/goldens/scikit-learn.py. */
interface Golden {
  readonly ratings: {
    readonly name: string;
    readonly actual: number[];
    readonly predicted: number[];
    readonly expected: { readonly rmse: number; readonly mae: number };
  }[];
}

const golden = readGolden<Golden>("scikit-learn");

function measure(actual: readonly number[], predicted: readonly number[]): { rmse: number; mae: number } {
  const [rated, guessed] = [Float32Array.from(actual), Float64Array.from(predicted)];
  return { rmse: rootMeanSquaredError(rated, guessed), mae: meanAbsoluteError(rated, guessed) };
}

describe("errors of predicted ratings", () => {
  it("follow from the distances: 3 and 4 give 3.5 on average and √12.5 in the square mean", () => {
    expect(measure([1, 5], [4, 1])).toEqual({ rmse: Math.sqrt(12.5), mae: 3.5 });
  });

  it("are 0 for exact predictions and have no value without any", () => {
    expect(measure([1, 2.5], [1, 2.5])).toEqual({ rmse: 0, mae: 0 });
    expect(measure([], [])).toEqual({ rmse: Number.NaN, mae: Number.NaN });
  });

  it("do not hide a prediction that is not a number", () => {
    expect(measure([1, 2], [1, Number.NaN])).toEqual({ rmse: Number.NaN, mae: Number.NaN });
  });

  it("refuse predictions that do not match the ratings", () => {
    expect(() => measure([1, 2], [1])).toThrow(/predicted: expected 2 elements, got 1/);
  });

  it("keep the mean below the root mean square, and both below the largest error", () => {
    const rating = fc.integer({ min: 1, max: 5 });
    const pairs = fc.array(fc.tuple(rating, fc.double({ min: 0, max: 6, noNaN: true })), {
      minLength: 1,
      maxLength: 50,
    });
    fc.assert(
      fc.property(pairs, (rows) => {
        const { rmse, mae } = measure(
          rows.map(([actual]) => actual),
          rows.map(([, predicted]) => predicted),
        );
        const largest = Math.max(...rows.map(([actual, predicted]) => Math.abs(actual - predicted)));
        expect(mae).toBeLessThanOrEqual(rmse + 1e-12);
        expect(rmse).toBeLessThanOrEqual(largest + 1e-12);
      }),
      { seed: 1 },
    );
  });
});

describe.each(golden.ratings)("errors against scikit-learn: $name", ({ actual, predicted, expected }) => {
  const got = measure(actual, predicted);

  it("agree", () => {
    expect(differences(expected, got)).toEqual([]);
  });

  it("are told apart from values that are off by a little", () => {
    for (const perturbed of perturbations(expected)) expect(differences(perturbed, got)).toHaveLength(1);
  });
});
