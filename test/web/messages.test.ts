import { describe, expect, it } from "vitest";
import type { RecommendedItem } from "../../src/serving/types.ts";
import type { Answer } from "../../web/logic/answer.ts";
import { fallbackSentence, tailSentence } from "../../web/logic/messages.ts";

/** A list of personal items, then popular ones. */
function answer(personal: number, popular: number, fallback?: string): Answer {
  const items: RecommendedItem[] = [
    ...Array.from({ length: personal }, (_, at) => ({ itemId: `own-${at}`, score: 1 })),
    ...Array.from({ length: popular }, (_, at) => ({ itemId: `popular-${at}`, score: 0, source: "popular" as const })),
  ];
  return { items, fallback, reranked: false, unknownItemIds: [], itemsScored: 9, version: "1" };
}

describe("what the page says of a list", () => {
  it.each([
    [3, 2, "2 works of this list are there for being popular: no more follows from what you chose."],
    [3, 1, "1 work of this list is there for being popular: no more follows from what you chose."],
    [3, 0, ""],
  ])("of %i personal and %i popular works is %j", (personal, popular, expected) => {
    expect(tailSentence(answer(personal, popular))).toBe(expected);
  });

  it("is the reason where nothing in it is personal", () => {
    expect(tailSentence(answer(0, 4, "no-signal"))).toBe("");
    expect(fallbackSentence("no-signal")).toBe(
      "Nothing here follows from what you chose, so these are the most popular works.",
    );
  });
});
