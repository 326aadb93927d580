import { describe, expect, it } from "vitest";
import type { RecommendedItem } from "../../src/serving/types.ts";
import type { Answer } from "../../web/logic/answer.ts";
import { announcement, fallbackSentence, settledSentence, tailSentence } from "../../web/logic/messages.ts";
import { initialPreferences } from "../../web/logic/preferences.ts";

const WORDS = { one: "work", many: "works", headline: "", searchHint: "", coverShape: "portrait" } as const;
const PRODUCTS = { ...WORDS, one: "product", many: "products" } as const;

/** A list of personal items, then popular ones. */
function answer(personal: number, popular: number, fallback?: string): Answer {
  const items: RecommendedItem[] = [
    ...Array.from({ length: personal }, (_, at) => ({ itemId: `own-${at}`, score: 1 })),
    ...Array.from({ length: popular }, (_, at) => ({ itemId: `popular-${at}`, score: 0, source: "popular" as const })),
  ];
  return { items, fallback, reranked: false, unknownItemIds: [], work: {}, version: "1" };
}

describe("what the page says of a list", () => {
  it.each([
    [3, 2, "2 works of this list are there for being popular: no more follows from what you chose."],
    [3, 1, "1 work of this list is there for being popular: no more follows from what you chose."],
    [3, 0, ""],
  ])("of %i personal and %i popular works is %j", (personal, popular, expected) => {
    expect(tailSentence(answer(personal, popular), WORDS)).toBe(expected);
  });

  it("is the reason where nothing in it is personal", () => {
    expect(tailSentence(answer(0, 4, "no-signal"), WORDS)).toBe("");
    expect(fallbackSentence("no-signal", WORDS)).toBe(
      "Nothing here follows from what you chose, so these are the most popular works.",
    );
  });

  it("is in the words of the catalogue", () => {
    expect(fallbackSentence("empty-history", PRODUCTS)).toContain("the most popular products");
    expect(announcement(answer(0, 2, "no-signal"), 0, (itemId) => itemId, PRODUCTS)).toBe(
      "2 popular products. First: popular-0.",
    );
    expect(announcement(answer(0, 0), 0, (itemId) => itemId, PRODUCTS)).toBe("No product matches the filters.");
  });

  it("counts what a catalogue does not have", () => {
    const settled = (unknownItems: number, unknownFilters: number) =>
      settledSentence({ preferences: initialPreferences(), unknownItems, unknownFilters }, "of this link", PRODUCTS);
    expect(settled(0, 0)).toBe("");
    expect(settled(1, 0)).toBe("1 product of this link is not in this catalogue and left out.");
    expect(settled(2, 1)).toBe("2 products and 1 filter of this link are not in this catalogue and left out.");
  });
});
