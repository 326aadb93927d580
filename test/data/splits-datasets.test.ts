import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { filterByCounts } from "../../src/data/filter-counts.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { foldsOf, only } from "./splits-tables.ts";

const root = process.env.NEAREDGE_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const whenPresent = (folder: string): typeof it => it.skipIf(!existsSync(`${root}/${folder}`)) as typeof it;

whenPresent("ml-100k")(
  "ml-100k is divided as the rules say, by every protocol (skipped where the data set is absent)",
  async () => {
    const { interactions } = await openDataset(`${root}/ml-100k/u.data`);
    const testSizes = (protocol: string) => foldsOf(interactions, protocol).map(({ test }) => test.users.length);
    expect(testSizes("random:0.2:covered")).toEqual([20000]);
    expect(testSizes("kfold:5")).toEqual([20000, 20000, 20000, 20000, 20000]);
    // The cut falls on a second with two ratings.
    expect(testSizes("temporal:0.2")).toEqual([20001]);
    const { candidates } = only(foldsOf(interactions, "negatives:100"));
    expect(candidates?.indices.length).toBe(943 * 101);
    // Everybody has at least 20 ratings: a tenth of 943 users is held out.
    const strong = only(foldsOf(interactions, "strong:0.1"));
    expect(new Set(strong.test.users).size).toBe(94);
    expect(new Set(strong.train.users).size).toBe(849);
  },
);

whenPresent("ml-latest-small")(
  "the cores of ml-latest-small are those that a program of its own found (skipped where the data set is absent)",
  async () => {
    // Counted with sets of pairs in Python: repeat { drop pairs of rare users; drop pairs of rare items } until stable.
    const { interactions } = await openDataset(`${root}/ml-latest-small/ratings.csv`);
    for (const [k, users, items, rows] of [
      [5, 610, 3650, 90274],
      [10, 609, 2269, 81109],
    ] as const) {
      const core = filterByCounts(interactions, { minUserInteractions: k, minItemInteractions: k }).interactions;
      expect([core.userIds.size, core.itemIds.size, core.users.length]).toEqual([users, items, rows]);
    }
  },
);
