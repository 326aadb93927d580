import { describe, expect, it } from "vitest";
import { unionOf } from "../../src/rerankers/candidates.ts";

const of = (...lists: number[][]) => lists.map((items) => ({ items: Uint32Array.from(items) }));

describe("the union of lists", () => {
  it("takes from the lists in turn, each item once", () => {
    expect([...unionOf(of([1, 2, 3, 4], [2, 9, 1, 8]), 8)]).toEqual([1, 2, 9, 3, 4, 8]);
    expect([...unionOf(of([1, 2], [3, 4], [5, 6]), 6)]).toEqual([1, 3, 5, 2, 4, 6]);
  });

  it("ends with the places there are, in the middle of a turn", () => {
    expect([...unionOf(of([1, 2, 3], [4, 5, 6], [7, 8, 9]), 4)]).toEqual([1, 4, 7, 2]);
    expect([...unionOf(of([1, 2, 3], [1, 2, 4]), 3)]).toEqual([1, 2, 3]);
    expect([...unionOf(of([1, 2], [3]), 0)]).toEqual([]);
  });

  it("goes on where one list ends, so that the other has its places", () => {
    expect([...unionOf(of([1], [4, 5, 6]), 4)]).toEqual([1, 4, 5, 6]);
    expect([...unionOf(of([], [4, 5, 6]), 2)]).toEqual([4, 5]);
    expect([...unionOf(of([], []), 5)]).toEqual([]);
    expect([...unionOf([], 5)]).toEqual([]);
  });

  it("of one list is its beginning", () => {
    expect([...unionOf(of([5, 3, 4]), 2)]).toEqual([5, 3]);
  });

  it("refuses a count that is none", () => {
    expect(() => unionOf(of([1]), -1)).toThrow("count: expected an integer from 0");
    expect(() => unionOf(of([1]), 1.5)).toThrow("count: expected an integer from 0");
  });
});
