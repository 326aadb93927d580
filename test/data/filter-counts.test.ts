import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import { filterByCounts, filterDataset } from "../../src/data/filter-counts.ts";
import { fingerprintInteractions } from "../../src/data/fingerprint.ts";
import { type Interactions, interactionsFrom, selectInteractions } from "../../src/data/interactions.ts";
import { categoryValues, createCategoryColumn, type ItemTable, selectItems } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { DataError } from "../../src/errors.ts";
import { codeOf, pairs, randomTables, rowsPerItem, rowsPerUser } from "./splits-tables.ts";

/** A table of lines such as "ann x": the value of a row is its number. */
function tableOf(...rows: string[]): Interactions {
  const list = rows.map((row, value) => {
    const [userId = "", itemId = ""] = row.split(" ");
    return { userId, itemId, value, timestamp: 100 + value };
  });
  return interactionsFrom(list, "explicit");
}

/** Two users and two items with all four pairs, and a chain that hangs on them and comes undone link by link. */
const chained = () => tableOf("zed p", "zed q", "ann x", "ann y", "bob x", "bob y", "zed x", "cleo q", "dan r");

describe("filtering by counts", () => {
  it("repeats until nothing falls below the limits any more", () => {
    const { interactions, rounds, dropped, keptItems } = filterByCounts(chained(), {
      minUserInteractions: 2,
      minItemInteractions: 2,
    });
    // Round 1: cleo, dan, p and r. Round 2: q, which only zed has now. Round 3: zed, who has x alone.
    expect(pairs(interactions)).toEqual(["ann x", "ann y", "bob x", "bob y"]);
    expect(rounds).toBe(3);
    expect(dropped).toEqual({ users: 3, items: 3, interactions: 5 });
    expect(interactions.userIds.ids).toEqual(["ann", "bob"]);
    expect(interactions.itemIds.ids).toEqual(["x", "y"]);
    expect([...keptItems]).toEqual([2, 3]);
    expect([...interactions.values]).toEqual([2, 3, 4, 5]);
    expect([...(interactions.timestamps ?? [])]).toEqual([102, 103, 104, 105]);
    expect(interactions.feedback).toBe("explicit");
  });

  it("judges users and items by the whole table where they are counted once", () => {
    const limits = { minUserInteractions: 2, minItemInteractions: 2, passes: "once" } as const;
    const { interactions, rounds, dropped } = filterByCounts(chained(), limits);
    // q stays, since zed and cleo have it; cleo goes, so that one interaction with q is left.
    expect(pairs(interactions)).toEqual(["zed q", "ann x", "ann y", "bob x", "bob y", "zed x"]);
    expect(rounds).toBe(1);
    expect(dropped).toEqual({ users: 2, items: 2, interactions: 3 });
    expect(filterByCounts(chained(), { passes: "once" }).rounds).toBe(0);
    const passes = "twice" as "once";
    expect(() => filterByCounts(chained(), { passes })).toThrow("passes: expected one of until-stable, once");
  });

  it("has limits of its own for users and for items", () => {
    const users = filterByCounts(chained(), { minUserInteractions: 3 });
    expect(pairs(users.interactions)).toEqual(["zed p", "zed q", "zed x"]);
    expect(users.rounds).toBe(1);
    const items = filterByCounts(chained(), { minItemInteractions: 3 });
    expect(pairs(items.interactions)).toEqual(["ann x", "bob x", "zed x"]);
    expect(items.dropped).toEqual({ users: 2, items: 4, interactions: 6 });
  });

  it("keeps everything without limits, but for ids without an interaction", () => {
    const table = chained();
    const unfiltered = filterByCounts(table, {});
    expect(unfiltered).toMatchObject({ rounds: 0, dropped: { users: 0, items: 0, interactions: 0 } });
    expect(pairs(unfiltered.interactions)).toEqual(pairs(table));
    const unused = { ...table, itemIds: createVocabulary([...table.itemIds.ids, "unused"]) };
    expect(filterByCounts(unused, {}).dropped).toEqual({ users: 0, items: 1, interactions: 0 });
  });

  it("leaves the one largest table in which every user and item has enough", () => {
    fc.assert(
      fc.property(randomTables, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), (table, user, item) => {
        const core = coreByHand(table, user, item);
        const limits = { minUserInteractions: user, minItemInteractions: item };
        if (core.length === 0) {
          expect(codeOf(() => filterByCounts(table, limits))).toBe("nothing-left");
          return;
        }
        const { interactions, dropped, rounds } = filterByCounts(table, limits);
        expect(pairs(interactions)).toEqual(pairs(selectInteractions(table, Uint32Array.from(core))));
        expect(Math.min(...rowsPerUser(interactions))).toBeGreaterThanOrEqual(user);
        expect(Math.min(...rowsPerItem(interactions))).toBeGreaterThanOrEqual(item);
        expect(interactions.userIds.ids).toEqual(
          table.userIds.ids.filter((id) => interactions.userIds.ids.includes(id)),
        );
        expect(dropped.users).toBe(table.userIds.size - interactions.userIds.size);
        expect(dropped.items).toBe(table.itemIds.size - interactions.itemIds.size);
        expect(dropped.interactions).toBe(table.users.length - core.length);
        expect(rounds > 0).toBe(dropped.interactions > 0);
      }),
      { numRuns: 200, seed: 5 },
    );
  });

  it("says so where nothing is left, with the counts", () => {
    const action = () => filterByCounts(chained(), { minUserInteractions: 2, minItemInteractions: 4 });
    expect(action).toThrow(DataError);
    expect(codeOf(action)).toBe("nothing-left");
    expect(action).toThrow(
      "filter: expected users with at least 2 and items with at least 4 interactions, got none among 5 users, " +
        "5 items and 9 interactions; choose lower limits",
    );
  });

  it("keeps every item where items need no interaction", () => {
    const { itemIds } = chained();
    const kept = filterByCounts(chained(), { minUserInteractions: 3, minItemInteractions: 0 });
    expect(kept.interactions.itemIds.ids).toEqual(itemIds.ids);
    expect(kept.interactions.users.length).toBeLessThan(chained().users.length);
    expect(kept.dropped.items).toBe(0);
  });

  it("refuses limits that are no counts", () => {
    expect(() => filterByCounts(chained(), { minUserInteractions: 0 })).toThrow(RangeError);
    for (const limit of [-1, 1.5, Number.NaN]) {
      expect(() => filterByCounts(chained(), { minUserInteractions: limit })).toThrow(RangeError);
      expect(() => filterByCounts(chained(), { minItemInteractions: limit })).toThrow("minItemInteractions: expected");
    }
  });
});

