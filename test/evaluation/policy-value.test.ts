import { describe, expect, it } from "vitest";
import { policyValue } from "../../src/evaluation/policy-value.ts";

describe("the value of a policy", () => {
  const lists = [
    [
      { reward: 1, propensity: 0.5, target: 1 },
      { reward: 0, propensity: 1, target: 1 },
    ],
    [
      { reward: 4, propensity: 0.8, target: 0.2 },
      { reward: 3, propensity: 0.25, target: 0 },
    ],
  ];

  it("weighs rewards by target / propensity, list by list", () => {
    // Weights 2, 1, 0.25, 0; lists of 2 and 1.
    const { value, standardError, low, high, normalised, effectiveItems, overlap } = policyValue(lists);
    expect(value).toBeCloseTo(1.5, 12);
    expect(standardError).toBeCloseTo(0.5, 12);
    expect(high).toBeCloseTo(1.5 + 0.5 * 1.959964, 9);
    expect(low).toBeCloseTo(1.5 - 0.5 * 1.959964, 9);
    expect(normalised).toBeCloseTo((3 / 3.25) * 2, 12);
    expect(effectiveItems).toBeCloseTo(3.25 ** 2 / (4 + 1 + 0.0625), 12);
    expect(overlap).toBe(0.75);
  });

  it("has no interval by one list, and none of its items by a policy that shows none of them", () => {
    expect(policyValue(lists.slice(0, 1))).toMatchObject({ value: 2, standardError: undefined, low: undefined });
    const never = policyValue([[{ reward: 1, propensity: 1, target: 0 }], []]);
    expect(never).toMatchObject({ value: 0, normalised: undefined, effectiveItems: 0, overlap: 0 });
  });
});
