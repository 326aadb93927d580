import { describe, expect, it } from "vitest";
import { engine, popularityEngine } from "./fixture.ts";
import { HISTORY, idsIn as ids, largeEngine } from "./large-fixture.ts";

const plain = await largeEngine();
const withHead = await largeEngine(true);

describe("a least score", () => {
  it("ends the list where scores fall below that share of the first", () => {
    const all = plain.recommend({ history: HISTORY, k: 1000 }).items;
    const kept = all.filter(({ score }) => score >= 0.5 * all[0]!.score);
    expect(kept.length).toBeGreaterThan(3);
    expect(plain.recommend({ history: HISTORY, k: 1000, minScore: 0.5 }).items).toEqual(kept);
  });

  it("is one of odds behind a head", () => {
    const all = withHead.recommend({ history: HISTORY, k: 200 }).items;
    const kept = all.filter(({ score }) => Math.exp(score - all[0]!.score) >= 0.2);
    expect(withHead.recommend({ history: HISTORY, k: 200, minScore: 0.2 }).items).toEqual(kept);
  });

  it("leaves room for popular or similar items, each with its source", () => {
    const request = { history: HISTORY, k: 12, minScore: 0.95 };
    const own = plain.recommend(request).items;
    const popular = plain.recommend({ ...request, fill: "popular" }).items;
    expect(popular.slice(0, own.length)).toEqual(own);
    expect(popular.slice(own.length).map(({ itemId, source }) => [itemId, source])).toEqual(
      [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11].slice(0, 12 - own.length).map((item) => [`i${item}`, "popular"]),
    );
    const similar = plain.recommend({ ...request, fill: "similar" }).items;
    expect(similar.slice(own.length).every(({ source }) => source === "similar")).toBe(true);
    const [nearest] = ids(plain.similar({ itemId: "i41", exclude: [...HISTORY, ...own.map(({ itemId }) => itemId)] }));
    expect(similar[own.length]?.itemId).toBe(nearest);
    expect(similar.map(({ score }) => score)).toEqual(similar.map(({ score }) => score).toSorted((a, b) => b - a));
  });
});

describe("what fills a list up", () => {
  it("is nothing, where a request says so: the list ends where its signal does", async () => {
    const small = await engine();
    const { items, fallback } = small.recommend({ history: ["0"], k: 20, fill: "none" });
    expect(items).toHaveLength(10);
    expect(items.every(({ source }) => source === undefined)).toBe(true);
    expect(fallback).toBeUndefined();
    expect(small.recommend({ fill: "none" })).toMatchObject({ items: [], fallback: "empty-history" });
  });

  it("is refused where a model does not know similar items", async () => {
    const byPopularity = await popularityEngine();
    const code = { code: "unsupported-fill", message: expect.stringContaining("fill: the model (popularity)") };
    expect(() => byPopularity.recommend({ fill: "similar" })).toThrow(expect.objectContaining(code));
  });
});
