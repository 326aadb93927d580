import { describe, expect, it } from "vitest";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { foldsOf, onRandomTables } from "./splits-tables.ts";

const RANDOM_PROTOCOLS = [
  "random:0.3",
  "random:0.3:covered",
  "kfold:3",
  "stratified-by-item:0.4",
  "stratified-by-user:0.4",
  "strong:0.5",
  "negatives:3",
  "negatives:3:row-order",
];
const FIXED_PROTOCOLS = ["leave-last-out", "leave-last-out:row-order", "temporal:0.3"];

describe.each([...RANDOM_PROTOCOLS, ...FIXED_PROTOCOLS])("any table under %s", (protocol) => {
  it("is divided without loss or overlap, rows whole and in order, over shared vocabularies", () => {
    onRandomTables(protocol, (folds, table) => {
      for (const { train, test, foldIn } of folds) {
        const parts = foldIn === undefined ? [train, test] : [train, test, foldIn];
        const rows = parts.flatMap((part) => [...part.values]);
        expect(rows.sort((a, b) => a - b)).toEqual([...table.values]);
        for (const part of parts) {
          expect([...part.values]).toEqual([...part.values].sort((a, b) => a - b));
          expect([...part.users]).toEqual(Array.from(part.values, (row) => table.users[row]));
          expect([...part.items]).toEqual(Array.from(part.values, (row) => table.items[row]));
          expect([...(part.timestamps ?? [])]).toEqual(Array.from(part.values, (row) => table.timestamps?.[row]));
          expect(part.userIds).toBe(table.userIds);
          expect(part.itemIds).toBe(table.itemIds);
          expect(part.feedback).toBe("explicit");
        }
        expect(Math.min(train.users.length, test.users.length)).toBeGreaterThan(0);
      }
    });
  });

  it("gives the same folds for the same seed", () => {
    onRandomTables(protocol, (folds, table, seed) => expect(foldsOf(table, protocol, seed)).toEqual(folds));
  });

  it("carries the protocol's name", () => {
    const isKFold = protocol.startsWith("kfold");
    onRandomTables(protocol, (folds) => {
      expect(folds.map(({ name }) => name)).toEqual(isKFold ? [1, 2, 3].map((n) => `kfold:3/${n}`) : [protocol]);
    });
  });
});

describe.each(RANDOM_PROTOCOLS)("the seed of %s", (protocol) => {
  it("changes the folds", () => {
    // 12 users and 12 items, with three pairs of seven left out.
    const list = Array.from({ length: 144 }, (_, pair) => ({
      userId: `u${Math.floor(pair / 12)}`,
      itemId: `i${pair % 12}`,
      timestamp: pair,
    })).filter((_, pair) => pair % 7 < 4);
    const table = interactionsFrom(list, "implicit");
    expect(foldsOf(table, protocol, 1)).not.toEqual(foldsOf(table, protocol, 2));
  });
});
