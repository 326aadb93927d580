import { describe, expect, it } from "vitest";
import { rowIndices, rowValues } from "../../src/data/csr.ts";
import { OptionsError } from "../../src/errors.ts";
import { itemKnn } from "../../src/models/neighbourhoods/item-knn.ts";
import { trainItemKnn } from "../../src/models/neighbourhoods/train-item-knn.ts";
import { trainUserKnn } from "../../src/models/neighbourhoods/train-user-knn.ts";
import { userKnn } from "../../src/models/neighbourhoods/user-knn.ts";
import { everyPair, firstUsers, someRatings } from "./rating-fixtures.ts";
import { fitRatings } from "./train.ts";

const ratings = someRatings(7);
const { rowCount: userCount, columnCount: itemCount } = ratings;

/** The ratings as a table with holes, users by items. */
const table = Array.from({ length: userCount }, (_, user) => {
  const row = new Array<number | undefined>(itemCount).fill(undefined);
  for (const [place, item] of rowIndices(ratings, user).entries()) row[item] = rowValues(ratings, user)[place];
  return row;
});
const rated = (values: readonly (number | undefined)[]): number[] => values.filter((value) => value !== undefined);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const userMeans = table.map((row) => mean(rated(row)));
const ratedItems = Array.from({ length: itemCount }, (_, item) => item).filter((item) =>
  table.some((row) => row[item] !== undefined),
);
const ratedUsers = table.map((_, user) => user).filter((user) => rated(table[user]!).length > 0);

type Row = readonly (number | undefined)[];

function cosine(first: Row, second: Row): number {
  let [xy, xx, yy] = [0, 0, 0];
  for (const [place, x] of first.entries()) {
    const y = second[place];
    if (x === undefined || y === undefined) continue;
    xy += x * y;
    xx += x * x;
    yy += y * y;
  }
  return xx * yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}

/** The definitions, on rows written out in full. */
const SIMILARITIES: Readonly<Record<string, (first: Row, second: Row) => number>> = {
  jaccard: (first, second) => {
    const both = first.filter((x, place) => x !== undefined && second[place] !== undefined).length;
    return both / (rated(first).length + rated(second).length - both);
  },
  "rating-jaccard": (first, second) => {
    const either = first.filter((x, place) => x !== undefined || second[place] !== undefined).length;
    return first.filter((x, place) => x !== undefined && x === second[place]).length / either;
  },
  cosine,
};

/** The table as a similarity sees it: centred by user, and filled, or not. */
function seen(centred: boolean, filled: boolean): Row[] {
  return table.map((row, user) =>
    row.map((value, item) => {
      // Items and users without ratings are left out.
      if (!ratedItems.includes(item) || Number.isNaN(userMeans[user])) return undefined;
      const full = value ?? (filled ? userMeans[user]! : undefined);
      return full === undefined || !centred ? full : full - userMeans[user]!;
    }),
  );
}

const columnsOf = (rows: readonly Row[]): Row[] =>
  Array.from({ length: itemCount }, (_, item) => rows.map((row) => row[item]));

const CASES = [
  { given: { similarity: "jaccard" }, by: "jaccard", rows: seen(false, false) },
  { given: { similarity: "rating-jaccard" }, by: "rating-jaccard", rows: seen(false, false) },
  { given: { similarity: "adjusted-cosine" }, by: "cosine", rows: seen(true, false) },
  { given: { similarity: "cosine", imputation: "user-mean" }, by: "cosine", rows: seen(false, true) },
  { given: { similarity: "adjusted-cosine", imputation: "user-mean" }, by: "cosine", rows: seen(true, true) },
];

/** Σ s·r / Σ s over the three nearest of those who have a rating. */
function predicted(similarities: readonly number[], values: Row): number | undefined {
  const near = values
    .flatMap((value, place) => (value !== undefined && similarities[place]! > 0 ? [{ value, place }] : []))
    .sort((a, b) => similarities[b.place]! - similarities[a.place]! || a.place - b.place)
    .slice(0, 3);
  const weight = near.reduce((sum, { place }) => sum + similarities[place]!, 0);
  return near.length === 0
    ? undefined
    : near.reduce((sum, { value, place }) => sum + similarities[place]! * value, 0) / weight;
}

const everything = { users: firstUsers(userCount), histories: ratings, wanted: everyPair(userCount, itemCount) };

/** The worst disagreement over all unrated pairs of known users and items; equal similarities may swap by rounding. */
function disagreements(answers: Float64Array, expected: (user: number, item: number) => number | undefined): number {
  let found = 0;
  for (const user of ratedUsers) {
    for (const item of ratedItems) {
      if (table[user]![item] !== undefined) continue;
      const own = expected(user, item) ?? userMeans[user]!;
      if (Math.abs(answers[user * itemCount + item]! - own) > 1e-5) found++;
    }
  }
  return found;
}

describe.each(CASES)("neighbours by $given", ({ given, by, rows }) => {
  const similarity = SIMILARITIES[by]!;

  it("are the nearest users of the table written out in full", async () => {
    const model = await fitRatings(trainUserKnn, { ...given, kind: "basic", neighbours: 3 })(ratings);
    const similarities = rows.map((first) => rows.map((second) => similarity(first, second)));
    const columns = columnsOf(table);
    const answers = model.predictBatch(everything);
    expect(disagreements(answers, (user, item) => predicted(similarities[user]!, columns[item]!))).toBeLessThan(3);
    expect(disagreements(answers, () => 3)).toBeGreaterThan(100);
  });

  it("are the nearest items of the table written out in full", async () => {
    const model = await fitRatings(trainItemKnn, { ...given, kind: "basic", neighbours: 3 })(ratings);
    const columns = columnsOf(rows);
    const similarities = columns.map((first) => columns.map((second) => similarity(first, second)));
    const answers = model.predictBatch(everything);
    expect(disagreements(answers, (user, item) => predicted(similarities[item]!, table[user]!))).toBeLessThan(3);
  });
});

