import { describe, expect, it } from "vitest";
import { OptionsError } from "../../src/errors.ts";
import {
  IMPLICIT_ALS_DEFAULTS,
  implicitAlsOptions,
  observedWeight,
  rowRegularization,
} from "../../src/models/implicit-als/implicit-als.ts";

describe("the options of implicit ALS", () => {
  it("are the defaults where nothing is given", () => {
    expect(implicitAlsOptions({})).toEqual(IMPLICIT_ALS_DEFAULTS);
    expect(implicitAlsOptions({ factors: undefined })).toEqual(IMPLICIT_ALS_DEFAULTS);
  });

  it("are those that are given, and the defaults of the others", () => {
    expect(implicitAlsOptions({ factors: 32, regularization: 1e-3, solver: "cg" })).toEqual({
      ...IMPLICIT_ALS_DEFAULTS,
      factors: 32,
      regularization: 0.001,
      solver: "cg",
    });
  });

  it("do not change the defaults", () => {
    implicitAlsOptions({ factors: 7 });
    expect(IMPLICIT_ALS_DEFAULTS.factors).toBe(64);
  });

  it("of an unknown name are refused with the names that exist", () => {
    expect(() => implicitAlsOptions({ factor: 3 })).toThrow(OptionsError);
    expect(() => implicitAlsOptions({ factor: 3 })).toThrow(/no option factor; it has factors, regularization/);
    expect(() => implicitAlsOptions({ toString: 3 })).toThrow(OptionsError);
  });

  it.each([
    ["factors", 0],
    ["factors", 513],
    ["factors", 2.5],
    ["regularization", -1],
    ["regularization", Number.POSITIVE_INFINITY],
    ["regularizationExponent", 2.1],
    ["unobservedWeight", 0],
    ["confidence", -0.1],
    ["epochs", 0],
    ["cgSteps", 0],
    ["blockSize", 0],
    ["blockSize", 513],
    ["blockSize", 4.5],
    ["initialScale", 0],
    ["weighting", "square"],
    ["solver", "sgd"],
  ])("%s=%s is out of range", (name, value) => {
    expect(() => implicitAlsOptions({ [name]: value })).toThrow(RangeError);
    expect(() => implicitAlsOptions({ [name]: value })).toThrow(name);
  });

  it.each([
    ["factors", ""],
    ["factors", "many"],
    ["epochs", true],
    ["regularization", null],
  ])("%s=%s is of the wrong kind", (name, value) => {
    expect(() => implicitAlsOptions({ [name]: value })).toThrow(TypeError);
  });
});

describe("the weight of an observed pair", () => {
  it.each([
    ["binary", 1],
    ["linear", 1 + 2 * 3],
    ["log", 1 + 2 * Math.log(4)],
  ])("is by the formula of %s", (weighting, expected) => {
    expect(observedWeight(implicitAlsOptions({ weighting, confidence: 2 }), 3)).toBe(Math.fround(expected));
  });

  it.each([
    ["linear", -1],
    ["linear", Number.NaN],
    ["log", -1],
    ["linear", Number.POSITIVE_INFINITY],
  ])("is refused with weighting=%s for the value %s", (weighting, value) => {
    expect(() => observedWeight(implicitAlsOptions({ weighting }), value)).toThrow(RangeError);
  });
});

describe("the regularisation of a row", () => {
  it.each([
    [0, 0.5],
    [0.5, 0.5 * Math.sqrt(3 + 0.1 * 70)],
    [1, 0.5 * (3 + 0.1 * 70)],
  ])("with exponent %s is λ·n^ν", (regularizationExponent, expected) => {
    const options = implicitAlsOptions({ regularization: 0.5, unobservedWeight: 0.1, regularizationExponent });
    expect(rowRegularization(options, 3, 70)).toBeCloseTo(expected, 6);
  });
});
