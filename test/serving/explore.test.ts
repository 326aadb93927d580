import { describe, expect, it } from "vitest";
import { explore } from "../../src/serving/stages/explore.ts";
import { present } from "../../src/serving/stages/present.ts";
import type { EngineParts, Stage } from "../../src/serving/stages/stage.ts";
import { answer } from "../../src/serving/stages.ts";
import { HISTORY, idsIn as ids, LARGE_ARTEFACT, largeEngine } from "./large-fixture.ts";

const plain = await largeEngine();
/** What the two stages read of an engine. */
const parts = { artefact: LARGE_ARTEFACT } as EngineParts;

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
