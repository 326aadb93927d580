import { describe, expect, it } from "vitest";
import { codeOf, foldsOf, only, onRandomTables, rowsPerUser, tableOf } from "./splits-tables.ts";

describe("strong generalisation", () => {
  it("holds out whole users of at least 5 rows: round(0.8 · n) shown, the rest asked for", () => {
    onRandomTables("strong:0.5", ([fold], table) => {
      if (fold?.foldIn === undefined) throw new Error("expected histories to show");
      const [all, train] = [rowsPerUser(table), rowsPerUser(fold.train)];
      const [shown, asked] = [rowsPerUser(fold.foldIn), rowsPerUser(fold.test)];
      const eligible = all.filter((n) => n >= 5).length;
      expect(asked.filter((n) => n > 0).length).toBe(Math.round(0.5 * eligible));
      for (const [user, n] of all.entries()) {
        if (asked[user] === 0) expect([train[user], shown[user]]).toEqual([n, 0]);
        else {
          expect(n).toBeGreaterThanOrEqual(5);
          expect([train[user], shown[user]]).toEqual([0, Math.round(0.8 * n)]);
        }
      }
    });
  });

  it("shows 4, 5, 6, 6 and 8 of 5, 6, 7, 8 and 10 rows", () => {
    const counts = [5, 6, 7, 8, 10, 4];
    const fold = only(foldsOf(tableOf(counts), "strong:0.99"));
    if (fold.foldIn === undefined) throw new Error("expected histories to show");
    expect(rowsPerUser(fold.foldIn)).toEqual([4, 5, 6, 6, 8, 0]);
    expect(rowsPerUser(fold.test)).toEqual([1, 1, 1, 2, 2, 0]);
    expect(rowsPerUser(fold.train)).toEqual([0, 0, 0, 0, 0, 4]);
  });

  it("gives every user the same chance to be held out, and every row the same chance to be asked for", () => {
    const held = new Float64Array(4);
    const asked = new Float64Array(20);
    const table = tableOf([5, 5, 5, 5]);
    for (let seed = 0; seed < 2000; seed++) {
      const { test } = only(foldsOf(table, "strong:0.5", seed));
      for (const user of new Set(test.users)) held[user]! += 1;
      for (const item of test.items) asked[item]! += 1;
    }
    // 1000 and 200 expected; the standard deviations are about 22.4 and 13.4, five of them about 112 and 67.
    for (const times of held) expect(Math.abs(times - 1000)).toBeLessThan(112);
    for (const times of asked) expect(Math.abs(times - 200)).toBeLessThan(67);
  });

  it("says so where nobody is held out or nobody is left", () => {
    expect(codeOf(() => foldsOf(tableOf([4, 4]), "strong:0.5"))).toBe("empty-split");
    expect(codeOf(() => foldsOf(tableOf([9, 9]), "strong:0.9"))).toBe("empty-split");
    expect(() => foldsOf(tableOf([9, 4]), "strong:0.1")).toThrow(
      "0 of 1 users with at least 5 interactions are held out",
    );
  });
});
