import { describe, expect, it } from "vitest";
import { csrFromCoordinates } from "../../src/data/csr.ts";
import { createCategoryColumn } from "../../src/data/items.ts";
import { byCategories } from "../../src/serving/likeness/by-categories.ts";
import { byWeights } from "../../src/serving/likeness/by-weights.ts";
import type { Likeness } from "../../src/serving/likeness/likeness.ts";

/** How like the items are to the one at `place`. */
function lookAt(likeness: Likeness, items: number[], place: number): number[] {
  const target = new Float32Array(items.length).fill(Number.NaN);
  likeness.among(Uint32Array.from(items))(place, target);
  return [...target];
}

describe("likeness by weights", () => {
  // Rows: [3, 4, 0, 0], [4, 3, 0, 0], [0, −1, 0, 2], nothing.
  const likeness = byWeights(
    csrFromCoordinates(
      4,
      4,
      Uint32Array.of(0, 0, 1, 1, 2, 2),
      Uint32Array.of(0, 1, 0, 1, 1, 3),
      Float32Array.of(3, 4, 4, 3, -1, 2),
    ),
  );

  it("is the cosine of rows, 0 where it is negative or a row is empty, and remembers nothing of the look before", () => {
    const expected = [24 / 25, 1, 0, 0].map(Math.fround);
    expect(lookAt(likeness, [0, 1, 2, 3], 1)).toEqual(expected);
    expect(lookAt(likeness, [2, 3], 0)).toEqual([1, 0]);
    expect(lookAt(likeness, [0, 1, 2, 3], 1)).toEqual(expected);
  });
});

describe("likeness by categories", () => {
  const likeness = byCategories([
    createCategoryColumn([["a", "b"], ["b", "c", "d"], [], ["a", "b"]]),
    createCategoryColumn([["x"], ["x"], [], ["y"]]),
  ]);

  it("is what two items share over what they have together, in all columns", () => {
    expect(lookAt(likeness, [0, 1, 2, 3], 0)).toEqual([1, 2 / 5, 0, 2 / 4].map(Math.fround));
    expect(lookAt(likeness, [0, 1, 2, 3], 2)).toEqual([0, 0, 0, 0]);
  });
});
