import { describe, expect, it } from "vitest";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { DataError } from "../../src/errors.ts";

describe("a table made from a list", () => {
  it("numbers ids in order of first appearance and fills in the value 1", () => {
    const table = interactionsFrom(
      [
        { userId: "b", itemId: "x", value: 3 },
        { userId: "a", itemId: "x" },
        { userId: "b", itemId: "y", timestamp: 5 },
      ],
      "implicit",
    );
    expect(table.userIds.ids).toEqual(["b", "a"]);
    expect(table.itemIds.ids).toEqual(["x", "y"]);
    expect([[...table.users], [...table.items], [...table.values]]).toEqual([
      [0, 1, 0],
      [0, 0, 1],
      [3, 1, 1],
    ]);
    expect([...(table.timestamps ?? [])]).toEqual([Number.NaN, Number.NaN, 5]);
  });

  it("refuses a pair of user and item that comes twice, and says where", () => {
    const list = [
      { userId: "a", itemId: "x" },
      { userId: "a", itemId: "y" },
      { userId: "b", itemId: "x" },
      { userId: "a", itemId: "x", value: 2 },
    ];
    const make = () => interactionsFrom(list, "implicit");
    expect(make).toThrow(DataError);
    expect(make).toThrow(expect.objectContaining({ code: "duplicate-pair" }));
    expect(make).toThrow('interaction 4: expected each pair of user and item once, got "a" and "x" again');
  });
});
