import { describe, expect, it } from "vitest";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { codeOf, foldsOf, only, onRandomTables, rowsPerItem, rowsPerUser, tableOf } from "./splits-tables.ts";

describe("k folds", () => {
  it("test each row exactly once, in parts whose sizes differ by at most one", () => {
    onRandomTables("kfold:4", (folds, table) => {
      const tested = folds.flatMap(({ test }) => [...test.values]);
      expect(tested.sort((a, b) => a - b)).toEqual([...table.values]);
      const sizes = folds.map(({ test }) => test.users.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    });
    expect(foldsOf(tableOf([11]), "kfold:4").map(({ test }) => test.users.length)).toEqual([3, 3, 3, 2]);
  });

  it("put every row in every fold as often as chance has it", () => {
    const inFirst = new Float64Array(10);
    for (let seed = 0; seed < 2000; seed++) {
      for (const item of foldsOf(tableOf([10]), "kfold:5", seed)[0]?.test.items ?? []) inFirst[item]! += 1;
    }
    // 400 expected; the standard deviation is √(2000 · 0.2 · 0.8) ≈ 17.9, five of them are about 89.
    for (const times of inFirst) expect(Math.abs(times - 400)).toBeLessThan(89);
  });

  it("may be as many as there are rows, and not more", () => {
    expect(foldsOf(tableOf([4]), "kfold:4").map(({ test }) => test.users.length)).toEqual([1, 1, 1, 1]);
    expect(codeOf(() => foldsOf(tableOf([4]), "kfold:5"))).toBe("empty-split");
    expect(() => foldsOf(tableOf([4]), "kfold:5")).toThrow(
      "kfold:5: expected at least one interaction for each of 5 folds, got 4 in all; use fewer folds",
    );
  });
});

describe("a covered random split", () => {
  it("leaves every user and every item a row in train, and holds out no more than asked", () => {
    onRandomTables("random:0.6:covered", ([fold], table) => {
      const has = (count: number) => count > 0;
      expect(rowsPerUser(fold?.train ?? table).map(has)).toEqual(rowsPerUser(table).map(has));
      expect(rowsPerItem(fold?.train ?? table).map(has)).toEqual(rowsPerItem(table).map(has));
      expect(fold?.test.users.length).toBeLessThanOrEqual(Math.round(0.6 * table.users.length));
    });
  });

  it("stops short of the share only where no other row can be spared", () => {
    onRandomTables("random:0.9:covered", ([fold], table) => {
      if (fold === undefined || fold.test.users.length === Math.round(0.9 * table.users.length)) return;
      const [users, items] = [rowsPerUser(fold.train), rowsPerItem(fold.train)];
      for (const [row, user] of fold.train.users.entries()) {
        expect(Math.min(users[user] ?? 0, items[fold.train.items[row] ?? 0] ?? 0)).toBe(1);
      }
    });
  });

  it("reaches the share where rows abound", () => {
    const list = Array.from({ length: 100 }, (_, row) => ({
      userId: `${row % 10}`,
      itemId: `${Math.floor(row / 10)}`,
    }));
    const table = interactionsFrom(list, "implicit");
    expect(only(foldsOf(table, "random:0.2:covered")).test.users.length).toBe(20);
    // A table of 10 × 10 needs at least 10 rows to cover its lines and columns.
    expect(only(foldsOf(table, "random:0.99:covered")).train.users.length).toBeGreaterThanOrEqual(10);
  });

  it("says so where no row can be spared", () => {
    const action = () => foldsOf(tableOf([4, 4]), "random:0.5:covered");
    expect(codeOf(action)).toBe("empty-split");
    expect(action).toThrow("only where its user and its item both have another one");
  });
});

describe.each([
  ["item", rowsPerItem],
  ["user", rowsPerUser],
] as const)("a split stratified by %s", (by, rowsPer) => {
  it.each([0.1, 0.25, 0.5, 0.75, 0.9])(
    `holds out the same share (%d) of each ${by}'s rows and never all`,
    (fraction) => {
      onRandomTables(`stratified-by-${by}:${fraction === 0.1 ? 0.2 : fraction}`, ([fold], table) => {
        const share = fraction === 0.1 ? 0.2 : fraction;
        const expected = rowsPer(table).map((n) => Math.max(0, Math.min(n - 1, n - Math.round((1 - share) * n))));
        expect(rowsPer(fold?.test ?? table)).toEqual(expected);
      });
    },
  );
});

describe("a stratified split", () => {
  it("takes n − round((1 − fraction) · n) of n rows", () => {
    const counts = [1, 2, 3, 4, 5, 6, 8, 10];
    const { test } = only(foldsOf(tableOf(counts), "stratified-by-user:0.25"));
    expect(rowsPerUser(test)).toEqual([0, 0, 1, 1, 1, 1, 2, 2]);
    expect(rowsPerUser(only(foldsOf(tableOf(counts), "stratified-by-user:0.9")).test)).toEqual([
      0, 1, 2, 3, 4, 5, 7, 9,
    ]);
  });

  it("gives every row of an item the same chance", () => {
    const timesInTest = new Float64Array(8);
    for (let seed = 0; seed < 2000; seed++) {
      const { test } = only(foldsOf(tableOf([8]), "stratified-by-user:0.25", seed));
      for (const item of test.items) timesInTest[item]! += 1;
    }
    // 500 expected; the standard deviation is √(2000 · 0.25 · 0.75) ≈ 19.4, five of them are about 97.
    for (const times of timesInTest) expect(Math.abs(times - 500)).toBeLessThan(97);
  });

  it("says so where nobody has enough to give", () => {
    // tableOf gives every item a single row.
    expect(codeOf(() => foldsOf(tableOf([4, 4]), "stratified-by-item:0.5"))).toBe("empty-split");
    expect(() => foldsOf(tableOf([1, 1]), "stratified-by-user:0.5")).toThrow("no user has enough interactions");
  });
});
