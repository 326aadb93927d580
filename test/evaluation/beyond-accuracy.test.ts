import { describe, expect, it } from "vitest";
import { listMetrics } from "../../src/evaluation/beyond-accuracy.ts";
import { giniAtK } from "../../src/evaluation/metrics.ts";
import { differences, perturbations, readGolden } from "./goldens/read-golden.ts";
import { foldOf } from "./playback.ts";

/** Written by scripts/goldens/beyond-accuracy.py, pair by pair from the definitions. */
interface Golden {
  readonly itemCount: number;
  readonly train: number[][];
  readonly lists: { readonly items: number[]; readonly expected: Record<string, number> }[];
  readonly gini: { readonly exposures: number[]; readonly expected: number }[];
}

const golden = readGolden<Golden>("beyond-accuracy");

/** All list metrics of a list, by printed name; `train` has the items of each user. */
function measurer(itemCount: number, train: readonly (readonly number[])[]) {
  const users = train.map((items) => ({ train: items, test: [] }));
  const metrics = listMetrics(foldOf(itemCount, users).train);
  return (items: readonly number[], k: number): Record<string, number> =>
    Object.fromEntries([...metrics].map(([name, metric]) => [name, metric(Uint32Array.from(items), k)]));
}

describe("metrics of lists worked out by hand", () => {
  // Item 0 is had by all four users, 1 by two, 2 by the other two, 3 by one, 4 by nobody. The fifth user has nothing.
  const measure = measurer(5, [[0, 1, 3], [0, 1], [0, 2], [0, 2], []]);

  it("come in the order of tables", () => {
    expect(Object.keys(measure([0], 1))).toEqual(["novelty", "diversity", "popularity-bias"]);
  });

  it("novelty is the mean of bits, and an item that nobody has counts as had by one user", () => {
    const single = [0, 1, 2, 3, 4].map((item) => measure([item], 1).novelty);
    expect(single).toEqual([0, 1, 1, 2, 2]);
    expect(measure([0, 1, 3], 3).novelty).toBe(1);
  });

  it("popularity bias is the mean share of users with train items", () => {
    const single = [0, 1, 2, 3, 4].map((item) => measure([item], 1)["popularity-bias"]);
    expect(single).toEqual([1, 1 / 2, 1 / 2, 1 / 4, 0]);
    expect(measure([0, 1, 3], 3)["popularity-bias"]).toBe(1.75 / 3);
  });

  it("diversity is one minus the mean cosine of audiences", () => {
    expect(measure([1, 2], 2).diversity).toBe(1);
    expect(measure([1, 3], 2).diversity).toBeCloseTo(1 - 1 / Math.SQRT2, 14);
    expect(measure([0, 1], 2).diversity).toBeCloseTo(1 - 2 / Math.sqrt(8), 14);
    // Cosines 2/√8 twice, and 0 between the two halves.
    expect(measure([0, 1, 2], 3).diversity).toBeCloseTo(1 - (2 * Math.SQRT1_2) / 3, 14);
  });

  it("diversity is 0 for items with one audience, and 1 for items without", () => {
    const twins = measurer(4, [
      [0, 1, 2],
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(twins([0, 1, 2], 3).diversity).toBe(0);
    expect(twins([0, 3], 2).diversity).toBeCloseTo(1, 14);
  });

  it("look at the first k, and at what there is in a shorter list", () => {
    const measured = measure([1, 3, 0, 2], 2);
    expect(measured).toEqual(measure([1, 3], 2));
    expect(measure([1, 3], 10)).toEqual(measured);
  });

  it("have no value for an empty list, and diversity none for a single item", () => {
    expect(measure([], 5)).toEqual({ novelty: Number.NaN, diversity: Number.NaN, "popularity-bias": Number.NaN });
    expect(measure([1, 2], 1).diversity).toBeNaN();
  });

  it("have no novelty and no popularity bias where nobody has anything", () => {
    expect(measurer(2, [[], []])([0, 1], 2)).toMatchObject({ novelty: Number.NaN, "popularity-bias": Number.NaN });
  });

  it("do not remember the list before", () => {
    const before = measure([0, 1, 2, 3], 4);
    measure([3, 0], 2);
    expect(measure([0, 1, 2, 3], 4)).toEqual(before);
  });
});

describe("metrics of lists against values computed outside this code", () => {
  const measure = measurer(golden.itemCount, golden.train);
  const got = golden.lists.map(({ items, expected }) =>
    Object.fromEntries(
      Object.keys(expected).map((printed) => {
        const [name = "", k] = printed.split("@");
        return [printed, measure(items, Number(k))[name]];
      }),
    ),
  );

  it("agree for every list", () => {
    expect(golden.lists.flatMap(({ expected }, list) => differences(expected, got[list] ?? {}))).toEqual([]);
  });

  it("are told apart from values that are off by a little", () => {
    for (const [list, { expected }] of golden.lists.entries()) {
      for (const perturbed of perturbations(expected)) expect(differences(perturbed, got[list] ?? {})).toHaveLength(1);
    }
  });
});

describe("the Gini index against values computed outside this code", () => {
  it.each(golden.gini)("agrees for $exposures", ({ exposures, expected }) => {
    const got = { gini: giniAtK(Uint32Array.from(exposures)) };
    expect(differences({ gini: expected }, got)).toEqual([]);
    for (const perturbed of perturbations({ gini: expected })) expect(differences(perturbed, got)).toHaveLength(1);
  });
});
