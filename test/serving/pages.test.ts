import { describe, expect, it } from "vitest";
import type { RecommendRequest } from "../../src/serving/types.ts";
import { HISTORY, idsIn as ids, LARGE_COUNT, largeEngine } from "./large-fixture.ts";

const plain = await largeEngine();
const withHead = await largeEngine(true);
const shown = HISTORY.map((_, at) => ({ itemId: `i${at * 9}`, at: 1000 - at }));
const SINKING = { rate: 0.5, halfLife: 600 };
/** The best of the plain list, all of which sink. */
const many = ids(plain.recommend({ history: HISTORY, k: 190 })).map((itemId) => ({ itemId, at: 1000 }));

describe("pages", () => {
  const wishes: [string, Partial<RecommendRequest>][] = [
    ["a plain list", {}],
    ["diversity", { diversity: 0.6 }],
    ["limits", { limits: [{ column: "genres", atMost: 6 }] }],
    [
      "limits of two columns",
      {
        limits: [
          { column: "year", atMost: 1 },
          { column: "genres", atMost: 30 },
        ],
      },
    ],
    ["rotation", { rotation: { rate: 0.9, halfLife: 600 }, shown, now: 1000 }],
    ["a least score", { minScore: 0.4 }],
    ["a least score, filled up", { minScore: 0.9, fill: "popular" }],
    ["a least score, filled by similar items", { minScore: 0.9, fill: "similar" }],
    ["exploration", { explore: { rate: 0.5, keep: 3 }, recommendationId: "a" }],
    ["exploration of a diverse list", { explore: { rate: 0.5 }, recommendationId: "a", diversity: 0.5 }],
    ["seen items", { excludeSeen: false }],
    ["limits of a diverse list", { diversity: 0.5, limits: [{ column: "year", atMost: 1 }] }],
    [
      "limits of a rotated list",
      { rotation: SINKING, shown: many.slice(0, 80), now: 1000, limits: [{ column: "year", atMost: 1 }] },
    ],
    [
      "rotation of a list with a least score, filled up",
      {
        ...{ rotation: SINKING, shown: many.slice(0, 80), now: 1000, limits: [{ column: "year", atMost: 1 }] },
        ...{ minScore: 0.001, fill: "popular" },
      },
    ],
    ["rotation of a diverse list", { diversity: 0.9, rotation: { rate: 1, halfLife: 600 }, shown: many, now: 1000 }],
    [
      "exploration of a limited list",
      { explore: { rate: 1, keep: 1 }, recommendationId: "b", limits: [{ column: "genres", atMost: 6 }] },
    ],
  ];
  it.each(wishes)("are parts of one order: %s", (_, wish) => {
    for (const recommender of [plain, withHead]) {
      const ask = (offset: number, k: number) => ids(recommender.recommend({ history: HISTORY, ...wish, offset, k }));
      const pages = [ask(0, 12), ask(12, 12), ask(24, 12)];
      // Exploration draws by the length of a page.
      if (!wish.explore) expect(pages.flat()).toEqual(ask(0, 36));
      expect(new Set(pages.flat()).size).toBe(pages.flat().length);
    }
  });

  it("go on beyond what a head orders", () => {
    const whole = ids(withHead.recommend({ history: HISTORY, k: 420 }));
    expect(ids(withHead.recommend({ history: HISTORY, offset: 190, k: 30 }))).toEqual(whole.slice(190, 220));
    expect(ids(withHead.recommend({ history: HISTORY, offset: 400, k: 20 }))).toEqual(whole.slice(400));
  });

  it("end where the catalogue does", () => {
    const left = LARGE_COUNT - HISTORY.length;
    expect(plain.recommend({ history: HISTORY, offset: left - 3 }).items).toHaveLength(3);
    expect(plain.recommend({ history: HISTORY, offset: left }).items).toEqual([]);
    expect(plain.popular({ offset: 1500 }).items).toEqual([expect.objectContaining({ itemId: "i1500", score: 1 })]);
  });

  it("of similar and popular items are parts of one order as well", () => {
    const similar = (offset: number, k: number) => ids(plain.similar({ itemId: "i5", offset, k, diversity: 0.3 }));
    expect([...similar(0, 7), ...similar(7, 7)]).toEqual(similar(0, 14));
    const popular = (offset: number, k: number) =>
      ids(plain.popular({ offset, k, limits: [{ column: "year", atMost: 1 }] }));
    expect([...popular(0, 20), ...popular(20, 20)]).toEqual(popular(0, 40));
  });

  it.each([
    [{ offset: -1 }, "offset: expected an integer from 0 to 10000, got -1"],
    [{ offset: 10_001 }, "offset: expected an integer from 0 to 10000, got 10001"],
    [{ offset: 0.5 }, "offset: expected an integer from 0 to 10000, got 0.5"],
  ])("are refused beyond their limits: %j", (wish, message) => {
    expect(() => plain.recommend(wish)).toThrow(new RangeError(message));
    expect(plain.recommend({ offset: 10_000 }).items).toEqual([]);
  });
});

describe("seen items", () => {
  it("are listed where a request asks for that, with what it excludes still left out", () => {
    const listed = ids(plain.recommend({ history: HISTORY, excludeSeen: false, exclude: ["i77"], k: 1000 }));
    const among = HISTORY.filter((itemId) => listed.includes(itemId));
    expect(among).not.toContain("i77");
    expect(among.length).toBeGreaterThan(0);
    expect(HISTORY.some((itemId) => ids(plain.recommend({ history: HISTORY, k: 1000 })).includes(itemId))).toBe(false);
  });
});
