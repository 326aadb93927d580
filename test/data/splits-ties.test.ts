import { describe, expect, it } from "vitest";
import { type Interaction, interactionsFrom } from "../../src/data/interactions.ts";
import type { Fold } from "../../src/data/splits.ts";
import { codeOf, foldsOf, only } from "./splits-tables.ts";

const foldOf = (list: readonly Interaction[], protocol: string, seed = 0): Fold =>
  only(foldsOf(interactionsFrom(list, "implicit"), protocol, seed));

const heldOut = ({ test }: Fold): string[] =>
  Array.from(test.users, (user, row) => `${test.userIds.idOf(user)} ${test.itemIds.idOf(test.items[row]!)}`).sort();

/** 200 users who took item 0 first, and then items 1 to 4 at one moment. */
const USERS = Array.from({ length: 200 }, (_, user) => `user ${user}`);
const tied: Interaction[] = USERS.flatMap((userId) =>
  [0, 1, 2, 3, 4].map((item) => ({ userId, itemId: `item ${item}`, timestamp: item === 0 ? 1 : 2 })),
);

describe.each(["leave-last-out", "negatives:1"])("%s on equal times", (protocol) => {
  it("draws the same interactions whatever the order of rows, and others with another seed", () => {
    const expected = heldOut(foldOf(tied, protocol));
    expect(heldOut(foldOf(tied.toReversed(), protocol))).toEqual(expected);
    const byItem = tied.toSorted((a, b) => (a.itemId < b.itemId ? 1 : -1));
    expect(heldOut(foldOf(byItem, protocol))).toEqual(expected);
    expect(heldOut(foldOf(tied, protocol, 1))).not.toEqual(expected);
  });

  it("holds out each of the four equals about as often, and never what came before", () => {
    const counts = new Map<string, number>();
    for (const pair of [0, 1, 2, 3, 4].flatMap((seed) => heldOut(foldOf(tied, protocol, seed)))) {
      const item = pair.slice(pair.indexOf("item"));
      counts.set(item, (counts.get(item) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(["item 1", "item 2", "item 3", "item 4"]);
    // 1,000 draws: 250 ± 4 standard deviations of 13.7.
    for (const count of counts.values()) expect(Math.abs(count - 250)).toBeLessThan(55);
  });

  it("counts the users for whom a draw decides, and those whose times are all equal", () => {
    const others: Interaction[] = [
      { userId: "all at once", itemId: "item 1", timestamp: 7 },
      { userId: "all at once", itemId: "item 2", timestamp: 7 },
      { userId: "in order", itemId: "item 1", timestamp: 1 },
      { userId: "in order", itemId: "item 2", timestamp: 2 },
      { userId: "earlier tie", itemId: "item 1", timestamp: 1 },
      { userId: "earlier tie", itemId: "item 2", timestamp: 1 },
      { userId: "earlier tie", itemId: "item 3", timestamp: 2 },
      { userId: "only one", itemId: "item 3", timestamp: 2 },
    ];
    expect(foldOf([...tied, ...others], protocol).ties).toEqual({ users: 201, throughout: 1, of: 203 });
  });

  it("draws nothing where the order of rows is that of time", () => {
    const fold = foldOf(tied, `${protocol}:row-order`);
    expect(heldOut(fold)).toEqual(USERS.map((user) => `${user} item 4`).sort());
    expect(fold.ties).toBeUndefined();
  });

  it("refuses a table in which all times are equal, as none is the latest", () => {
    const level = tied.map((row) => ({ ...row, timestamp: 5 }));
    const action = () => foldOf(level, protocol);
    expect(codeOf(action)).toBe("empty-split");
    expect(action).toThrow(
      `${protocol}: expected at least two different times, but all 1000 interactions have the same`,
    );
    expect(action).toThrow(`${protocol}:row-order`);
    expect(heldOut(foldOf(level, `${protocol}:row-order`))).toHaveLength(200);
  });
});
