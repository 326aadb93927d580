import { describe, expect, it } from "vitest";
import { type Action, hasFilters, initialPreferences, reduce, verdictOn } from "../../web/logic/preferences.ts";
import { toRequest } from "../../web/logic/request.ts";

const preferencesAfter = (...actions: readonly Action[]) => actions.reduce(reduce, initialPreferences());
const ABLE = { explain: true, diversity: "factors", history: true } as const;

describe("the preferences", () => {
  it("keep likes in order and once each", () => {
    const { likes } = preferencesAfter({ type: "like-all", itemIds: ["b", "a"] }, { type: "like", itemId: "b" });
    expect(likes).toEqual(["b", "a"]);
  });

  it("hold an item as liked or disliked, never both: the last word counts, and can be taken back", () => {
    const disliked = preferencesAfter({ type: "like", itemId: "a" }, { type: "dislike", itemId: "a" });
    expect([disliked.likes, disliked.dislikes, verdictOn(disliked, "a")]).toEqual([[], ["a"], "dislike"]);
    const liked = reduce(disliked, { type: "like", itemId: "a" });
    expect([liked.likes, liked.dislikes, verdictOn(liked, "a")]).toEqual([["a"], [], "like"]);
    expect(verdictOn(reduce(liked, { type: "undo", itemId: "a" }), "a")).toBeUndefined();
  });

  it("turn a range that is given the wrong way round, and forget one that is open at both ends", () => {
    const set = preferencesAfter({ type: "range", column: "year", bounds: { min: 1999, max: 1950 } });
    expect(set.ranges.get("year")).toEqual({ min: 1950, max: 1999 });
    const open = reduce(set, { type: "range", column: "year", bounds: { min: undefined, max: undefined } });
    expect(hasFilters(open)).toBe(false);
  });

  it("clear every filter at once and nothing else", () => {
    const filtered = preferencesAfter(
      { type: "like", itemId: "a" },
      { type: "choose", column: "domain", value: "film" },
      { type: "range", column: "year", bounds: { min: 1940, max: undefined } },
    );
    expect(hasFilters(filtered)).toBe(true);
    expect(reduce(filtered, { type: "clear-filters" })).toEqual(preferencesAfter({ type: "like", itemId: "a" }));
  });

  it("have no filter left when the last choice of a column is taken back", () => {
    const choice = { column: "tags", value: "noir" } as const;
    expect(hasFilters(preferencesAfter({ type: "choose", ...choice }, { type: "unchoose", ...choice }))).toBe(false);
  });
});

describe("the request made of the preferences", () => {
  it("has nothing that was not said", () => {
    const plain = { explain: false, diversity: "none", history: true } as const;
    expect(toRequest(preferencesAfter({ type: "like", itemId: "a" }), plain)).toEqual({
      ...{ history: ["a"], k: 10, rerank: true },
    });
  });

  it("asks for what is like the likes where a model folds no history in, and has factors", () => {
    expect(toRequest(initialPreferences(), { ...ABLE, history: false }).strategy).toBe("average");
    expect(toRequest(initialPreferences(), { ...ABLE, history: false, diversity: "none" }).strategy).toBeUndefined();
    expect(toRequest(initialPreferences(), ABLE).strategy).toBeUndefined();
  });

  it("filters by any of the choices of a column and by open or closed ranges", () => {
    const state = preferencesAfter(
      { type: "choose", column: "domain", value: "film" },
      { type: "choose", column: "genres", value: "noir" },
      { type: "choose", column: "genres", value: "spy" },
      { type: "range", column: "year", bounds: { min: 1940, max: undefined } },
      { type: "range", column: "price", bounds: { min: 5, max: 9.5 } },
    );
    expect(toRequest(state, ABLE).filter).toEqual({
      ...{ domain: ["film"], genres: ["noir", "spy"], year: { min: 1940 }, price: { min: 5, max: 9.5 } },
    });
  });

  it("names dislikes, of which the hundred latest count and older ones are left out", () => {
    const dislikes = Array.from({ length: 103 }, (_, at) => `item-${at}`);
    const request = toRequest({ ...initialPreferences(), dislikes }, ABLE);
    expect(request.dislikes).toEqual(dislikes.slice(3));
    expect(request.exclude).toEqual(dislikes.slice(0, 3));
  });
});
