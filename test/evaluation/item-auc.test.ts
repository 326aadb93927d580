import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { itemAuc, type ScoredRanking } from "../../src/evaluation/item-auc.ts";
import { differences, perturbations, readGolden } from "./goldens/read-golden.ts";

/** Written by scripts/goldens/scikit-learn.py: roc_auc_score over all items of one user. */
interface Golden {
  readonly itemAuc: {
    readonly hits: number[];
    readonly scores: number[];
    readonly relevantCount: number;
    readonly candidateCount: number;
    readonly auc: number;
  }[];
}

const golden = readGolden<Golden>("scikit-learn");

function ranked(hits: readonly number[], scores: readonly number[]): ScoredRanking {
  return { hits: Uint8Array.from(hits), scores: Float32Array.from(scores) };
}

/** Compares every test item with every other item. */
function pairByPair(relevant: readonly number[], others: readonly number[]): number {
  const won: number[] = relevant.flatMap((score) =>
    others.map((other) => (score > other ? 1 : score === other ? 0.5 : 0)),
  );
  return won.reduce((sum, value) => sum + value, 0) / won.length;
}

describe("AUC over the items of one user", () => {
  it("is 1 with test items first, 0 with test items last", () => {
    expect(itemAuc(ranked([1, 1, 0, 0, 0], [9, 8, 7, 6, 5]), 2, 5)).toBe(1);
    expect(itemAuc(ranked([0, 0, 0, 1, 1], [9, 8, 7, 6, 5]), 2, 5)).toBe(0);
  });

  it("counts equal scores as one half, whatever their order", () => {
    expect(itemAuc(ranked([1, 0, 0, 1], [3, 3, 3, 3]), 2, 4)).toBe(0.5);
    // The test item beats one of three others and is tied with another: (1 + 1/2) / 3.
    expect(itemAuc(ranked([0, 1, 0, 0], [4, 3, 3, 1]), 1, 4)).toBe(0.5);
    expect(itemAuc(ranked([0, 0, 1, 0], [4, 3, 3, 1]), 1, 4)).toBe(0.5);
  });

  it("takes items that were not returned for equals below all that were", () => {
    // Of 2 test items and 8 others, 1 and 3 came back; the found one stands above 2 of the 3 and above the 5 left.
    const found = 2 + 5;
    const left = 5 / 2;
    expect(itemAuc(ranked([0, 1, 0, 0], [9, 8, 7, 6]), 2, 10)).toBe((found + left) / (2 * 8));
    expect(itemAuc(ranked([], []), 2, 10)).toBe(0.5);
  });

  it("has no value without test items or without other items", () => {
    expect(itemAuc(ranked([0, 0], [2, 1]), 0, 5)).toBeNaN();
    expect(itemAuc(ranked([1, 1], [2, 1]), 2, 2)).toBeNaN();
    expect(itemAuc(ranked([], []), 0, 0)).toBeNaN();
  });

  it("refuses counts that leave out returned items, and scores that miss some", () => {
    expect(() => itemAuc(ranked([1, 1], [2, 1]), 1, 5)).toThrow(RangeError);
    expect(() => itemAuc(ranked([1, 0, 0], [3, 2, 1]), 1, 2)).toThrow(/at most 1 test items and 1 others.*got 1 and 2/);
    expect(() => itemAuc(ranked([1, 0], [3]), 1, 2)).toThrow(RangeError);
  });

  it("is the share of pairs in the right order", () => {
    const score = fc.integer({ min: 1, max: 6 });
    const item = fc.record({ hit: fc.constantFrom(0, 1), score });
    const anyRanking = fc.array(item, { maxLength: 30 }).map((items) => items.sort((a, b) => b.score - a.score));
    fc.assert(
      fc.property(anyRanking, fc.nat(5), fc.nat(5), (items, relevantLeft, othersLeft) => {
        const scoresOf = (hit: number, left: number) => [
          ...items.filter((item) => item.hit === hit).map((item) => item.score),
          ...Array.from({ length: left }, () => 0),
        ];
        const [relevant, others] = [scoresOf(1, relevantLeft), scoresOf(0, othersLeft)];
        const ranking = ranked(
          items.map((item) => item.hit),
          items.map((item) => item.score),
        );
        const got = itemAuc(ranking, relevant.length, relevant.length + others.length);
        expect(differences({ auc: pairByPair(relevant, others) }, { auc: got })).toEqual([]);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe("AUC over items against scikit-learn", () => {
  const expected = Object.fromEntries(golden.itemAuc.map(({ auc }, user) => [`user ${user}`, auc]));
  const got = Object.fromEntries(
    golden.itemAuc.map(({ hits, scores, relevantCount, candidateCount }, user) => {
      return [`user ${user}`, itemAuc(ranked(hits, scores), relevantCount, candidateCount)];
    }),
  );

  it("agrees for every user", () => {
    expect(differences(expected, got)).toEqual([]);
  });

  it("is told apart from a value that is off by a little", () => {
    for (const perturbed of perturbations(expected)) expect(differences(perturbed, got)).toHaveLength(1);
  });
});
