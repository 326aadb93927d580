import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  averagePrecisionAtK,
  coverageAtK,
  giniAtK,
  hitRateAtK,
  type JudgedRanking,
  ndcgAtK,
  PER_USER_METRICS,
  precisionAtK,
  recallAtK,
  reciprocalRankAtK,
} from "../../src/evaluation/metrics.ts";
import { NO_ITEM } from "../../src/kernels/ranking.ts";

function judged(hits: readonly number[], relevantCount: number): JudgedRanking {
  return { hits: Uint8Array.from(hits), relevantCount };
}

/** Any ranking: hits anywhere, and possibly more test items than were found. */
const anyRanking = fc
  .tuple(fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 30 }), fc.integer({ min: 0, max: 10 }))
  .filter(([hits, missed]) => hits.includes(1) || missed > 0)
  .map(([hits, missed]) => judged(hits, hits.filter((hit) => hit === 1).length + missed));
const anyLength = fc.integer({ min: 1, max: 40 });
const names = [...PER_USER_METRICS.keys()];

describe("metrics worked out by hand", () => {
  // Hits at ranks 0 and 2 of four; three test items, one of them not found.
  const ranking = judged([1, 0, 1, 0], 3);

  it("recall divides by the user's test items, not by k", () => {
    expect([1, 2, 3, 4].map((k) => recallAtK(ranking, k))).toEqual([1 / 3, 1 / 3, 2 / 3, 2 / 3]);
  });

  it("precision divides by k, also past the end of the list", () => {
    expect([1, 2, 3, 4, 8].map((k) => precisionAtK(ranking, k))).toEqual([1, 1 / 2, 2 / 3, 1 / 2, 1 / 4]);
  });

  it("ndcg discounts by rank and divides by the best that k places and the test items allow", () => {
    // Gains: 1/log2(2) = 1 and 1/log2(4) = 1/2. Ideal: 1, then 1 + 1/log2(3), then also 1/log2(4).
    const second = 1 / Math.log2(3);
    const expected = [1, 1 / (1 + second), 1.5 / (1.5 + second), 1.5 / (1.5 + second)];
    for (const [place, value] of expected.entries()) expect(ndcgAtK(ranking, place + 1)).toBeCloseTo(value, 14);
  });

  it("map sums the precision at each hit and divides by the user's test items, not by k", () => {
    // Precision 1 at the first place and 2/3 at the third.
    const expected = [1 / 3, 1 / 3, 5 / 9, 5 / 9];
    for (const [place, value] of expected.entries())
      expect(averagePrecisionAtK(ranking, place + 1)).toBeCloseTo(value, 14);
    expect(averagePrecisionAtK(judged([1, 1], 10), 2)).toBe(0.2);
  });

  it("mrr looks at the first hit and no further", () => {
    const late = judged([0, 0, 1, 1], 5);
    expect([1, 2, 3, 4, 9].map((k) => reciprocalRankAtK(late, k))).toEqual([0, 0, 1 / 3, 1 / 3, 1 / 3]);
    expect(reciprocalRankAtK(judged([], 1), 3)).toBe(0);
  });

  it("hit-rate asks for any hit", () => {
    const late = judged([0, 0, 1, 1], 5);
    expect([1, 2, 3, 4].map((k) => hitRateAtK(late, k))).toEqual([0, 0, 1, 1]);
  });

  it("coverage counts the items that reached the first k of anybody", () => {
    const bestRanks = Uint32Array.of(0, 4, NO_ITEM, 5, 0);
    expect([1, 4, 5, 6].map((k) => coverageAtK(bestRanks, k))).toEqual([2 / 5, 2 / 5, 3 / 5, 4 / 5]);
    expect(coverageAtK(new Uint32Array(0), 1)).toBeNaN();
  });

  it("have no value for a user without test items", () => {
    for (const metric of PER_USER_METRICS.values()) expect(metric(judged([0, 0], 0), 2)).toBeNaN();
  });
});

