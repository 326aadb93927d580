import { describe, expect, it } from "vitest";
import type { Interactions } from "../../src/data/interactions.ts";
import { codeOf, foldsOf, only, onRandomTables, tableOf } from "./splits-tables.ts";

describe("a temporal split", () => {
  const timed = (...timestamps: number[]): Interactions => ({
    ...tableOf([timestamps.length]),
    timestamps: Float64Array.from(timestamps),
  });
  const cut = (table: Interactions, protocol: string) => {
    const { train, test } = only(foldsOf(table, protocol));
    return [[...(train.timestamps ?? [])], [...(test.timestamps ?? [])]];
  };

  it("puts everything in train before everything in test", () => {
    onRandomTables("temporal:0.4", ([fold], table) => {
      const [train, test] = [fold?.train.timestamps ?? [], fold?.test.timestamps ?? []];
      expect(Math.max(...train)).toBeLessThan(Math.min(...test));
      // The rows of the first time in test are all that the share may be exceeded by; unless train would be empty.
      const first = Math.min(...test);
      const later = test.filter((timestamp) => timestamp > first).length;
      expect(later).toBeLessThan(Math.round(0.4 * table.users.length));
    });
  });

  it("takes the latest share, whichever user's it is", () => {
    expect(cut(timed(50, 10, 40, 20, 30), "temporal:0.4")).toEqual([
      [10, 20, 30],
      [50, 40],
    ]);
    expect(cut(timed(-10, -50, -30, -40, -20), "temporal:0.2")).toEqual([[-50, -30, -40, -20], [-10]]);
  });

  it("never parts rows of one time: all of them go to test", () => {
    expect(cut(timed(1, 2, 3, 3, 3), "temporal:0.2")).toEqual([
      [1, 2],
      [3, 3, 3],
    ]);
  });

  it("moves the cut to the next time where it would take everything", () => {
    expect(cut(timed(1, 1, 1, 2, 3), "temporal:0.6")).toEqual([
      [1, 1, 1],
      [2, 3],
    ]);
  });

  it("says so where all times are equal or the share is less than a row", () => {
    expect(codeOf(() => foldsOf(timed(7, 7, 7), "temporal:0.5"))).toBe("empty-split");
    expect(codeOf(() => foldsOf(timed(1, 2, 3), "temporal:0.1"))).toBe("empty-split");
    expect(() => foldsOf(timed(7, 7), "temporal:0.5")).toThrow("it needs at least two different times");
  });

  it("needs complete timestamps, and names a way out", () => {
    expect(codeOf(() => foldsOf(tableOf([5]), "temporal:0.2"))).toBe("missing-timestamps");
    expect(() => foldsOf(timed(1, Number.NaN, 3, Number.NaN), "temporal:0.5")).toThrow(
      "temporal: expected a timestamp for every interaction, but 2 of 4 have none (the first is interaction 2); " +
        "name the column of times, or choose a protocol that needs no times, such as random:FRACTION",
    );
  });
});