/** The rows of the core, by leaving out one row at a time: any that may go goes, until none may. */
function coreByHand(table: Interactions, minUser: number, minItem: number): number[] {
  const rows = [...table.users.keys()];
  const enough = (keys: Uint32Array, row: number, minimum: number) =>
    rows.filter((other) => keys[other] === keys[row]).length >= minimum;
  for (;;) {
    const place = rows.findLastIndex((row) => !enough(table.users, row, minUser) || !enough(table.items, row, minItem));
    if (place < 0) return rows;
    rows.splice(place, 1);
  }
}

function itemTable(): ItemTable {
  return {
    itemIds: createVocabulary(["p", "q", "x", "y", "r"]),
    titles: ["Pi", "", "Xi", "Ypsilon", "Rho"],
    categories: new Map([["tags", createCategoryColumn([["a"], ["b", "a"], ["c", "b"], [], ["d"]])]]),
    numbers: new Map([["year", Float64Array.of(1, 2, Number.NaN, 4, 5)]]),
    texts: new Map([["plot", ["On p.", "On q.", "", "On y.", "On r."]]]),
  };
}

describe("selecting items", () => {
  it("takes titles and attributes along, in the order asked for", () => {
    const { itemIds, titles, categories, numbers, texts } = selectItems(itemTable(), Uint32Array.of(3, 2, 1));
    expect(itemIds.ids).toEqual(["y", "x", "q"]);
    expect(titles).toEqual(["Ypsilon", "Xi", ""]);
    expect([...(numbers.get("year") ?? [])]).toEqual([4, Number.NaN, 2]);
    expect([...texts]).toEqual([["plot", ["On y.", "", "On q."]]]);
    const tags = categories.get("tags");
    if (tags === undefined) throw new Error("expected the column tags");
    expect([0, 1, 2].map((item) => categoryValues(tags, item).sort())).toEqual([[], ["b", "c"], ["a", "b"]]);
    expect([...tags.dictionary].sort()).toEqual(["a", "b", "c"]);
  });

  it("refuses items that are not there, or there twice", () => {
    expect(() => selectItems(itemTable(), Uint32Array.of(5))).toThrow(RangeError);
    expect(codeOf(() => selectItems(itemTable(), Uint32Array.of(1, 1)))).toBe("duplicate-id");
  });
});

