import { describe, expect, it } from "vitest";
import { parseOptionText } from "../../src/cli/option-text.ts";
import type { OptionSpec } from "../../src/models/option-specs.ts";

describe("the text of an option", () => {
  it.each([
    ["64", 64],
    ["-0.5", -0.5],
    ["1e-3", 0.001],
    [" 8 ", 8],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["true", true],
    ["false", false],
    ["yes", "yes"],
    ["64px", "64px"],
    ["NaN", "NaN"],
    ["", ""],
    [" ", " "],
    ["toString", "toString"],
  ])("%j stands for %j", (text, value) => {
    expect(parseOptionText(text)).toBe(value);
  });

  it.each<OptionSpec["kind"]>(["text", "choice"])("stays a text where the option is a %s", (kind) => {
    for (const text of ["2024", "true", "cosine"]) expect(parseOptionText(text, kind)).toBe(text);
  });

  it.each<OptionSpec["kind"]>(["integer", "number", "flag"])(
    "is left for the option to refuse where it is no %s",
    (kind) => {
      expect(parseOptionText("many", kind)).toBe("many");
    },
  );
});
