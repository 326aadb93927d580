import { describe, expect, it } from "vitest";
import { foldInRidge, foldInWithBias } from "../../src/models/fold-in.ts";

/** Four items of two factors. */
const FACTORS = { factorCount: 2, itemFactors: Float32Array.of(1, 0, 0, 2, 1, 1, -1, 3) };
const ALL = Uint32Array.of(0, 1, 2, 3);
/** t = 1 + 2·y₀ − 3·y₁ */
const TARGETS = Float64Array.of(3, -5, 0, -10);

describe("folding in with a bias", () => {
  it("finds bias and factors that explain all targets, but for the least penalty", () => {
    const { bias, factors } = foldInWithBias(FACTORS, ALL, TARGETS, { factors: 0, bias: 0 });
    expect(bias).toBeCloseTo(1, 3);
    expect([...factors].map((value) => Math.round(value * 1e3) / 1e3)).toEqual([2, -3]);
  });

  it("has one answer without penalties too, where a history is shorter than the factors", () => {
    // The shortest (b, x) with b + 2·x₁ = 5.
    const { bias, factors } = foldInWithBias(FACTORS, ALL.subarray(1, 2), Float64Array.of(5), { factors: 0, bias: 0 });
    expect(bias).toBeCloseTo(1, 4);
    expect(factors[0]).toBeCloseTo(0, 4);
    expect(factors[1]).toBeCloseTo(2, 4);
  });

  it("is foldInRidge without a bias, to the last bit", () => {
    const { bias, factors } = foldInWithBias(FACTORS, ALL, TARGETS, { factors: 0.7, bias: undefined });
    expect(bias).toBe(0);
    expect(factors).toEqual(foldInRidge(FACTORS, ALL, TARGETS, 0.7));
  });

  it("penalises the bias by itself", () => {
    const one = (bias: number) =>
      foldInWithBias(FACTORS, ALL.subarray(0, 1), Float64Array.of(6), { factors: 1, bias }).bias;
    // min (6 − b − x₀)² + x₀² + λ b²:  b = 6 / (1 + 2λ)
    expect([1, 2].map(one)).toEqual([expect.closeTo(2, 10), expect.closeTo(1.2, 10)]);
  });
});
