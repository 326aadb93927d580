import { describe, expect, it } from "vitest";
import { answer } from "../../src/serving/answer.ts";
import { explore } from "../../src/serving/stages/explore.ts";
import { present } from "../../src/serving/stages/present.ts";
import type { EngineParts, Stage } from "../../src/serving/stages/stage.ts";
import { engine, popularityEngine } from "./fixture.ts";
import { HISTORY, idsIn as ids, LARGE_ARTEFACT, largeEngine } from "./large-fixture.ts";

const plain = await largeEngine();
const byPopularity = await popularityEngine();
/** What the two stages read of an engine. */
const parts = { artefact: LARGE_ARTEFACT, popularity: LARGE_ARTEFACT.popularity } as EngineParts;

describe("exploration", () => {
  const wish = { history: HISTORY, k: 10, explore: { rate: 0.3, keep: 4 } };

  it("shows items as often as their propensities say", () => {
    const draws = 20_000;
    const ranking = { items: Uint32Array.from({ length: 600 }, (_, at) => at), scores: new Float32Array(600) };
    const given: Stage = { run: (state) => ({ ...state, list: { ranking, itemsScored: 0 } }) };
    const seen = new Map<string, { count: number; propensity: number }>();
    for (let draw = 0; draw < draws; draw++) {
      const { items } = answer([given, explore, present], { ...wish, recommendationId: `draw-${draw}` }, parts);
      expect(items.slice(0, 4).map(({ itemId }) => itemId)).toEqual(["i0", "i1", "i2", "i3"]);
      for (const [place, { itemId, propensity = Number.NaN }] of items.entries()) {
        const key = `${itemId} at ${place}`;
        const entry = seen.get(key) ?? { count: 0, propensity };
        if (entry.propensity !== propensity) throw new Error(`${key}: ${entry.propensity} and ${propensity}`);
        seen.set(key, { propensity, count: entry.count + 1 });
      }
    }
    expect(seen.size).toBeGreaterThan(300);
    let beyond = 0;
    for (const { count, propensity } of seen.values()) {
      const deviation = Math.sqrt(draws * propensity * (1 - propensity));
      // Of five hundred figures one or two lie beyond three deviations; none beyond four and a half.
      expect(Math.abs(count - draws * propensity)).toBeLessThanOrEqual(4.5 * deviation + 1);
      if (Math.abs(count - draws * propensity) > 3 * deviation + 1) beyond++;
    }
    expect(beyond / seen.size).toBeLessThan(0.01);
  }, 60_000);

  it("at a rate of 0 is certain of every place", () => {
    const { items } = plain.recommend({ ...wish, k: 10, recommendationId: "x", explore: { rate: 0, keep: 0 } });
    expect(items.every(({ propensity }) => propensity === 1)).toBe(true);
  });

  it("draws the same for the same id, and pages go on with the same draws", () => {
    const ask = (recommendationId: string, offset = 0) => ids(plain.recommend({ ...wish, recommendationId, offset }));
    expect(ask("a")).toEqual(ask("a"));
    expect(ask("a")).not.toEqual(ask("b"));
    const whole = Array.from({ length: 50 }, (_, page) => ask("a", page * 10)).flat();
    expect(new Set(whole).size).toBe(500);
    expect(whole.toSorted()).toEqual(ids(plain.recommend({ history: HISTORY, k: 500 })).toSorted());
  });

  it("is refused without an id, and beyond its limits", () => {
    expect(() => plain.recommend(wish)).toThrow("explore: expected a recommendationId");
    expect(() => plain.recommend({ ...wish, recommendationId: "a", explore: { rate: 1.1 } })).toThrow("explore.rate");
    expect(() => plain.recommend({ ...wish, recommendationId: "a", explore: { rate: 1, keep: -1 } })).toThrow(
      "explore.keep",
    );
  });
});

