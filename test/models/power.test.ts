import { describe, expect, it } from "vitest";
import { powerByRoots } from "../../src/models/power.ts";

describe("a power by square roots", () => {
  it.each([0, 1, 2, 3, 7, 100, 99_999])("of %i is exact for whole and half exponents", (base) => {
    expect(powerByRoots(base, 0)).toBe(1);
    expect(powerByRoots(base, 1)).toBe(base);
    expect(powerByRoots(base, 2)).toBe(base * base);
    expect(powerByRoots(base, 0.5)).toBe(Math.sqrt(base));
    expect(powerByRoots(base, 1.5)).toBe(base * Math.sqrt(base));
    expect(powerByRoots(base, 0.25)).toBe(Math.sqrt(Math.sqrt(base)));
  });

  it("is within rounding of the operator for any other", () => {
    for (const base of [1, 2, 3, 10, 737, 1e6]) {
      for (const exponent of [0.1, 1 / 3, 0.7, 0.9999999, 1.1, Math.SQRT2, 1.9, 1e-9]) {
        expect(powerByRoots(base, exponent) / base ** exponent).toBeCloseTo(1, 13);
      }
    }
  });
});
