import { describe, expect, it } from "vitest";
import type { Answer } from "../../web/logic/answer.ts";
import {
  agreementOf,
  agreementWords,
  compareLists,
  comparisonDetail,
  comparisonSentence,
} from "../../web/logic/comparison.ts";

/** One item a letter, scores 10, 9, 8 … unless shifted. */
const list = (ids: string, shift = 0) => [...ids].map((itemId, place) => ({ itemId, score: 10 - place + shift }));

const sentence = (left: string, right: string) => comparisonSentence(compareLists(list(left), list(right)));

describe("comparing two lists", () => {
  it.each([
    ["abcd", "abcd", "4 of 4 shared, same order"],
    ["abcd", "abdc", "4 of 4 shared, different order"],
    ["abcd", "axcd", "3 of 4 shared, same order"],
    ["abc", "abcde", "3 of 5 shared, same order"],
    ["ab", "bc", "1 of 2 shared"],
    ["ab", "cd", "0 of 2 shared"],
    ["", "", "Both lists are empty"],
  ])("of %s and %s says %s", (left, right, expected) => {
    expect(sentence(left, right)).toBe(expected);
  });

  it("measures the largest difference of a shared item's scores, by item and not by place", () => {
    expect(compareLists(list("abc"), list("abc", 0.25)).maximumScoreGap).toBe(0.25);
    expect(compareLists(list("ab"), list("ba")).maximumScoreGap).toBe(1);
    expect(compareLists(list("ab"), list("cd")).maximumScoreGap).toBe(0);
  });

  it("says what stands behind the agreement: another version, a head on one side, or the scores", () => {
    const answer = (shift: number, part: Partial<Answer> = {}): Answer => ({
      items: list("abc", shift),
      fallback: undefined,
      reranked: false,
      unknownItemIds: [],
      work: { itemsScored: 3 },
      version: "v1",
      ...part,
    });
    const detail = (edge: Answer) => comparisonDetail(compareLists(answer(0).items, edge.items), answer(0), edge);
    expect(detail(answer(0))).toBe("scores identical");
    expect(detail(answer(0.25))).toBe("scores differ by at most 2.5e-1");
    expect(detail(answer(0, { reranked: true }))).toBe("only the edge has re-ranked");
    expect(detail(answer(0, { version: "v2" }))).toBe("the edge serves another version, v2");
    expect(detail(answer(0, { items: [] }))).toBe("");
  });

  it("says of each item where it stands in the other list", () => {
    const words = (itemId: string, place: number) => agreementWords(agreementOf(itemId, place, list("abc")));
    expect([words("a", 1), words("c", 1), words("x", 2)]).toEqual(["same place", "3rd there", "only here"]);
  });
});