describe("exploration by Thompson sampling", () => {
  const thompson = {
    history: HISTORY,
    k: 20,
    recommendationId: "a",
    explore: { rate: 0.5, method: "thompson" as const },
  };
  const plainList = ids(plain.recommend({ history: HISTORY, k: 20 }));
  const sharedBy = (wish: object) => {
    const lists = Array.from({ length: 40 }, (_, at) =>
      ids(plain.recommend({ ...thompson, recommendationId: `${at}`, ...wish })),
    );
    return lists.reduce((sum, list) => sum + list.filter((itemId) => plainList.includes(itemId)).length, 0) / (40 * 20);
  };

  it("draws users around the folded-in one: near it at a low rate, further away at a high one", () => {
    const [near, far] = [sharedBy({ explore: { rate: 0.01, method: "thompson" } }), sharedBy({})];
    expect(near).toBeGreaterThan(0.8);
    expect(far).toBeLessThan(near);
    expect(ids(plain.recommend({ ...thompson, explore: { rate: 0, method: "thompson" } }))).toEqual(plainList);
  });

  it("draws the same for the same id, page by page, and says no propensity", () => {
    const whole = plain.recommend({ ...thompson, k: 40 });
    const pages = [0, 20].map((offset) => plain.recommend({ ...thompson, offset }));
    expect(pages.flatMap(ids)).toEqual(ids(whole));
    expect(whole.items.every(({ propensity }) => propensity === undefined)).toBe(true);
    expect(ids(plain.recommend({ ...thompson, recommendationId: "b" }))).not.toEqual(ids(pages[0]!));
    const { recommendationId, explore: wish } = thompson;
    const many = plain.recommendMany([{ history: HISTORY }], { k: 20, recommendationId, explore: wish });
    expect(many.map(ids)).toEqual([ids(pages[0]!)]);
  });

  it.each([
    [{ recommendationId: undefined }, "expected a recommendationId"],
    [{ explore: { rate: 0.5, method: "thompson", keep: 1 } }, "expected no `keep`"],
    [{ strategy: "best" }, "expected no strategy best"],
    [{ explain: true }, "expected no `explain`"],
    [{ explore: { rate: 1.5, method: "thompson" } }, "explore.rate"],
  ])("is refused with %j", (wish, message) => {
    expect(() => plain.recommend({ ...thompson, ...wish } as typeof thompson)).toThrow(message);
  });

  it("is refused by a model without equations of a user", async () => {
    const code = expect.objectContaining({ code: "unsupported-explore" });
    expect(() => byPopularity.recommend(thompson)).toThrow(code);
    expect(byPopularity.capabilities.explore).toEqual(["slots"]);
    expect(plain.capabilities.explore).toEqual(["slots", "thompson"]);
  });
});

describe("boosts of lists by likeness", () => {
  it.each(["average", "best"] as const)("order the popular items behind those of %s", async (strategy) => {
    const board = await engine();
    const { items } = board.recommend({ likes: ["0"], strategy, boost: "if(year > 2000, 5, 1)", k: 20 });
    const popular = items.filter(({ source }) => source === "popular").map(({ itemId }) => Number(itemId));
    // White items have nothing in common with a black one; the years of every fifth are not known.
    const standing = (item: number) => (20 - item) * (item % 5 !== 4 && item > 10 ? 5 : 1);
    const white = [1, 3, 5, 7, 9, 11, 13, 15, 17, 19];
    expect(popular).toEqual(white.toSorted((a, b) => standing(b) - standing(a) || a - b));
  });

  it.each(["average", "best"] as const)("multiply the scores of %s before the best are chosen", (strategy) => {
    const request = { likes: ["i3", "i77"], dislikes: ["i9"], strategy };
    const boost = "if(year > 1990, 3, 0.5)";
    const yearOf = (itemId: string) =>
      Number(itemId.slice(1)) % 7 === 0 ? undefined : 1950 + (Number(itemId.slice(1)) % 60);
    const all = [0, 1000].flatMap((offset) => plain.recommend({ ...request, k: 1000, offset }).items);
    const raised = all
      .filter(({ source }) => source === undefined)
      .map(({ itemId, score }) => {
        const year = yearOf(itemId);
        const factor = year === undefined ? 1 : year > 1990 ? 3 : 0.5;
        return { itemId, score: score < 0 ? score / factor : Math.fround(score * factor) };
      })
      .toSorted((a, b) => b.score - a.score);
    const listed = plain.recommend({ ...request, boost, k: 50 });
    expect(ids(listed)).toEqual(raised.slice(0, 50).map(({ itemId }) => itemId));
    expect(ids(listed)).not.toEqual(all.slice(0, 50).map(({ itemId }) => itemId));
  });
});
