import { describe, expect, it } from "vitest";
import { type Action, hasFilters, initialPreferences, reduce } from "../../web/logic/preferences.ts";
import { toRequest } from "../../web/logic/request.ts";

const preferencesAfter = (...actions: readonly Action[]) => actions.reduce(reduce, initialPreferences());

describe("the preferences", () => {
  it("keep likes in order and once each", () => {
    const { likes } = preferencesAfter(
      { type: "like", itemId: "b" },
      { type: "like", itemId: "a" },
      { type: "like", itemId: "b" },
    );
    expect(likes).toEqual(["b", "a"]);
  });

  it("hold a work as liked or excluded, never both: the last word counts", () => {
    const excluded = preferencesAfter({ type: "like", itemId: "a" }, { type: "exclude", itemId: "a" });
    expect([excluded.likes, excluded.exclude]).toEqual([[], ["a"]]);
    const liked = reduce(excluded, { type: "like", itemId: "a" });
    expect([liked.likes, liked.exclude]).toEqual([["a"], []]);
  });

  it("turn a year range that is given the wrong way round", () => {
    const { yearMin, yearMax } = preferencesAfter({ type: "years", min: 1999, max: 1950 });
    expect([yearMin, yearMax]).toEqual([1950, 1999]);
  });

  it("clear every filter at once and nothing else", () => {
    const filtered = preferencesAfter(
      { type: "like", itemId: "a" },
      { type: "domain", domain: "film" },
      { type: "add-tag", tag: "noir" },
      { type: "years", min: 1940, max: undefined },
    );
    expect(hasFilters(filtered)).toBe(true);
    const cleared = reduce(filtered, { type: "clear-filters" });
    expect(cleared).toEqual(preferencesAfter({ type: "like", itemId: "a" }));
  });
});

describe("the request made of the preferences", () => {
  it("has no filter where none is set", () => {
    expect(toRequest(preferencesAfter({ type: "like", itemId: "a" }), { tagColumn: "tags" })).toEqual({
      history: ["a"],
      exclude: [],
      k: 10,
      rerank: true,
      filter: undefined,
    });
  });

  it("filters by domain, by any of the tags in the artefact's own column, and by an open or closed year range", () => {
    const state = preferencesAfter(
      { type: "domain", domain: "film" },
      { type: "add-tag", tag: "noir" },
      { type: "add-tag", tag: "spy" },
      { type: "years", min: 1940, max: undefined },
    );
    expect(toRequest(state, { tagColumn: "genres" }).filter).toEqual({
      domain: "film",
      genres: ["noir", "spy"],
      year: { min: 1940 },
    });
  });

  it("leaves tags out where the artefact has no column for them", () => {
    expect(
      toRequest(preferencesAfter({ type: "add-tag", tag: "noir" }), { tagColumn: undefined }).filter,
    ).toBeUndefined();
  });
});