describe.each([
  { similarity: "cosine", centred: false },
  { similarity: "adjusted-cosine", centred: true },
])("neighbours of full rows by $similarity", ({ similarity, centred }) => {
  const rows = seen(centred, true);
  const full = seen(false, true);
  const similarities = rows.map((first) => rows.map((second) => cosine(first, second)));

  /** The three nearest of all users but the one who asks, with what their full rows say. */
  function nearestOfAll(user: number, item: number): { s: number; r: number; mean: number }[] {
    return ratedUsers
      .filter((other) => other !== user && similarities[user]![other]! > 0)
      .sort((a, b) => similarities[user]![b]! - similarities[user]![a]! || a - b)
      .slice(0, 3)
      .map((other) => ({ s: similarities[user]![other]!, r: full[other]![item]!, mean: userMeans[other]! }));
  }

  it.each(["basic", "means"])(
    "are the nearest of all users, with or without a rating of the item (%s)",
    async (kind) => {
      const given = { similarity, imputation: "full-rows", kind, neighbours: 3 };
      const answers = (await fitRatings(trainUserKnn, given)(ratings)).predictBatch(everything);
      const expected = (user: number, item: number): number | undefined => {
        const near = nearestOfAll(user, item);
        const weight = near.reduce((sum, { s }) => sum + s, 0);
        const total = near.reduce((sum, { s, r, mean: own }) => sum + s * (kind === "basic" ? r : r - own), 0);
        const [low, high] = [Math.min(...ratings.values), Math.max(...ratings.values)];
        const said = total / weight + (kind === "basic" ? 0 : userMeans[user]!);
        return near.length === 0 ? undefined : Math.min(high, Math.max(low, said));
      };
      expect(disagreements(answers, expected)).toBeLessThan(3);
      const ofRaters = (await fitRatings(trainUserKnn, { ...given, imputation: "user-mean" })(ratings)).predictBatch(
        everything,
      );
      expect(disagreements(ofRaters, expected)).toBeGreaterThan(100);
    },
  );
});

describe("options of neighbourhoods", () => {
  it("refuse full rows beside a baseline, and of items", () => {
    const given = { imputation: "full-rows", similarity: "cosine" };
    expect(() => userKnn.readOptions(given)).toThrow("expected kind=basic, means or zscore beside full-rows");
    expect(() => itemKnn.readOptions({ ...given, kind: "basic" })).toThrow(RangeError);
    expect(userKnn.readOptions({ ...given, kind: "basic" }).minSupport).toBe(0);
  });

  it("refuse imputation where the similarity or the shrinkage has no meaning with it", () => {
    for (const given of [
      { imputation: "user-mean" },
      { imputation: "user-mean", similarity: "cosine", shrinkage: 3 },
    ]) {
      const options = () => userKnn.readOptions(given);
      expect(options).toThrow(OptionsError);
      expect(options).toThrow(expect.objectContaining({ code: "bad-combination" }));
    }
  });

  it("have the shrinkage of pearson-baseline for it alone", () => {
    expect(userKnn.readOptions({}).shrinkage).toBe(0);
    expect(userKnn.readOptions({ similarity: "pearson-baseline" }).shrinkage).toBe(100);
    expect(itemKnn.readOptions({}).shrinkage).toBe(100);
    expect(itemKnn.readOptions({ similarity: "cosine" }).shrinkage).toBe(0);
    expect(itemKnn.readOptions({ shrinkage: 2500 }).shrinkage).toBe(2500);
  });

  it("refuse an unknown name, and a value out of range", () => {
    expect(() => userKnn.readOptions({ keep: 3 })).toThrow(OptionsError);
    expect(() => itemKnn.readOptions({ keep: 0 })).toThrow(RangeError);
    expect(() => itemKnn.readOptions({ similarity: "euclid" })).toThrow(RangeError);
  });
});

describe("damping", () => {
  it("of kind=basic draws predictions to the user's mean", async () => {
    const model = await fitRatings(trainUserKnn, { kind: "basic", damping: 1e9 })(ratings);
    const answers = model.predictBatch(everything);
    for (const user of ratedUsers) {
      for (const item of ratedItems) expect(answers[user * itemCount + item]).toBeCloseTo(userMeans[user]!, 6);
    }
  });

  it("draws predictions to the baseline, all the way where it is large", async () => {
    const answers = async (given: Readonly<Record<string, number>>): Promise<Float64Array> =>
      (await fitRatings(trainUserKnn, given)(ratings)).predictBatch(everything);
    const [none, some, large] = await Promise.all([0, 1, 1e9].map((damping) => answers({ damping })));
    const baseline = await answers({ minNeighbours: 1000 });
    for (const [pair, own] of baseline.entries()) {
      expect(large![pair]).toBeCloseTo(own, 6);
      expect(Math.abs(some![pair]! - own)).toBeLessThanOrEqual(Math.abs(none![pair]! - own) + 1e-12);
    }
    expect(none).not.toEqual(baseline);
  });
});
