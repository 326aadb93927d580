import { describe, expect, it } from "vitest";
import { isMissing, isMissingNumber } from "../../src/data/readers/items/missing.ts";

describe("a cell without a value", () => {
  it.each(["", " ", "NaN", "nan", "NULL", "null", "\\N", "N/A", "n/a", "<NA>", "#N/A", " NULL "])(
    "is %j in any column",
    (text) => {
      expect([isMissing(text), isMissingNumber(text)]).toEqual([true, true]);
    },
  );

  it.each(["NA", "None", "none", "nil", "missing", "unknown", "-", "?", ".", "NaT", "Infinity", "#DIV/0!"])(
    "is %j among numbers, and a value among texts",
    (text) => {
      expect([isMissing(text), isMissingNumber(text)]).toEqual([false, true]);
    },
  );

  it.each(["0", "-1", "Nano", "Nullarbor", "n", "N"])("is not %j", (text) => {
    expect([isMissing(text), isMissingNumber(text)]).toEqual([false, false]);
  });
});
