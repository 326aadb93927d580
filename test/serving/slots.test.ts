import { describe, expect, it } from "vitest";
import { shownProbability, slotsOf } from "../../src/serving/slots.ts";

describe("slots", () => {
  it("share the candidates out in turn, with shares by 1 / place", () => {
    const slots = slotsOf(4, 2, 9);
    expect(slots.map(({ own, candidates }) => [own, candidates])).toEqual([
      [2, [4, 6, 8]],
      [3, [5, 7]],
    ]);
    const total = 1 / 5 + 1 / 7 + 1 / 9;
    expect(slots[0]?.shares).toEqual([1 / 5 / total, 1 / 7 / total, 1 / 9 / total]);
  });

  it("show kept items for certain, own ones mostly, candidates seldom and others never", () => {
    const slots = slotsOf(4, 2, 600);
    expect(shownProbability(slots, 4, 0.3, 1)).toBe(1);
    expect(shownProbability(slots, 4, 0.3, 3)).toBe(0.7);
    expect(shownProbability(slots, 4, 0.3, 500)).toBe(0);
    const all = Array.from({ length: 600 }, (_, place) => shownProbability(slots, 4, 0.3, place));
    expect(all.reduce((sum, one) => sum + one, 0)).toBeCloseTo(4, 12);
  });

  it("are none where the list ends with the order", () => {
    expect(slotsOf(4, 0, 4)).toEqual([]);
    expect(slotsOf(4, 4, 100)).toEqual([]);
  });
});
