import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/random.ts";
import { IndexSet } from "../../src/rerankers/index-set.ts";
import { placesByItem, placesByScore } from "../../src/rerankers/places-by-score.ts";

const random = createRandom(31);

function plainly(scores: Float32Array, items: Uint32Array): number[] {
  return [...items.keys()].sort((a, b) => scores[b]! - scores[a]! || items[a]! - items[b]!);
}

describe("the order of items by score", () => {
  it.each([0, 1, 2, 3, 200, 500])("is that of a sort that compares, of %i items", (count) => {
    for (const level of [1, 4, 1e9]) {
      const items = Uint32Array.from({ length: count }, (_, place) => (place * 7919) % 100_003);
      // Few levels: many scores are equal, 0 and −0 among them.
      const scores = Float32Array.from({ length: count }, () => Math.round(random.nextGaussian() * level) / level);
      expect([...placesByScore(scores, placesByItem(items))]).toEqual(plainly(scores, items));
    }
  });

  it("knows large, small and negative scores, and views into longer arrays", () => {
    const values = Float32Array.of(9, 1e-45, -1e-45, 0, -0, 3e38, -3e38, 1, -1);
    const items = Uint32Array.of(5, 70_000, 2, 4, 3, 2 ** 31 - 1, 0, 1);
    const scores = values.subarray(1);
    expect([...placesByScore(scores, placesByItem(items))]).toEqual(plainly(scores, items));
  });
});

describe("the order of items by the first column of a table", () => {
  it("is that of the column alone", () => {
    const items = Uint32Array.from({ length: 300 }, (_, place) => (place * 7919) % 100_003);
    const table = Float32Array.from({ length: 300 * 7 }, () => Math.round(random.nextGaussian() * 20));
    const column = Float32Array.from(items, (_, row) => table[row * 7]!);
    expect([...placesByScore(table, placesByItem(items), 7)]).toEqual(plainly(column, items));
  });
});

describe("a set of indices", () => {
  it("has what was added, each once", () => {
    const own = new IndexSet();
    for (const count of [0, 1, 2, 3, 64, 200, 1000, 5]) {
      const plain = new Set<number>();
      own.empty(count);
      while (plain.size < count) {
        const index = random.nextInteger(2) === 0 ? random.nextInteger(2 * count) : random.nextInteger(2 ** 31);
        expect(own.add(index)).toBe(!plain.has(index));
        plain.add(index);
      }
      for (const index of plain) expect(own.has(index)).toBe(true);
      for (let index = 0; index < 2 * count; index++) expect(own.has(index)).toBe(plain.has(index));
    }
  });
});
