import { describe, expect, it } from "vitest";
import { profileDataset } from "../../src/data/profile.ts";
import { parseTransform } from "../../src/data/transforms.ts";
import { datasetFrom, historyOf, profileOf } from "./profile-fixture.ts";

const DAY = 86_400;

/** ann rated a, b, c, d; bob rated a, b; eve rated a. */
const FILMS = [
  { userId: "ann", itemId: "a", value: 5, timestamp: 0 },
  { userId: "ann", itemId: "b", value: 4, timestamp: DAY - 1 },
  { userId: "ann", itemId: "c", value: 1, timestamp: DAY },
  { userId: "ann", itemId: "d", value: 1 },
  { userId: "bob", itemId: "a", value: 5, timestamp: 3 * DAY + 0.5 },
  { userId: "bob", itemId: "b", value: 2, timestamp: 3 * DAY },
  { userId: "eve", itemId: "a", value: 3, timestamp: 3 * DAY },
] as const;

describe("the profile of seven ratings", () => {
  const profile = profileDataset(datasetFrom(FILMS, "explicit", { a: 1999, b: 1979.5, c: 1999, d: 20_010_101 }));

  it("has the sizes and the share of the matrix that is known", () => {
    expect(profile.sizes).toEqual({ users: 3, items: 4, interactions: 7, density: 7 / 12, sparsity: 1 - 7 / 12 });
    expect([profile.name, profile.feedback]).toEqual(["hand-made", "explicit"]);
  });

  it("has the moments, from the first to the last that is known", () => {
    const [first, last] = ["1970-01-01T00:00:00Z", "1970-01-04T00:00:00Z"];
    expect(profile.timestamps).toEqual({ known: 6, share: 6 / 7, first, last });
  });

  it("summarises the values, with the deviation of the population", () => {
    const deviation = Math.sqrt((25 + 16 + 1 + 1 + 25 + 4 + 9) / 7 - 9);
    expect(profile.values).toMatchObject({ distinct: 5, minimum: 1, maximum: 5, mean: 3, median: 3 });
    expect(profile.values.standardDeviation).toBeCloseTo(deviation, 12);
  });

  it("counts each value", () => {
    const counts = [1, 2, 3, 4, 5].map((value, at) => ({ value, count: [2, 1, 1, 1, 2][at] }));
    expect(profile.valueDistribution).toEqual({ kind: "distinct", values: counts });
  });

  it("counts the interactions of each day, those without any among them", () => {
    const points = [2, 1, 0, 3].map((count, at) => ({ start: `1970-01-0${at + 1}`, count }));
    expect(profile.overTime).toEqual({ unit: "day", points });
  });

  it("counts users and items by how much they have, in bins of growing width", () => {
    expect(profile.perUser.bins).toEqual([
      { low: 1, high: 2, count: 1 },
      { low: 2, high: 3, count: 1 },
      { low: 3, high: 4, count: 0 },
      { low: 4, high: 6, count: 1 },
    ]);
    expect(profile.perItem.quantiles).toEqual({
      minimum: 1,
      p25: 1,
      median: 1.5,
      p75: 2.25,
      p90: 2.7,
      p99: 2.97,
      maximum: 3,
    });
    expect([profile.perUser.mean, profile.perItem.mean]).toEqual([7 / 3, 7 / 4]);
  });

  it("counts the items of each year, and those whose year is none", () => {
    const years = [
      { year: 1979, items: 1 },
      { year: 1999, items: 2 },
    ];
    expect(profile.itemsPerYear).toEqual({ years, unknownItems: 1 });
  });

  it("passes on what became of the rows", () => {
    expect(profile.reading).toMatchObject({ rowsRead: 10, badRows: 2, duplicatesMerged: 1, uncataloguedItems: 5 });
  });

  it("is plain data: as JSON it reads back the same", () => {
    expect(JSON.parse(JSON.stringify(profile))).toEqual(profile);
  });
});

it("refuses an empty table", () => {
  expect(() => profileOf([])).toThrowError(expect.objectContaining({ code: "no-interactions" }));
});

it("has no distribution over time or years where neither is known", () => {
  const profile = profileOf(historyOf("u", 3));
  expect([profile.overTime, profile.itemsPerYear]).toEqual([undefined, undefined]);
  expect(profile.timestamps).toEqual({ known: 0, share: 0 });
});

it("takes a time outside of the years 1 … 9999 for unknown", () => {
  const times = [1e15, -1e15, Number.NaN, 0];
  const profile = profileOf(historyOf("u", 4, (at) => ({ timestamp: times[at] ?? 0 })));
  expect(profile.timestamps.known).toBe(1);
  expect(profile.overTime?.points).toEqual([{ start: "1970-01-01", count: 1 }]);
});

describe("values of many kinds", () => {
  const history = (count: number) => historyOf("u", count, (at) => ({ value: at }));

  it("are counted one by one up to fifty, then in fifty bins", () => {
    const fifty = profileOf(history(50)).valueDistribution;
    expect(fifty.kind === "distinct" && fifty.values.length).toBe(50);
    const more = profileOf(history(101)).valueDistribution;
    if (more.kind !== "bins") throw new Error(`expected bins, got ${more.kind}`);
    expect(more.bins.slice(0, 2)).toEqual([
      { low: 0, high: 2, count: 2 },
      { low: 2, high: 4, count: 2 },
    ]);
    expect(more.bins.at(-1)).toEqual({ low: 98, high: 100, count: 3 });
    expect(more.bins).toHaveLength(50);
  });
});

describe("values before and after transforms", () => {
  it("stand side by side, each distinct one", () => {
    const { transformed } = profileOf(FILMS, { transforms: [parseTransform("binarise:3"), parseTransform("centre")] });
    // Binarised, the mean of 5, 4, 1, 1, 5, 2, 3 is 4 / 7.
    const [low, high] = [Math.fround(-4 / 7), Math.fround(3 / 7)];
    expect(transformed?.pairs).toEqual([
      { original: 1, transformed: low },
      { original: 2, transformed: low },
      { original: 3, transformed: high },
      { original: 4, transformed: high },
      { original: 5, transformed: high },
    ]);
    expect(transformed).toMatchObject({ kind: "distinct", transforms: ["binarise:3", "centre"] });
    expect(transformed?.values).toMatchObject({ distinct: 2, minimum: low, maximum: high, median: high });
  });

  it("are shown at fifty ranks where there are more, the ends among them; the rest of the profile is told of before", () => {
    const list = historyOf("u", 99, (at) => ({ value: at }));
    const profile = profileOf(list, { transforms: [parseTransform("centre")] });
    const pairs = Array.from({ length: 50 }, (_, at) => ({ original: at * 2, transformed: at * 2 - 49 }));
    expect(profile.transformed).toMatchObject({ kind: "quantiles", pairs });
    expect([profile.values.mean, profile.transformed?.values.mean]).toEqual([49, 0]);
  });
});
