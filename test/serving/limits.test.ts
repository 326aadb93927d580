import { describe, expect, it } from "vitest";
import { RequestError } from "../../src/errors.ts";
import { GENRES_OF, HISTORY, idsIn as ids, LARGE_COUNT, largeEngine, numberOf } from "./large-fixture.ts";

const plain = await largeEngine();

describe("limits", () => {
  it("hold for every value of an item, whatever must be looked through for it", () => {
    const list = ids(plain.recommend({ history: HISTORY, k: 10, limits: [{ column: "genres", atMost: 2 }] }));
    const counts = new Map<string, number>();
    for (const itemId of list) {
      for (const genre of GENRES_OF[numberOf(itemId)] ?? []) counts.set(genre, (counts.get(genre) ?? 0) + 1);
    }
    expect(Math.max(...counts.values())).toBe(2);
    // 97 of 100 items are of crime alone: the first hundred could not fill a list.
    const greedy: string[] = [];
    const left = new Map<string, number>();
    for (const itemId of ids(plain.recommend({ history: HISTORY, k: 1000 })).slice(0, 1000)) {
      const own = GENRES_OF[numberOf(itemId)] ?? [];
      if (own.some((genre) => (left.get(genre) ?? 0) >= 2)) continue;
      for (const genre of own) left.set(genre, (left.get(genre) ?? 0) + 1);
      greedy.push(itemId);
    }
    expect(list).toEqual(greedy.slice(0, 10));
    expect(list.length).toBeGreaterThan(5);
  });

  it("of numbers leave items without one alone", () => {
    const list = ids(plain.popular({ k: 300, limits: [{ column: "year", atMost: 1 }] }));
    expect(list.filter((itemId) => numberOf(itemId) % 7 === 0)).toHaveLength(Math.ceil(LARGE_COUNT / 7));
    expect(list).toHaveLength(Math.ceil(LARGE_COUNT / 7) + 60);
  });

  it("are answered alike for many people at a time", () => {
    const people = [{ history: HISTORY }, { history: ["i9"] }, {}];
    const common = { k: 9, limits: [{ column: "genres", atMost: 2 }] };
    const alone = people.map((person) => plain.recommend({ ...person, ...common }));
    expect(plain.recommendMany(people, common)).toEqual(alone);
  });

  it("name the nearest of the columns that there are", () => {
    const unknown = { limits: [{ column: "gneres", atMost: 1 }] };
    const message =
      'limits[0].column: expected a column of this catalogue: genres, year; got "gneres" (did you mean genres?)';
    expect(() => plain.recommend(unknown)).toThrow(new RequestError("unknown-limit-column", message));
    expect(() => plain.popular({ limits: [{ column: "genres", atMost: 0 }] })).toThrow("limits[0].atMost");
  });
});
