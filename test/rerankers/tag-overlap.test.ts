import { expect, it } from "vitest";
import { createCategoryColumn } from "../../src/data/items.ts";
import { tagOverlap } from "../../src/rerankers/tag-overlap.ts";

const TAGS = createCategoryColumn([["war", "film"], [], ["war"], ["love", "film", "war", "sea"], ["sea"]]);

it("is the share of a candidate's tags that the history has, 0 for an item without tags", () => {
  expect([...tagOverlap(TAGS, Uint32Array.of(0), Uint32Array.of(0, 1, 2, 3, 4))]).toEqual([1, 0, 1, 0.5, 0]);
  expect([...tagOverlap(TAGS, Uint32Array.of(2, 4), Uint32Array.of(3, 0))]).toEqual([0.5, 0.5]);
});

it("is 0 for an empty history and where the catalogue has no tags", () => {
  expect([...tagOverlap(TAGS, new Uint32Array(0), Uint32Array.of(0, 3))]).toEqual([0, 0]);
  expect([...tagOverlap(undefined, Uint32Array.of(0), Uint32Array.of(0, 3))]).toEqual([0, 0]);
});
