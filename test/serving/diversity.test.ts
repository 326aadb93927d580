import { describe, expect, it } from "vitest";
import type { RecommendResponse } from "../../src/serving/types.ts";
import { engine, popularityEngine } from "./fixture.ts";
import { FACTORS, HISTORY, idsIn as ids, largeEngine, numberOf, ROWS } from "./large-fixture.ts";

const plain = await largeEngine();
const withHead = await largeEngine(true);

describe("diversity", () => {
  const cosine = (first: number, second: number): number => {
    let [sum, a, b] = [0, 0, 0];
    for (let lane = 0; lane < FACTORS; lane++) {
      const [x, y] = [ROWS[first * FACTORS + lane]!, ROWS[second * FACTORS + lane]!];
      sum += x * y;
      a += x * x;
      b += y * y;
    }
    return Math.max(0, sum / Math.sqrt(a * b));
  };

  /** Maximal marginal relevance among the first 200, said anew. */
  function marginal(list: RecommendResponse["items"], share: number, k: number): string[] {
    const left = list.slice(0, 200).map(({ itemId, score }) => ({ itemId, score }));
    const [most, least] = [left[0]!.score, left.at(-1)!.score];
    const chosen: string[] = [];
    while (chosen.length < k) {
      const values = left.map(({ itemId, score }) => {
        const likeness = chosen.map((other) => cosine(numberOf(itemId), numberOf(other)));
        return (1 - share) * ((score - least) / (most - least)) - share * Math.max(0, ...likeness);
      });
      const best = values.indexOf(Math.max(...values));
      chosen.push(...left.splice(best, 1).map(({ itemId }) => itemId));
    }
    return chosen;
  }

  it.each([0.1, 0.3, 0.6, 1])("is that of maximal marginal relevance: %d", (diversity) => {
    for (const [at, recommender] of [plain, withHead].entries()) {
      for (let user = 0; user < 20; user++) {
        const history = [`i${user * 31}`, `i${user * 7 + 3}`, `i${1400 - user}`];
        const list = recommender.recommend({ history, k: 200 }).items;
        const diverse = ids(recommender.recommend({ history, diversity, k: 15 }));
        // Scores of this head are often equal, so that rounding may decide.
        if (at === 0) expect(diverse).toEqual(marginal(list, diversity, 15));
        expect(diverse).not.toEqual(list.slice(0, 15).map(({ itemId }) => itemId));
      }
    }
  });

  it("of 0 changes nothing", () => {
    const request = { history: HISTORY, k: 40 };
    expect(withHead.recommend({ ...request, diversity: 0 })).toEqual(withHead.recommend(request));
  });

  it("leaves popular items behind what follows from the history, and orders those of a fallback", async () => {
    const small = await engine();
    const colours = ids(small.recommend({ history: ["0"], diversity: 0.9, k: 20 })).map((id) => Number(id) % 2);
    expect(colours).toEqual([...Array(10).fill(0), ...Array(10).fill(1)]);
    const popular = small.recommend({ diversity: 0.9, k: 4 });
    expect(popular.fallback).toBe("empty-history");
    expect(new Set(ids(popular).map((id) => Number(id) % 2)).size).toBe(2);
  });

  it("goes by categories where a model has neither factors nor weights", async () => {
    const byPopularity = await popularityEngine();
    expect(byPopularity.capabilities.diversity).toBe("categories");
    const [first, second] = ids(byPopularity.recommend({ diversity: 0.8 }));
    expect(first).toBe("0");
    expect(Number(second) % 2).toBe(1);
  });

  it.each([-0.01, 1.01, Number.NaN])("is refused beyond 0 to 1: %d", (diversity) => {
    expect(() => plain.recommend({ diversity })).toThrow(/diversity: expected a number from 0 to 1/);
  });
});
