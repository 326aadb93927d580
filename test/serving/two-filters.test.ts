import { describe, expect, it } from "vitest";
import { engine, ITEM_COUNT, idsOf, passes } from "./fixture.ts";

const small = await engine();

describe("two filters", () => {
  it("must both hold, in every list", () => {
    const [filter, alsoFilter] = [{ tags: ["two", "three"] }, { tags: { not: "five" }, year: { min: 1995 } }];
    const left = Array.from({ length: ITEM_COUNT }, (_, item) => item).filter(
      (item) => passes(filter, item) && passes(alsoFilter, item),
    );
    expect(left.length).toBeGreaterThan(3);
    expect(idsOf(small.popular({ filter, alsoFilter, k: 100 }))).toEqual(left);
    const recommended = small.recommend({ history: ["0"], filter, alsoFilter, k: 100 });
    expect(idsOf(recommended).toSorted((a, b) => a - b)).toEqual(left);
    expect(recommended.work.itemsExcluded).toBe(ITEM_COUNT - left.length + 0);
    expect(idsOf(small.popular({ alsoFilter: filter, k: 100 }))).toEqual(idsOf(small.popular({ filter, k: 100 })));
  });
});
