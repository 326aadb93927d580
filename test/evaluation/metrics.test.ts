import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  coverageAtK,
  hitRateAtK,
  type JudgedRanking,
  ndcgAtK,
  PER_USER_METRICS,
  precisionAtK,
  recallAtK,
} from "../../src/evaluation/metrics.ts";
import { NO_ITEM } from "../../src/evaluation/recommends.ts";

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
  it("counts for ndcg and for no other metric", () => {
    const [high, low] = [judged([1, 0, 0], 2), judged([0, 0, 1], 2)];
    expect(ndcgAtK(high, 3)).toBeGreaterThan(ndcgAtK(low, 3));
    for (const metric of [recallAtK, precisionAtK, hitRateAtK]) expect(metric(high, 3)).toBe(metric(low, 3));
  });
});
