import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distributeCounts } from "../../src/data/profile/count-distribution.ts";
import { summariseLongTail } from "../../src/data/profile/long-tail.ts";

const NOBODY = Uint32Array.of(1);
const tail = (counts: readonly number[]) => summariseLongTail(Uint32Array.from(counts), NOBODY);
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
const counts = fc
  .array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 300 })
  .filter((list) => sum(list) > 0);

/** Half the mean absolute difference of two items, relative to the mean; straight from the definition. */
function plainGini(list: readonly number[]): number {
  let differences = 0;
  for (const one of list) for (const other of list) differences += Math.abs(one - other);
  return differences / (2 * list.length * sum(list));
}

describe("the Gini coefficient", () => {
  it("is 0 where all items are equally popular", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 1000 }), (items, each) => {
        expect(tail(new Array<number>(items).fill(each)).gini).toBe(0);
      }),
    );
  });

  it("is 1 − 1/items where one item has everything", () => {
    expect(tail([0, 0, 8, 0]).gini).toBeCloseTo(0.75, 12);
  });

  it("is half the relative mean difference of any counts", () => {
    fc.assert(
      fc.property(counts, (list) => {
        expect(tail(list).gini).toBeCloseTo(plainGini(list), 10);
      }),
    );
  });

  it("of 1, 2, 3, 4 is a quarter", () => {
    expect(tail([3, 1, 4, 2]).gini).toBeCloseTo(0.25, 12);
  });
});

describe("the Lorenz curve", () => {
  it("of four items has five points", () => {
    const shares = [0, 0.1, 0.3, 0.6, 1];
    const lorenz = shares.map((interactionShare, at) => ({ itemShare: at / 4, interactionShare }));
    expect(tail([3, 1, 4, 2]).lorenz).toEqual(lorenz);
  });

  it("of 1,000 items has 101 points, one for each percent", () => {
    const { lorenz } = tail(new Array<number>(1000).fill(3));
    expect([lorenz.length, lorenz[1]]).toEqual([101, { itemShare: 0.01, interactionShare: 0.01 }]);
  });

  it("goes from (0, 0) to (1, 1) in at most 101 points, rises, bends upwards and stays below the diagonal", () => {
    fc.assert(
      fc.property(counts, (list) => {
        const { lorenz } = tail(list);
        expect(lorenz.length).toBe(Math.min(100, list.length) + 1);
        expect([lorenz[0], lorenz.at(-1)]).toEqual([
          { itemShare: 0, interactionShare: 0 },
          { itemShare: 1, interactionShare: 1 },
        ]);
        let slope = 0;
        for (const [at, point] of lorenz.slice(1).entries()) {
          const before = lorenz[at]!;
          const next = (point.interactionShare - before.interactionShare) / (point.itemShare - before.itemShare);
          expect(point.interactionShare).toBeLessThanOrEqual(point.itemShare + 1e-12);
          expect(next).toBeGreaterThanOrEqual(slope - 1e-9);
          slope = next;
        }
      }),
    );
  });
});

describe("the head of the tail", () => {
  it("is counted in whole items, rounded up", () => {
    const popularity = Array.from({ length: 70 }, (_, item) => (item < 7 ? 10 : 1));
    const total = 7 * 10 + 63;
    expect(tail(popularity).top).toEqual([
      { percent: 1, items: 1, interactionShare: 10 / total },
      { percent: 10, items: 7, interactionShare: 70 / total },
      { percent: 20, items: 14, interactionShare: 77 / total },
    ]);
  });

  it("leaves those with fewer than five, users and items alike", () => {
    const { itemsBelow5, usersBelow5 } = summariseLongTail(Uint32Array.of(0, 4, 5, 6), Uint32Array.of(4, 5, 6));
    expect([itemsBelow5, usersBelow5]).toEqual([2, 1]);
  });
});

describe("bins of counts", () => {
  it("hold everybody once, between their edges, without gaps", () => {
    fc.assert(
      fc.property(counts, (list) => {
        const { bins, quantiles } = distributeCounts(Uint32Array.from(list));
        expect(sum(bins.map(({ count }) => count))).toBe(list.length);
        for (const [at, { low, high, count }] of bins.entries()) {
          expect(count).toBe(list.filter((value) => value >= low && value < high).length);
          expect(high).toBeGreaterThan(low);
          expect(bins[at + 1]?.low ?? high).toBe(high);
        }
        expect([quantiles.minimum, quantiles.maximum]).toEqual([Math.min(...list), Math.max(...list)]);
      }),
    );
  });

  it("begin with nothing, then grow by the square root of two", () => {
    const { bins } = distributeCounts(Uint32Array.of(0, 16));
    expect(bins.map(({ low }) => low)).toEqual([0, 1, 2, 3, 4, 6, 8, 11, 16]);
    expect(bins.at(-1)).toEqual({ low: 16, high: 23, count: 1 });
  });
});
