import { describe, expect, it } from "vitest";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { fingerprintRows } from "../../src/data/row-fingerprint.ts";

const rows = [
  { userId: "u1", itemId: "a", value: 1 },
  { userId: "ü2", itemId: "日本", value: 2.5 },
  { userId: "u1", itemId: 'b"c', value: -0.5 },
];

describe("fingerprintRows", () => {
  it("is the sum of the digests of the rows, by hashlib of Python", async () => {
    const known = "34afa03122e78cc53aec6056be1255c70bc816949e775982f6e5ece58284f73f";
    expect(await fingerprintRows(interactionsFrom(rows, "explicit"))).toBe(known);
  });

  it("does not depend on the order of the rows, and differs for another row, value or number of rows", async () => {
    const of = (list: typeof rows) => fingerprintRows(interactionsFrom(list, "explicit"));
    const known = await of(rows);
    expect(await of([...rows].reverse())).toBe(known);
    const others = [
      rows.slice(1),
      [...rows.slice(1), { userId: "u1", itemId: "a", value: 1.0000001 }],
      [...rows.slice(1), { userId: "a", itemId: "u1", value: 1 }],
    ];
    for (const list of others) expect(await of(list)).not.toBe(known);
  });

  it("takes many rows", async () => {
    const many = Array.from({ length: 10_000 }, (_, row) => ({
      userId: `u${row % 97}`,
      itemId: `i${row}`,
      value: row,
    }));
    expect(await fingerprintRows(interactionsFrom(many, "explicit"))).toMatch(/^[0-9a-f]{64}$/);
  });
});
