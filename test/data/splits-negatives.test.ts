import { describe, expect, it } from "vitest";
import { rowIndices } from "../../src/data/csr.ts";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { codeOf, foldsOf, only, onRandomTables, pairs, tableOf } from "./splits-tables.ts";

describe("sampled negatives", () => {
  it("hold out what leave-last-out holds out", () => {
    onRandomTables("negatives:2", ([fold], table, seed) => {
      const { train, test } = only(foldsOf(table, "leave-last-out", seed));
      expect(fold).toMatchObject({ train, test });
    });
  });

  it("are the test item and as many distinct items as asked, none of which the user has", () => {
    onRandomTables("negatives:3", ([fold], table) => {
      const { candidates, test } = fold ?? {};
      if (candidates === undefined || test === undefined) throw new Error("expected candidates");
      expect([candidates.rowCount, candidates.columnCount]).toEqual([table.userIds.size, table.itemIds.size]);
      for (let user = 0; user < candidates.rowCount; user++) {
        const place = test.users.indexOf(user);
        const own = [...rowIndices(candidates, user)];
        if (place < 0) {
          expect(own).toEqual([]);
          continue;
        }
        const testItem = test.items[place] ?? -1;
        const taken = [...table.items].filter((_, row) => table.users[row] === user);
        expect(own).toEqual([...new Set(own)].sort((a, b) => a - b));
        expect(own.filter((item) => taken.includes(item))).toEqual([testItem]);
        expect(own.length).toBe(1 + Math.min(3, table.itemIds.size - taken.length));
      }
      expect(candidates.values.length).toBe(candidates.indices.length);
    });
  });

  it("are drawn uniformly", () => {
    // One user took items 3 and 6 of 8, the last of them 6; another user makes the other items known.
    const list = [
      ...Array.from({ length: 8 }, (_, item) => ({ userId: "other", itemId: `${item}` })),
      { userId: "one", itemId: "3" },
      { userId: "one", itemId: "6" },
    ];
    const times = new Float64Array(8);
    for (let seed = 0; seed < 2000; seed++) {
      const { candidates } = only(foldsOf(interactionsFrom(list, "implicit"), "negatives:2:row-order", seed));
      if (candidates === undefined) throw new Error("expected candidates");
      for (const item of rowIndices(candidates, 1)) times[item]! += 1;
    }
    expect([times[3], times[6]]).toEqual([0, 2000]);
    // Two of six: 667 expected; the standard deviation is √(2000 · 1/3 · 2/3) ≈ 21.1, five of them are about 105.
    for (const item of [0, 1, 2, 4, 5, 7]) expect(Math.abs((times[item] ?? 0) - 2000 / 3)).toBeLessThan(105);
  });

  it("are all other items where fewer are left than asked for", () => {
    const { candidates, test } = only(foldsOf(tableOf([2, 3]), "negatives:50:row-order"));
    if (candidates === undefined) throw new Error("expected candidates");
    expect(pairs(test)).toEqual(["u0 i0-1", "u1 i1-2"]);
    // Items in order of first appearance: i0-0 i1-0 i0-1 i1-1 i1-2.
    expect([...rowIndices(candidates, 0)]).toEqual([1, 2, 3, 4]);
    expect([...rowIndices(candidates, 1)]).toEqual([0, 2, 4]);
  });

  it("need timestamps unless the order of rows is said to be that of time", () => {
    expect(codeOf(() => foldsOf(tableOf([3, 3]), "negatives:2"))).toBe("missing-timestamps");
    expect(() => foldsOf(tableOf([3, 3]), "negatives:2")).toThrow("or choose negatives:2:row-order");
    expect(codeOf(() => foldsOf(tableOf([1, 1]), "negatives:2:row-order"))).toBe("empty-split");
  });
});
