import { describe, expect, it } from "vitest";
import { checkInteger, checkLength, checkNumber, checkOneOf, offsetFault, show } from "../src/check.ts";

describe("show", () => {
  it.each([
    ["text", '"text"'],
    ["x".repeat(61), `"${"x".repeat(57)}..."`],
    ["x".repeat(60), `"${"x".repeat(60)}"`],
    [Number.NaN, "NaN"],
    [true, "true"],
    [undefined, "undefined"],
    [null, "null"],
    [[1, 2], "an array of 2"],
    [10n, "a bigint"],
    [{ a: 1 }, "an object"],
  ])("%s → %s", (value, expected) => {
    expect(show(value)).toBe(expected);
  });
});

describe("checkInteger", () => {
  it.each([1, 5, 9])("returns %s", (value) => {
    expect(checkInteger("k", value, 1, 9)).toBe(value);
  });

  it.each([0, 10, 2.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses the value %s with a RangeError", (value) => {
    const check = () => checkInteger("k", value, 1, 9);
    expect(check).toThrow(RangeError);
    expect(check).toThrow(`k: expected an integer from 1 to 9, got ${value}`);
  });

  it.each(["5", null, undefined, 5n, [5]])("refuses %s of another kind with a TypeError", (value) => {
    expect(() => checkInteger("k", value, 1, 9)).toThrow(TypeError);
  });
});

describe("checkNumber", () => {
  it.each([0, 0.5, 1])("returns %s", (value) => {
    expect(checkNumber("share", value, 0, 1)).toBe(value);
  });

  it.each([-0.1, 1.1, Number.NaN])("refuses the value %s with a RangeError", (value) => {
    const check = () => checkNumber("share", value, 0, 1);
    expect(check).toThrow(RangeError);
    expect(check).toThrow(`share: expected a number from 0 to 1, got ${value}`);
  });

  it("refuses text with a TypeError", () => {
    expect(() => checkNumber("share", "0.5", 0, 1)).toThrow(TypeError);
  });
});

describe("checkOneOf", () => {
  it("returns a value of the list and refuses others with the list", () => {
    expect(checkOneOf("solver", "cg", ["cholesky", "cg"])).toBe("cg");
    const check = () => checkOneOf("solver", "sgd", ["cholesky", "cg"]);
    expect(check).toThrow(RangeError);
    expect(check).toThrow('solver: expected one of cholesky, cg; got "sgd"');
  });
});

describe("checkLength", () => {
  it("refuses another length than the shape says", () => {
    expect(() => checkLength("gram", 4, 4)).not.toThrow();
    expect(() => checkLength("gram", 3, 4)).toThrow(new RangeError("gram: expected 4 elements, got 3"));
  });
});

describe("offsetFault", () => {
  it.each([
    [[0, 2, 2, 5], undefined],
    [[0, 5], undefined],
    [[], "expected to start at 0, got nothing"],
    [[1, 5], "expected to start at 0, got 1"],
    [[0, 3, 2, 5], "falls from 3 to 2 at 2"],
    [[0, 0xffff_ffff, 5], "falls from 4294967295 to 5 at 2"],
    [[0, 4], "expected to end at 5, got 4"],
    [[0, 6], "expected to end at 5, got 6"],
    [[0], "expected to end at 5, got 0"],
  ])("says of %j over 5 entries: %s", (offsets, expected) => {
    expect(offsetFault(Uint32Array.from(offsets), 5)).toBe(expected);
  });

  it("finds no fault in no row over no entries", () => {
    expect(offsetFault(Uint32Array.of(0), 0)).toBeUndefined();
  });
});
