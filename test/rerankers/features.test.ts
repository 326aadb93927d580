import { describe, expect, it } from "vitest";
import { createCategoryColumn } from "../../src/data/items.ts";
import { featureSpace } from "../../src/rerankers/features.ts";
import type { ItemFacts } from "../../src/rerankers/item-facts.ts";
import { type Person, personOf } from "../../src/rerankers/person.ts";
import type { Retriever } from "../../src/rerankers/retriever.ts";

const ITEM_COUNT = 20;
const ITEMS = Array.from({ length: ITEM_COUNT }, (_, item) => item);
const COLOURS = ITEMS.map((item) => [["red"], [], ["red", "blue"], ["green"]][item % 4] ?? []);
const POPULARITY = Float32Array.from(ITEMS, (item) => (item * 7) % 11);
const MEANS = Float32Array.from(ITEMS, (item) => 1 + (item % 5));
const YEARS = Float64Array.from(ITEMS, (item) => (item % 6 === 5 ? Number.NaN : 1990 + item));
const scoreOf = (item: number): number => Math.sin(3 * item);
const likeness = (item: number, other: number): number => Math.cos(item * 5 + other * 3);

const facts: ItemFacts = {
  popularity: POPULARITY,
  meanValues: MEANS,
  times: undefined,
  categories: [{ name: "colour", column: createCategoryColumn(COLOURS) }],
  numbers: [{ name: "year", values: YEARS }],
};

/** A retriever by two functions; it counts how often it is looked through. */
function plain(name: string, score = scoreOf, knowsLikeness = true): Retriever & { looks: () => number } {
  let looks = 0;
  return {
    name,
    knowsLikeness,
    looks: () => looks,
    best: () => ({ items: new Uint32Array(0), scores: new Float32Array(0) }),
    look: (person, { items, recent, sums }) => {
      looks++;
      const rows = [...items].map((item) => [
        score(item),
        ...Array.from(recent, (other) => likeness(item, other)),
        ...sums.map((weights) =>
          person.items.reduce((sum, other, at) => sum + weights[at]! * likeness(item, other), 0),
        ),
      ]);
      const width = 1 + recent.length + sums.length;
      return { values: Float32Array.from(rows.flat()), width, recentAt: 1, sumsAt: 1 + recent.length };
    },
  };
}