describe.each(names)("%s", (name) => {
  const metric = PER_USER_METRICS.get(name) ?? (() => Number.NaN);

  it("lies between 0 and 1", () => {
    fc.assert(
      fc.property(anyRanking, anyLength, (ranking, k) => {
        const value = metric(ranking, k);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }),
      { seed: 1 },
    );
  });

  it("is 0 exactly where the first k hold no test item", () => {
    fc.assert(
      fc.property(anyRanking, anyLength, (ranking, k) => {
        expect(metric(ranking, k) === 0).toBe(!ranking.hits.subarray(0, k).includes(1));
      }),
      { seed: 2 },
    );
  });

  it("is as high as it can be for the perfect ranking", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), anyLength, (relevantCount, k) => {
        const perfect = judged(
          Array.from({ length: k }, (_, rank) => (rank < relevantCount ? 1 : 0)),
          relevantCount,
        );
        const found = Math.min(k, relevantCount);
        const highest = new Map([
          ["recall", found / relevantCount],
          ["precision", found / k],
          ["map", found / relevantCount],
        ]);
        expect(metric(perfect, k)).toBe(highest.get(name) ?? 1);
      }),
      { seed: 3 },
    );
  });

  it("never falls when a hit takes the place of the miss above it", () => {
    fc.assert(
      fc.property(anyRanking, anyLength, fc.nat(), (ranking, k, place) => {
        const rank = 1 + (place % ranking.hits.length);
        if (ranking.hits[rank] !== 1 || ranking.hits[rank - 1] !== 0) return;
        const hits = ranking.hits.slice();
        hits.set([1, 0], rank - 1);
        expect(metric({ ...ranking, hits }, k)).toBeGreaterThanOrEqual(metric(ranking, k));
      }),
      { seed: 4, numRuns: 300 },
    );
  });
});

describe("the order within the first k", () => {
  it("counts for ndcg, map and mrr and for no other metric", () => {
    const [high, low] = [judged([1, 0, 0], 2), judged([0, 0, 1], 2)];
    const ordered = [ndcgAtK, averagePrecisionAtK, reciprocalRankAtK];
    for (const metric of PER_USER_METRICS.values()) {
      if (ordered.includes(metric)) expect(metric(high, 3)).toBeGreaterThan(metric(low, 3));
      else expect(metric(high, 3)).toBe(metric(low, 3));
    }
  });

  it("counts below the first hit for ndcg and map, but not for mrr", () => {
    const [high, low] = [judged([1, 1, 0], 2), judged([1, 0, 1], 2)];
    for (const metric of [ndcgAtK, averagePrecisionAtK]) expect(metric(high, 3)).toBeGreaterThan(metric(low, 3));
    expect(reciprocalRankAtK(high, 3)).toBe(reciprocalRankAtK(low, 3));
  });
});

describe("the Gini index of exposure", () => {
  const anyExposures = fc
    .array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 40 })
    .filter((counts) => counts.some((count) => count > 0));
  const gini = (counts: readonly number[]) => giniAtK(Uint32Array.from(counts));

  it("is 0 when every item is recommended equally often", () => {
    expect(gini([7, 7, 7, 7, 7])).toBe(0);
    expect(gini([3])).toBe(0);
  });

  it("is (n − 1)/n when one item gets every place", () => {
    expect(gini([0, 0, 12, 0])).toBe(3 / 4);
  });

  it("is half the mean difference between items over the mean", () => {
    // Pairs of 1, 2, 6: |differences| 1, 5, 4, twice each, over nine ordered pairs; the mean is 3.
    expect(gini([2, 6, 1])).toBeCloseTo(20 / 9 / (2 * 3), 14);
  });

  it("has no value when nothing was recommended", () => {
    expect(gini([0, 0, 0])).toBeNaN();
    expect(gini([])).toBeNaN();
  });

  it("leaves the exposures as they were", () => {
    const exposures = Uint32Array.of(5, 1, 3);
    giniAtK(exposures);
    expect([...exposures]).toEqual([5, 1, 3]);
  });

  it("cannot pass 1 − k/n where every list holds k different items", () => {
    expect(gini([9, 9, 0, 0, 0])).toBeCloseTo(1 - 2 / 5, 14);
  });

  it("falls when an item gives a place to one that has fewer", () => {
    fc.assert(
      fc.property(anyExposures, fc.nat(), fc.nat(), (counts, one, other) => {
        const [from, to] = [one % counts.length, other % counts.length];
        if (counts[from]! < counts[to]! + 2) return;
        const shared = counts.with(from, counts[from]! - 1).with(to, counts[to]! + 1);
        expect(gini(shared)).toBeLessThan(gini(counts));
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it("does not depend on how many users were asked or how items are numbered", () => {
    fc.assert(
      fc.property(anyExposures, (counts) => {
        expect(gini(counts.map((count) => 3 * count))).toBeCloseTo(gini(counts), 12);
        expect(gini(counts.toReversed())).toBe(gini(counts));
      }),
      { seed: 6 },
    );
  });
});
