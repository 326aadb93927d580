import { describe, expect, it } from "vitest";
import { foldText, formatMilliseconds, formatRating, ordinal, signedPercent } from "../../web/logic/text.ts";

describe("folding text for search", () => {
  it.each([
    ["L'Étranger", "letranger"],
    ["Yasujirō Ozu", "yasujiro ozu"],
    ["Brontë, E.", "bronte e"],
    ["Øresund — Łódź", "oresund lodz"],
    ["Œuvre & straße", "oeuvre strasse"],
    ["戦争と平和", "戦争と平和"],
    ["  ", ""],
  ])("turns %s into %s", (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });
});

describe("words for numbers", () => {
  it("gives ordinals their English endings", () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 102, 111].map(ordinal)).toEqual([
      "1st",
      "2nd",
      "3rd",
      "4th",
      "11th",
      "12th",
      "13th",
      "21st",
      "102nd",
      "111th",
    ]);
  });

  it("shows of a duration the digits that mean something", () => {
    expect([0.084, 4.21, 130.4].map(formatMilliseconds)).toEqual(["0.08 ms", "4.2 ms", "130 ms"]);
  });

  it("gives shares their sign, and ratings a star", () => {
    expect([0.1234, -0.0491, 0, -0.0001].map(signedPercent)).toEqual(["+12.3 %", "−4.9 %", "±0.0 %", "±0.0 %"]);
    expect([4.25, 4.96, 3].map(formatRating)).toEqual(["★ 4.3", "★ 5.0", "★ 3.0"]);
  });
});
