import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accuracy,
  addConfusion,
  averagePrecision,
  type ConfusionMatrix,
  constantDecisions,
  countConfusion,
  f1,
  precision,
  recall,
  rocAuc,
} from "../../src/evaluation/classification-metrics.ts";
import { differences, perturbations, readGolden } from "./goldens/read-golden.ts";

/** Written by scripts/goldens/scikit-learn.py. */
interface Golden {
  readonly classification: {
    readonly name: string;
    readonly actual: number[];
    readonly decided: number[];
    readonly scores: number[];
    readonly expected: Record<string, number>;
  }[];
}

const golden = readGolden<Golden>("scikit-learn");

function matrix(tp: number, fp: number, fn: number, tn: number): ConfusionMatrix {
  return { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn };
}

function confusion(actual: readonly number[], decided: readonly number[]): ConfusionMatrix {
  return countConfusion(Uint8Array.from(actual), Uint8Array.from(decided));
}

function roc(actual: readonly number[], scores: readonly number[]): number {
  return rocAuc(Uint8Array.from(actual), Float64Array.from(scores));
}

function ap(actual: readonly number[], scores: readonly number[]): number {
  return averagePrecision(Uint8Array.from(actual), Float64Array.from(scores));
}

describe("decisions", () => {
  it("are counted by what is so and what was decided", () => {
    expect(confusion([1, 1, 1, 0, 0, 0, 0, 1], [1, 1, 0, 1, 0, 0, 0, 1])).toEqual(matrix(3, 1, 1, 3));
    expect(confusion([], [])).toEqual(matrix(0, 0, 0, 0));
    expect(() => confusion([1, 0], [1])).toThrow(/decided: expected 2 elements, got 1/);
  });

  it("add up as if they had been counted together", () => {
    const bits = fc.array(fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(0, 1)), { maxLength: 20 });
    const count = (rows: readonly (readonly [number, number])[]) =>
      confusion(
        rows.map(([actual]) => actual),
        rows.map(([, decided]) => decided),
      );
    fc.assert(
      fc.property(bits, bits, (one, other) => {
        expect(addConfusion(count(one), count(other))).toEqual(count([...one, ...other]));
      }),
      { seed: 1 },
    );
  });

  it("of everything and of nothing have the figures of the base rate", () => {
    const { everything, nothing } = constantDecisions(matrix(6, 2, 4, 8));
    expect(everything).toEqual(confusion([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, ...Array(10).fill(0)], Array(20).fill(1)));
    expect(nothing).toEqual(matrix(0, 0, 10, 10));
    const rate = 10 / 20;
    expect([precision(everything), recall(everything), f1(everything)]).toEqual([rate, 1, (2 * rate) / (1 + rate)]);
    expect([precision(nothing), recall(nothing), accuracy(nothing)]).toEqual([Number.NaN, 0, 1 - rate]);
  });

  it("give accuracy, precision, recall and f1 by their definitions", () => {
    const counts = matrix(6, 2, 4, 8);
    expect(accuracy(counts)).toBe(14 / 20);
    expect(precision(counts)).toBe(6 / 8);
    expect(recall(counts)).toBe(6 / 10);
    expect(f1(counts)).toBe(12 / 18);
  });

  it("have no precision where nothing was decided positive, no recall where nothing is, no f1 where neither", () => {
    expect(precision(matrix(0, 0, 3, 5))).toBeNaN();
    expect(recall(matrix(0, 3, 0, 5))).toBeNaN();
    expect([f1(matrix(0, 0, 3, 5)), f1(matrix(0, 3, 0, 5))]).toEqual([0, 0]);
    expect(f1(matrix(0, 0, 0, 5))).toBeNaN();
    expect(accuracy(matrix(0, 0, 0, 0))).toBeNaN();
  });
});

describe("scores", () => {
  it("have a ROC AUC of the share of pairs in the right order, ties one half", () => {
    // Of six pairs, four are right, one is tied.
    expect(roc([1, 0, 1, 0, 0], [0.9, 0.5, 0.5, 0.7, 0.1])).toBe(4.5 / 6);
    expect(roc([1, 0, 1], [7, 7, 7])).toBe(0.5);
  });

  it("have an average precision that takes equal scores for one threshold", () => {
    // First threshold: one of one, recall 1/2. Second: two of three, recall 1.
    expect(ap([1, 1, 0], [3, 2, 2])).toBeCloseTo(1 / 2 + (1 / 2) * (2 / 3), 14);
    expect(ap([0, 1, 1], [2, 2, 3])).toBe(ap([1, 1, 0], [3, 2, 2]));
    expect(ap([1, 0, 0, 0], [5, 5, 5, 5])).toBe(1 / 4);
  });

  it("have neither without the classes that they need", () => {
    expect([roc([1, 1], [1, 2]), roc([0, 0], [1, 2]), roc([], [])]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect([ap([0, 0], [1, 2]), ap([], [])]).toEqual([Number.NaN, Number.NaN]);
    expect(ap([1, 1], [1, 2])).toBe(1);
  });

  it("may be infinite but not NaN", () => {
    const infinity = Number.POSITIVE_INFINITY;
    expect(roc([1, 1, 0, 0], [infinity, infinity, -infinity, -infinity])).toBe(1);
    expect(() => roc([1, 0], [1, Number.NaN])).toThrow(/scores: row 1: expected a number, got NaN/);
    expect(() => ap([1, 0], [1, Number.NaN])).toThrow(RangeError);
    expect(() => roc([1, 0], [1])).toThrow(RangeError);
  });

  it("only count by their order", () => {
    const row = fc.tuple(fc.constantFrom(0, 1), fc.integer({ min: -5, max: 5 }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (rows) => {
        const actual = rows.map(([bit]) => bit);
        const scores = rows.map(([, score]) => score);
        const bent = scores.map((score) => Math.exp(score));
        expect(roc(actual, bent)).toBe(roc(actual, scores));
        expect(ap(actual, bent)).toBe(ap(actual, scores));
        const turned = scores.map((score) => -score);
        expect(differences({ roc: 1 - roc(actual, scores) }, { roc: roc(actual, turned) })).toEqual([]);
      }),
      { seed: 2 },
    );
  });
});

describe.each(golden.classification)("classification against scikit-learn: $name", (example) => {
  const { actual, decided, scores, expected } = example;
  const counts = confusion(actual, decided);
  const got = {
    ...counts,
    accuracy: accuracy(counts),
    precision: precision(counts),
    recall: recall(counts),
    f1: f1(counts),
    rocAuc: roc(actual, scores),
    averagePrecision: ap(actual, scores),
  };

  it("agrees", () => {
    expect(Object.keys(expected).sort()).toEqual(Object.keys(got).sort());
    expect(differences(expected, got)).toEqual([]);
  });

  it("is told apart from values that are off by a little", () => {
    for (const perturbed of perturbations(expected)) expect(differences(perturbed, got)).toHaveLength(1);
  });
});
