import { describe, expect, it } from "vitest";
import { foldText, formatMilliseconds, ordinal } from "../../web/logic/text.ts";

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
});
