import { describe, expect, it } from "vitest";
import { initialPreferences, type Preferences } from "../../web/logic/preferences.ts";
import { decodeTaste, encodeTaste, settle } from "../../web/logic/taste-code.ts";
import { MAXIMUM_FRAGMENT_LENGTH, readFragment, tasteLink } from "../../web/logic/taste-link.ts";
import { createVisitStore, type TextStorage } from "../../web/logic/visit-store.ts";

const TASTE: Preferences = {
  ...initialPreferences(),
  likes: ["b&=#%", "ä b", "c"],
  dislikes: ["__proto__"],
  k: 20,
  rerank: false,
  diversity: 0.3,
  choices: new Map([
    ["tags", ["film noir", "a.b=c"]],
    ["from.x", ["y"]],
  ]),
  ranges: new Map([
    ["year", { min: -700, max: undefined }],
    ["price", { min: 1.5, max: 99.95 }],
  ]),
};

describe("a link that carries a taste", () => {
  it("gives the same taste back, whatever is in ids and columns", () => {
    const { address, leftOut } = tasteLink("https://a.example/page?x=1#results-heading", TASTE);
    expect(address).toMatch(/^https:\/\/a\.example\/page\?x=1#taste\?/);
    expect(leftOut).toBe(0);
    expect(readFragment(new URL(address).hash)).toEqual({ kind: "taste", preferences: TASTE });
  });

  it("is short where little was said", () => {
    expect(encodeTaste(initialPreferences())).toBe("");
    expect(encodeTaste({ ...initialPreferences(), likes: ["a"] })).toBe("like=a");
  });

  it("keeps the latest where there is too much for an address, and counts the rest", () => {
    const likes = Array.from({ length: 1000 }, (_, at) => `item-number-${at}`);
    const { address, leftOut } = tasteLink("https://a.example/", { ...TASTE, likes });
    const { hash } = new URL(address);
    expect(hash.length).toBeLessThanOrEqual(MAXIMUM_FRAGMENT_LENGTH);
    const read = readFragment(hash);
    expect(read.kind === "taste" && read.preferences.likes).toEqual(likes.slice(leftOut - 1));
    expect(read.kind === "taste" && read.preferences.dislikes).toEqual([]);
  });

  it("is none of ours where the fragment is another's", () => {
    expect(readFragment("")).toEqual({ kind: "none" });
    expect(readFragment("#results-heading")).toEqual({ kind: "none" });
  });

  it.each([
    "#taste",
    "#taste?like=",
    "#taste?like=a&like=a",
    "#taste?like=a&dislike=a",
    "#taste?like=a&k=7",
    "#taste?diversity=2",
    "#taste?from.year=soon",
    "#taste?rerank=perhaps",
    "#taste?evil=1",
    `#taste?like=${"x".repeat(MAXIMUM_FRAGMENT_LENGTH)}`,
  ])("is left aside with a message where it cannot be read: %.40s", (fragment) => {
    const read = readFragment(fragment);
    expect(read.kind === "bad" && read.message).toContain("left aside");
  });
});

describe("a taste in another catalogue", () => {
  it("loses what is not there, which is counted", () => {
    const facets = [{ column: "tags", label: "", values: [{ value: "film noir", count: 1 }] }];
    const ranges = [{ column: "year", label: "", stops: [], words: String }];
    const settled = settle(TASTE, { has: (itemId) => itemId === "c", facets, ranges });
    expect([settled.unknownItems, settled.unknownFilters]).toEqual([3, 3]);
    expect(settled.preferences).toEqual({
      ...TASTE,
      ...{ likes: ["c"], dislikes: [] },
      choices: new Map([["tags", ["film noir"]]]),
      ranges: new Map([["year", { min: -700, max: undefined }]]),
    });
  });
});

/** A storage in memory. */
function memory(): TextStorage & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
  };
}

describe("what is kept of a visit", () => {
  it("comes back, the place included, and is another's in another catalogue", () => {
    const storage = memory();
    const store = createVisitStore(() => storage, "films");
    expect(store.load()).toBeUndefined();
    expect(store.save({ ...TASTE, where: "both" })).toBe(true);
    expect(store.load()).toEqual({ ...TASTE, where: "both" });
    expect(createVisitStore(() => storage, "shop").load()).toBeUndefined();
  });

  it("is forgotten with everything else that the page stored", () => {
    const storage = memory();
    storage.setItem("theme", "dark");
    const store = createVisitStore(() => storage, "films", ["theme"]);
    store.save(TASTE);
    store.forget();
    expect(storage.entries.size).toBe(0);
  });

  it("is nothing where it cannot be read", () => {
    const storage = memory();
    for (const text of ["", "browser", "nowhere?like=a", "browser?like=", "{"]) {
      storage.setItem("nearedge-visit:films", text);
      expect(createVisitStore(() => storage, "films").load()).toBeUndefined();
    }
  });

  it("is nothing where the browser refuses, which saving says", () => {
    const store = createVisitStore(() => {
      throw new Error("SecurityError");
    }, "films");
    expect([store.load(), store.save(TASTE)]).toEqual([undefined, false]);
    store.forget();
  });
});

it("a taste with an unknown name in it is none", () => {
  expect(decodeTaste("like=a&where=edge")).toBeUndefined();
});