/** The features of candidates by name. */
function read(person: Person, items: readonly number[], { retrievers = [plain("one")], of = facts } = {}) {
  const { names, read: rowsOf } = featureSpace(retrievers, of);
  const rows = rowsOf(person, Uint32Array.from(items));
  expect(rows).toHaveLength(items.length * names.length);
  return Object.fromEntries(
    names.map((name, at) => [
      name,
      items.map((_, place) => rows[place * names.length + at] ?? Number.NEGATIVE_INFINITY),
    ]),
  );
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const expectClose = (found: readonly number[] | undefined, expected: readonly number[]): void => {
  expect(found).toHaveLength(expected.length);
  for (const [place, value] of expected.entries()) {
    if (Number.isNaN(value)) expect(found?.[place]).toBeNaN();
    else expect(found?.[place]).toBeCloseTo(value, 5);
  }
};

const HISTORY = [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12];
const VALUES = HISTORY.map((_, at) => 1 + ((at * 3) % 5));
/** Oldest first: the last ten are all but 12 and 0. */
const SEQUENCE = [12, 0, 6, 3, 9, 1, 11, 7, 2, 10, 4, 8];
const person = personOf(Uint32Array.from(HISTORY), Float32Array.from(VALUES), Uint32Array.from(SEQUENCE));
const CANDIDATES = [19, 5, 13, 18, 14, 15, 16, 17];

describe("features of candidates", () => {
  const found = read(person, CANDIDATES);

  it("stand in one order, that of the list of names", () => {
    expect(Object.keys(found)).toEqual([
      ...[
        "one.score",
        "one.rank",
        "one.last-1",
        "one.last-3",
        "one.last-10",
        "one.nearest",
        "one.history",
        "one.valued",
      ],
      ...["colour.history", "colour.last", "colour.valued", "popularity", "novelty", "mean-value", "year.difference"],
      "length",
    ]);
  });

  it("have the score standardised over the candidates, and its rank among them", () => {
    const scores = CANDIDATES.map(scoreOf);
    const deviation = Math.sqrt(mean(scores.map((score) => (score - mean(scores)) ** 2)));
    expectClose(
      found["one.score"],
      scores.map((score) => (score - mean(scores)) / deviation),
    );
    const ranked = [...scores].sort((a, b) => b - a);
    expectClose(
      found["one.rank"],
      scores.map((score) => Math.log2(ranked.indexOf(score) + 2) / 8),
    );
  });

  it.each([
    ["last-1", 1],
    ["last-3", 3],
    ["last-10", 10],
  ])("have the mean likeness %s to the last items", (name, count) => {
    const last = SEQUENCE.slice(-count);
    expectClose(
      found[`one.${name}`],
      CANDIDATES.map((item) => mean(last.map((other) => likeness(item, other)))),
    );
  });

  it("have the largest likeness to one of the last ten, and the mean over the whole history", () => {
    const last = SEQUENCE.slice(-10);
    expectClose(
      found["one.nearest"],
      CANDIDATES.map((item) => Math.max(...last.map((other) => likeness(item, other)))),
    );
    expectClose(
      found["one.history"],
      CANDIDATES.map((item) => mean(HISTORY.map((other) => likeness(item, other)))),
    );
  });

  const deviations = VALUES.map((value) => value - mean(VALUES));
  const distance = deviations.reduce((sum, value) => sum + Math.abs(value), 0);

  it("have the likeness to what was valued above the mean, less that to what was valued below", () => {
    expectClose(
      found["one.valued"],
      CANDIDATES.map((item) => {
        return HISTORY.reduce((sum, other, at) => sum + (deviations[at]! / distance) * likeness(item, other), 0);
      }),
    );
  });

  it("compare categories with the history, its last five, and what was valued", () => {
    const total = POPULARITY.reduce((sum, count) => sum + count, 0);
    const compare = (others: readonly number[], weights: readonly number[]): number[] =>
      CANDIDATES.map((item) => {
        const own = COLOURS[item]!;
        if (own.length === 0) return 0;
        const gains = own.map((colour) => {
          const base = ITEMS.reduce((sum, one) => sum + (COLOURS[one]!.includes(colour) ? POPULARITY[one]! : 0), 0);
          const has = (other: number): number => Number(COLOURS[other]!.includes(colour));
          return others.reduce((sum, other, at) => sum + weights[at]! * (has(other) - base / total), 0);
        });
        return mean(gains);
      });
    const even = (count: number): number[] => new Array(count).fill(1 / count);
    expectClose(found["colour.history"], compare(HISTORY, even(HISTORY.length)));
    expectClose(found["colour.last"], compare(SEQUENCE.slice(-5), even(5)));
    expectClose(
      found["colour.valued"],
      compare(
        HISTORY,
        deviations.map((value) => value / distance),
      ),
    );
    expect(new Set(found["colour.last"]).size).toBeGreaterThan(2);
  });

  it("have popularity, novelty and the mean value", () => {
    const logarithm = (item: number): number => Math.log1p(POPULARITY[item]!);
    expectClose(found.popularity, CANDIDATES.map(logarithm));
    expectClose(
      found.novelty,
      CANDIDATES.map((item) => logarithm(item) - mean(HISTORY.map(logarithm))),
    );
    expect(found["mean-value"]).toEqual(CANDIDATES.map((item) => MEANS[item]));
  });

  it("have the number less its mean over the last ten whose number is known, NaN where the candidate's is not", () => {
    const known = SEQUENCE.slice(-10).filter((item) => !Number.isNaN(YEARS[item]));
    expect(known).toHaveLength(9);
    const years = mean(known.map((item) => YEARS[item]!));
    expectClose(
      found["year.difference"],
      CANDIDATES.map((item) => YEARS[item]! - years),
    );
    expect(found["year.difference"]?.filter(Number.isNaN)).toHaveLength(2);
  });

  it("have the length of the history", () => {
    expectClose(found.length as unknown as number[], new Array(CANDIDATES.length).fill(Math.log1p(HISTORY.length)));
  });
});

describe("features of one person after another", () => {
  it("keep nothing of who came before", () => {
    const { read: rowsOf } = featureSpace([plain("one")], facts);
    const items = Uint32Array.from(CANDIDATES);
    const first = rowsOf(person, items);
    expect(rowsOf(person, items)).toEqual(first);
  });
});

describe("what is not known", () => {
  const without = { ...facts, meanValues: undefined };

  it("of an order is NaN in features of the last items, and numbers are compared with the whole history", () => {
    const unordered = read(personOf(Uint32Array.from(HISTORY), Float32Array.from(VALUES), undefined), CANDIDATES);
    const ordered = read(person, CANDIDATES);
    for (const name of ["one.last-1", "one.last-3", "one.last-10", "one.nearest", "colour.last"]) {
      expect(unordered[name]?.every(Number.isNaN), name).toBe(true);
    }
    for (const name of ["one.history", "one.valued", "one.score", "colour.history", "novelty", "length"]) {
      expect(unordered[name], name).toEqual(ordered[name]);
    }
    const known = HISTORY.filter((item) => !Number.isNaN(YEARS[item]));
    const years = mean(known.map((item) => YEARS[item]!));
    expectClose(
      unordered["year.difference"],
      CANDIDATES.map((item) => YEARS[item]! - years),
    );
  });

  it("of values has no feature where values are no ratings", () => {
    const names = Object.keys(read(person, CANDIDATES, { of: without }));
    expect(names.filter((name) => name.includes("value"))).toEqual([]);
  });

  it("of some values counts for nothing; all alike or unknown values give 0", () => {
    const partly = VALUES.map((value, at) => (at % 3 === 0 ? Number.NaN : value));
    const found = read(personOf(person.items, Float32Array.from(partly), person.sequence), CANDIDATES);
    const known = partly.filter((value) => !Number.isNaN(value));
    const distance = known.reduce((sum, value) => sum + Math.abs(value - mean(known)), 0);
    expectClose(
      found["one.valued"],
      CANDIDATES.map((item) =>
        HISTORY.reduce((sum, other, at) => {
          const value = partly[at]!;
          return Number.isNaN(value) ? sum : sum + ((value - mean(known)) / distance) * likeness(item, other);
        }, 0),
      ),
    );
    for (const value of [3, Number.NaN]) {
      const flat = read(
        personOf(
          person.items,
          person.values.map(() => value),
          person.sequence,
        ),
        CANDIDATES,
      );
      for (const name of ["one.valued", "colour.valued"]) expect(flat[name]).toEqual(CANDIDATES.map(() => 0));
    }
  });

  it("of likeness leaves score and rank alone, and asks for no more", () => {
    const found = read(person, CANDIDATES, { retrievers: [plain("deaf", scoreOf, false)], of: without });
    const own = Object.keys(found).filter((name) => name.startsWith("deaf."));
    expect(own).toEqual(["deaf.score", "deaf.rank"]);
    expect(found["deaf.score"]).toEqual(read(person, CANDIDATES)["one.score"]);
  });

  it("of the years of a history is NaN for all", () => {
    const found = read(personOf(Uint32Array.of(5, 11), Float32Array.of(1, 1), Uint32Array.of(5, 11)), [0, 1]);
    expect(found["year.difference"]?.every(Number.isNaN)).toBe(true);
  });
});

describe("features at their ends", () => {
  it("of a history of one item are its own in every window", () => {
    const found = read(personOf(Uint32Array.of(4), Float32Array.of(5), Uint32Array.of(4)), CANDIDATES);
    const own = CANDIDATES.map((item) => likeness(item, 4));
    for (const name of ["last-1", "last-3", "last-10", "nearest", "history"]) expectClose(found[`one.${name}`], own);
    expect(found["one.valued"]).toEqual(CANDIDATES.map(() => 0));
  });

  it("of a history of two items take the mean of both for the last three and ten", () => {
    const found = read(personOf(Uint32Array.of(4, 9), Float32Array.of(1, 1), Uint32Array.of(9, 4)), CANDIDATES);
    const both = CANDIDATES.map((item) => (likeness(item, 4) + likeness(item, 9)) / 2);
    for (const name of ["last-3", "last-10", "history"]) expectClose(found[`one.${name}`], both);
    expectClose(
      found["one.last-1"],
      CANDIDATES.map((item) => likeness(item, 4)),
    );
  });

  it("of equal scores have 0 for the score, and ranks by item index", () => {
    const found = read(person, [19, 5, 13], { retrievers: [plain("one", () => 0.1)] });
    expect(found["one.score"]).toEqual([0, 0, 0]);
    expectClose(
      found["one.rank"],
      [2, 0, 1].map((rank) => Math.log2(rank + 2) / 8),
    );
  });

  it("of no candidates are none", () => {
    expect(Object.values(read(person, [])).flat()).toEqual([]);
  });

  it("do not depend on other candidates but for score and rank", () => {
    const [all, two] = [read(person, CANDIDATES), read(person, [13, 16])];
    for (const [name, values] of Object.entries(two)) {
      if (/score|rank/.test(name)) continue;
      expect(values, name).toEqual([all[name]?.[2], all[name]?.[6]]);
    }
  });

  it("of times are there where they are asked for", () => {
    const times = { age: POPULARITY.map((count) => count / 2), trend: POPULARITY.map((count) => -count) };
    const found = read(person, CANDIDATES, { of: { ...facts, times } });
    expect(Object.keys(found).slice(-2)).toEqual(["age", "trend"]);
    expect(found.age).toEqual(CANDIDATES.map((item) => times.age[item]));
    expect(found.trend).toEqual(CANDIDATES.map((item) => times.trend[item]));
  });

  it("of two retrievers stand one behind the other, each looked at once", () => {
    const retrievers = [plain("one"), plain("two", (item) => -item)];
    const found = read(person, CANDIDATES, { retrievers });
    const names = Object.keys(found).filter((name) => /^(one|two)\./.test(name));
    expect(names.map((name) => name.slice(0, 3))).toEqual([...new Array(8).fill("one"), ...new Array(8).fill("two")]);
    expect(found["one.score"]).toEqual(read(person, CANDIDATES)["one.score"]);
    expectClose(
      found["two.rank"],
      CANDIDATES.map((item) => Math.log2([...CANDIDATES].sort((a, b) => a - b).indexOf(item) + 2) / 8),
    );
    expect(retrievers.map(({ looks }) => looks())).toEqual([1, 1]);
  });
});