describe("filtering a data set", () => {
  const open = async (): Promise<Dataset> => {
    const interactions = chained();
    return {
      name: "chain",
      note: "",
      interactions,
      items: { ...itemTable(), itemIds: interactions.itemIds },
      fingerprint: await fingerprintInteractions(interactions),
      report: {
        rowsRead: 9,
        badRows: 0,
        badRowExamples: [],
        duplicatesMerged: 0,
        catalogueOnlyItems: 0,
        uncataloguedItems: 0,
      },
    };
  };

  it("keeps the items aligned, and the fingerprint is that of the rows left", async () => {
    const before = await open();
    const { interactions, items, fingerprint, name } = await filterDataset(before, {
      minUserInteractions: 2,
      minItemInteractions: 2,
    });
    expect(items.itemIds).toBe(interactions.itemIds);
    expect(items.titles).toEqual(["Xi", "Ypsilon"]);
    expect(name).toBe("chain");
    expect(fingerprint).not.toBe(before.fingerprint);
    expect(fingerprint).toBe(await fingerprintInteractions(interactions));
  });

  it("keeps the attributes of users beside the users that are left", async () => {
    const whole = await open();
    const { userIds } = whole.interactions;
    const names = createCategoryColumn(userIds.ids.map((id) => [`is ${id}`]));
    const dataset = { ...whole, users: { userIds, categories: new Map([["name", names]]) } };
    const { interactions, users } = await filterDataset(dataset, { minUserInteractions: 2, minItemInteractions: 2 });
    expect(users?.userIds).toBe(interactions.userIds);
    const column = users?.categories.get("name");
    if (column === undefined) throw new Error("expected the column name");
    const left = interactions.userIds.ids;
    expect(left).toEqual(["ann", "bob"]);
    expect(left.map((_, user) => categoryValues(column, user))).toEqual(left.map((id) => [`is ${id}`]));
  });

  it("accounts for what is left out, over several filters too", async () => {
    const once = await filterDataset(await open(), { minUserInteractions: 2 });
    expect(once.report.filtered).toEqual({ users: 2, items: 1, interactions: 2 });
    expect(once.report.rowsRead).toBe(9);
    expect(once.note).toBe("only users with at least 2 and items with at least 1 interactions, among those left");
    const twice = await filterDataset(once, { minItemInteractions: 2 });
    expect(twice.report.filtered).toEqual({ users: 2, items: 3, interactions: 4 });
    const then = "only users with at least 1 and items with at least 2 interactions, among those left";
    expect(twice.note).toBe(`${once.note}; ${then}`);
  });

  it("says so where users and items were counted once", async () => {
    const limits = { minUserInteractions: 2, minItemInteractions: 2, passes: "once" } as const;
    const { note, report } = await filterDataset(await open(), limits);
    expect(report.filtered).toEqual({ users: 2, items: 2, interactions: 3 });
    const stated = "only users with at least 2 and items with at least 2 interactions";
    expect(note).toBe(`${stated}, counted once in the whole table`);
  });
});
