import { describe, expect, it } from "vitest";
import { csrFromCoordinates } from "../../src/data/csr.ts";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { countTogether } from "../../src/packing/bought-together.ts";
import { firstSeenOf } from "../../src/packing/first-seen.ts";
import { createRandom } from "../../src/random.ts";

const [USERS, ITEMS] = [80, 23];
const random = createRandom(11);
const has = Array.from({ length: USERS }, () =>
  Array.from({ length: ITEMS }, (_, i) => random.nextFloat() < 1 / (1 + i / 6)),
);
const pairs = has.flatMap((row, user) => row.flatMap((own, item) => (own ? [[user, item] as const] : [])));
const matrix = csrFromCoordinates(
  USERS,
  ITEMS,
  Uint32Array.from(pairs, ([user]) => user),
  Uint32Array.from(pairs, ([, item]) => item),
  new Float32Array(pairs.length).fill(1),
);

/** The definition, word for word. */
function plain(item: number, atMost: number, leastUsers: number): [item: number, users: number][] {
  const usersOf = (holds: (row: boolean[]) => boolean | undefined) => has.filter(holds).length;
  return Array.from({ length: ITEMS }, (_, other) => {
    const both = usersOf((row) => row[item] && row[other]);
    const lift = (both * USERS) / (usersOf((row) => row[item]) * usersOf((row) => row[other]));
    return { other, both, lift };
  })
    .filter(({ other, both }) => other !== item && both >= leastUsers)
    .sort((a, b) => b.lift - a.lift || a.other - b.other)
    .slice(0, atMost)
    .map(({ other, both }) => [other, both]);
}

describe("pairs of items", () => {
  it.each([
    [4, 5],
    [1, 1],
    [1000, 12],
    [3, USERS + 1],
  ])("are the %i of the highest lift beside each item that %i users have", (atMost, leastUsers) => {
    const counted = countTogether(matrix, atMost, leastUsers);
    for (let item = 0; item < ITEMS; item++) {
      const [start, end] = [counted.offsets[item]!, counted.offsets[item + 1]!];
      const row = Array.from(counted.indices.subarray(start, end), (other, at) => [other, counted.values[start + at]]);
      expect(row.map(([other]) => other)).toEqual(plain(item, atMost, leastUsers).map(([other]) => other));
      expect(row).toEqual(plain(item, atMost, leastUsers));
    }
  });

  it("are not counted on once that is stopped", () => {
    const stopped = AbortSignal.abort(new Error("stopped"));
    expect(() => countTogether(matrix, 4, 5, stopped)).toThrow("stopped");
  });
});

describe("when an item was first seen", () => {
  it("is its earliest time that is known", () => {
    const interactions = interactionsFrom(
      [
        { userId: "u", itemId: "a", timestamp: 30 },
        { userId: "v", itemId: "a", timestamp: 20 },
        { userId: "w", itemId: "a" },
        { userId: "u", itemId: "b" },
        { userId: "x", itemId: "a", timestamp: 40 },
      ],
      "implicit",
    );
    expect([...firstSeenOf(interactions)]).toEqual([20, Number.NaN]);
  });

  it("is refused for data without times", () => {
    const interactions = interactionsFrom([{ userId: "u", itemId: "a" }], "implicit");
    expect(() => firstSeenOf(interactions)).toThrow(expect.objectContaining({ code: "no-times" }));
  });
});
