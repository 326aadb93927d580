import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Csr, csrFromCoordinates } from "../../src/data/csr.ts";
import { popularityBaseline, randomBaseline } from "../../src/evaluation/baselines.ts";
import type { Recommends } from "../../src/evaluation/recommends.ts";
import { NO_ITEM } from "../../src/kernels/ranking.ts";
import { foldOf } from "./playback.ts";

function historiesOf(itemCount: number, rows: readonly (readonly number[])[]): Csr {
  const items = Uint32Array.from(rows.flat());
  const owners = Uint32Array.from(rows.flatMap((row, owner) => row.map(() => owner)));
  return csrFromCoordinates(rows.length, itemCount, owners, items, new Float32Array(items.length).fill(1));
}

function listsOf(model: Recommends, histories: Csr, k: number): number[][] {
  const { items } = model.recommendBatch(histories, k);
  return Array.from({ length: histories.rowCount }, (_, row) => [...items.subarray(row * k, (row + 1) * k)]);
}

/** Interactions by item: 1, 3, 0, 3, 2. */
const train = foldOf(5, [
  { train: [1, 3], test: [] },
  { train: [1, 3, 4], test: [] },
  { train: [0, 1, 3, 4], test: [] },
]).train;

describe("the popularity baseline", () => {
  const model = popularityBaseline(train);

  it("orders by interactions in train, equal counts by item index, and leaves the history out", () => {
    expect(listsOf(model, historiesOf(5, [[], [1], [3, 4]]), 5)).toEqual([
      [1, 3, 4, 0, 2],
      [3, 4, 0, 2, NO_ITEM],
      [1, 0, 2, NO_ITEM, NO_ITEM],
    ]);
  });

  it("scores by the number of interactions, minus infinity in empty places", () => {
    expect([...model.recommendBatch(historiesOf(5, [[1]]), 5).scores]).toEqual([3, 2, 1, 0, Number.NEGATIVE_INFINITY]);
  });

  it("cuts the list at k", () => {
    expect(listsOf(model, historiesOf(5, [[], []]), 2)).toEqual([
      [1, 3],
      [1, 3],
    ]);
  });
});

describe("the random baseline", () => {
  const anyHistories = fc.array(fc.uniqueArray(fc.nat(11), { maxLength: 12 }), { minLength: 1, maxLength: 5 });

  it("gives distinct items outside the history, as many as there are up to k", () => {
    fc.assert(
      fc.property(anyHistories, fc.integer({ min: 1, max: 15 }), fc.nat(), (rows, k, seed) => {
        const lists = listsOf(randomBaseline(12, seed % 1000), historiesOf(12, rows), k);
        for (const [row, list] of lists.entries()) {
          const found = list.filter((item) => item !== NO_ITEM);
          expect(found).toHaveLength(Math.min(k, 12 - (rows[row]?.length ?? 0)));
          expect(new Set(found).size).toBe(found.length);
          expect(found.every((item) => item < 12 && !rows[row]?.includes(item))).toBe(true);
          expect(list.slice(found.length).every((item) => item === NO_ITEM)).toBe(true);
        }
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it("gives a user the same list in any batch, and another with another seed", () => {
    const model = randomBaseline(100, 1);
    const rows = [[], [1], [2, 50]];
    const together = listsOf(model, historiesOf(100, rows), 10);
    const apart = rows.map((row) => listsOf(model, historiesOf(100, [row]), 10)[0]);
    expect(together).toEqual(apart);
    expect(listsOf(randomBaseline(100, 2), historiesOf(100, rows), 10)).not.toEqual(together);
    expect(together[0]).not.toEqual(together[1]);
  });

  it("descends in score", () => {
    const { scores } = randomBaseline(9, 1).recommendBatch(historiesOf(9, [[0]]), 4);
    expect([...scores]).toEqual([1, 0.75, 0.5, 0.25]);
  });

  it("gives every ordered pair of unseen items the same chance at the first two places", () => {
    const times = new Map<string, number>();
    for (let seed = 0; seed < 8000; seed++) {
      const pair = randomBaseline(6, seed)
        .recommendBatch(historiesOf(6, [[2]]), 2)
        .items.join(" ");
      times.set(pair, (times.get(pair) ?? 0) + 1);
    }
    // 5 · 4 pairs, 400 expected of each; the standard deviation is √(8000 · 0.05 · 0.95) ≈ 19.5, five of them are 97.
    expect(times.size).toBe(20);
    for (const count of times.values()) expect(Math.abs(count - 400)).toBeLessThan(97);
  });

  it("refuses a bad seed", () => {
    expect(() => randomBaseline(3, -1)).toThrow(RangeError);
  });
});
