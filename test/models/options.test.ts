import { describe, expect, it } from "vitest";
import { OptionsError } from "../../src/errors.ts";
import {
  IMPLICIT_ALS_DEFAULTS,
  implicitAlsOptions,
  manifestOptions,
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
    [{ objective: "hkv", unobservedWeight: 1 }, "unobservedWeight: expected none with objective=hkv, got 1"],
    [{ confidenceOffset: 0 }, "confidenceOffset: expected none with objective=ials"],
  ])("of one objective are refused beside the other: %j", (given, message) => {
    expect(() => implicitAlsOptions(given)).toThrow(OptionsError);
    expect(() => implicitAlsOptions(given)).toThrow(message);
  });

  it("leave no observed pair below one that was not, with hkv", () => {
    const given = { objective: "hkv", confidence: 0.5, confidenceOffset: 0.4 };
    expect(() => implicitAlsOptions(given)).toThrow("confidenceOffset + confidence: expected 1 or more, got 0.4 + 0.5");
    expect(implicitAlsOptions({ ...given, confidence: 0.6 }).confidence).toBe(0.6);
  });

  it("of the objective that was there first stand in a manifest as they did, without those of the other", () => {
    const names = Object.keys(manifestOptions(IMPLICIT_ALS_DEFAULTS));
    expect(names.join(" ")).toBe(
      "factors regularization regularizationExponent unobservedWeight weighting confidence epochs solver cgSteps blockSize initialScale dislikeTarget",
    );
    const hkv = manifestOptions(implicitAlsOptions({ objective: "hkv", nonNegative: true }));
    expect(hkv).toMatchObject({ objective: "hkv", confidenceOffset: 1, nonNegative: true });
    expect(hkv).not.toHaveProperty("unobservedWeight");
    // A manifest is read by the same rules.
    expect(manifestOptions(implicitAlsOptions(hkv))).toEqual(hkv);
  });

  it("have the weight 1 of unobserved pairs with hkv, whatever the data", () => {
    const dense = { rowCount: 1, columnCount: 9, offsets: Uint32Array.of(0, 1), indices: Uint32Array.of(2) };
    const matrix = { ...dense, values: Float32Array.of(1) };
    expect(implicitAlsOptions({ objective: "hkv" }, matrix).unobservedWeight).toBe(1);
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
    ["binary", 0.5 + 2],
    ["linear", 0.5 + 2 * 3],
    ["log", 0.5 + 2 * Math.log(4)],
  ])("is the whole confidence with hkv by the formula of %s", (weighting, expected) => {
    const options = implicitAlsOptions({ objective: "hkv", weighting, confidence: 2, confidenceOffset: 0.5 });
    expect(observedWeight(options, 3)).toBe(Math.fround(expected));
  });

  it("may be 1 with hkv, where implicit has its default, and nothing below", () => {
    expect(observedWeight(implicitAlsOptions({ objective: "hkv", confidence: 1, confidenceOffset: 0 }), 3)).toBe(1);
    const linear = implicitAlsOptions({ objective: "hkv", weighting: "linear", confidence: 0.5, confidenceOffset: 0 });
    expect(observedWeight(linear, 2)).toBe(1);
    expect(() => observedWeight(linear, 1.5)).toThrow(
      "value: expected one above 0 with a confidence of 1 or more, got 1.5",
    );
  });

  it.each([
    ["linear", 0],
    ["linear", -2],
    ["log", 0],
    ["log", -0.5],
    ["linear", Number.NaN],
    ["linear", Number.POSITIVE_INFINITY],
  ])("is refused by hkv with weighting=%s for the value %s", (weighting, value) => {
    const options = implicitAlsOptions({ objective: "hkv", weighting, confidenceOffset: 3 });
    expect(() => observedWeight(options, value)).toThrow(RangeError);
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

  it("counts what was observed alone with hkv", () => {
    const options = implicitAlsOptions({ objective: "hkv", regularization: 0.5, regularizationExponent: 1 });
    expect(rowRegularization(options, 3, 70)).toBe(1.5);
  });
});
