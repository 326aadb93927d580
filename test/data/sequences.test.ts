import { describe, expect, it } from "vitest";
import { rowSequence, selectRows, withEntries } from "../../src/data/csr.ts";
import { ascendingRows, oldestFirst } from "../../src/data/csr-order.ts";
import { type Interaction, interactionsFrom, toCsr } from "../../src/data/interactions.ts";
import { toOrderedCsr, withSequence } from "../../src/data/sequences.ts";
import { splitForValidation, splitLastForValidation } from "../../src/data/splits.ts";

const rows: Interaction[] = [
  { userId: "ann", itemId: "a", value: 1, timestamp: 30 },
  { userId: "bob", itemId: "b", value: 2, timestamp: 5 },
  { userId: "ann", itemId: "c", value: 3, timestamp: 10 },
  { userId: "ann", itemId: "b", value: 4, timestamp: 20 },
  { userId: "bob", itemId: "a", value: 5, timestamp: 4 },
];

/** The ids of each user's items, oldest first. */
function idsInOrder(list: readonly Interaction[]): Record<string, string[]> {
  const interactions = interactionsFrom(list, "explicit");
  const matrix = toOrderedCsr(interactions);
  return Object.fromEntries(
    interactions.userIds.ids.map((id, user) => [
      id,
      Array.from(rowSequence(matrix, user) ?? [], (item) => interactions.itemIds.idOf(item)),
    ]),
  );
}

describe("the order of histories", () => {
  it("is that of the times, and leaves the matrix as it was", () => {
    expect(idsInOrder(rows)).toEqual({ ann: ["c", "b", "a"], bob: ["a", "b"] });
    const interactions = interactionsFrom(rows, "explicit");
    const { sequence: _, ...matrix } = toOrderedCsr(interactions);
    expect(matrix).toEqual(toCsr(interactions));
  });

  it("is not known where times are absent, where one is, and where all are the same", () => {
    const untimed = [
      rows.map(({ timestamp: _, ...row }) => row),
      rows.map((row, at) => (at === 2 ? { ...row, timestamp: Number.NaN } : row)),
      rows.map((row) => ({ ...row, timestamp: 7 })),
    ];
    for (const list of untimed) {
      const interactions = interactionsFrom(list, "explicit");
      const matrix = toCsr(interactions);
      expect(withSequence(matrix, interactions)).toBe(matrix);
    }
  });

  it("draws among items of the same time by ids alone: neither rows nor numbering show", () => {
    const tied = ["a", "b", "c", "d", "e", "f", "g", "h"].map((itemId) => ({ userId: "ann", itemId, timestamp: 1 }));
    const list = [...tied, { userId: "bob", itemId: "a", timestamp: 2 }];
    const drawn = idsInOrder(list);
    expect(idsInOrder(list.toReversed()).ann).toEqual(drawn.ann);
    expect([...(drawn.ann ?? [])].sort()).toEqual(tied.map(({ itemId }) => itemId));
    expect(drawn.ann).not.toEqual(tied.map(({ itemId }) => itemId));
    const other = idsInOrder(list.map((row) => ({ ...row, userId: `${row.userId}2` })));
    expect(other.ann2).not.toEqual(drawn.ann);
  });

  it("goes with rows that are selected, and not with entries that are", () => {
    const matrix = toOrderedCsr(interactionsFrom(rows, "explicit"));
    const selected = selectRows(matrix, Uint32Array.of(1, 0));
    expect([0, 1].map((row) => rowSequence(selected, row))).toEqual([1, 0].map((row) => rowSequence(matrix, row)));
    expect(withEntries(matrix, Uint32Array.of(0, 2)).sequence).toBeUndefined();
  });

  it("can be that of the entries, with their values, and back", () => {
    const matrix = toOrderedCsr(interactionsFrom(rows, "explicit"));
    const stored = oldestFirst(matrix);
    expect(stored.indices).toBe(stored.sequence);
    // ann: c, b, a; bob: a, b. Items are numbered a, b, c.
    expect([...stored.indices]).toEqual([2, 1, 0, 0, 1]);
    expect([...stored.values]).toEqual([3, 4, 1, 5, 2]);
    expect(oldestFirst(stored)).toBe(stored);
    expect(ascendingRows(stored)).toEqual(matrix);
    expect(ascendingRows(matrix)).toBe(matrix);
  });
});

describe("the last part of each history as a validation part", () => {
  const list = ["ann", "bob"].flatMap((userId, user) =>
    Array.from({ length: user === 0 ? 10 : 4 }, (_, at) => ({ userId, itemId: `i${(at * 3) % 10}`, timestamp: at })),
  );
  const table = interactionsFrom(list.toReversed(), "implicit");

  it("is what came last, as much of it as of a drawn part; users with few keep all", () => {
    const { train, test } = splitLastForValidation(table, 0.2);
    expect(Array.from(test.items, (item) => table.itemIds.idOf(item)).sort()).toEqual(["i4", "i7"]);
    expect([...test.users].every((user) => table.userIds.idOf(user) === "ann")).toBe(true);
    expect(train.users.length).toBe(list.length - 2);
    expect(splitForValidation(table, 0.2, 1).test.users.length).toBe(2);
  });
});
