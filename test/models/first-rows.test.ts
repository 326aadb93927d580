import { describe, expect, it } from "vitest";
import { firstRows } from "../../src/models/sequential/train-first-rows.ts";
import { createRandom, shuffle } from "../../src/random.ts";
import { symmetricEigen } from "../../src/training/linear/symmetric-eigen.ts";

const [GROUP, ITEMS] = [6, 13];
const random = createRandom(7);
/** Half of the users choose among items 0 to 5, half among 6 to 11; nobody chooses the last one. */
const histories = Array.from({ length: 20 }, (_, user) =>
  shuffle(
    Uint32Array.from({ length: GROUP }, (_, at) => GROUP * (user % 2) + at),
    random,
  ).subarray(0, 4),
);
const given = { histories, itemCount: ITEMS, width: 8, bound: 0.3 };

const rowsOf = (rows: Float32Array, width: number): number[][] =>
  Array.from({ length: ITEMS }, (_, item) => [...rows.subarray(item * width, (item + 1) * width)]);
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, lane) => sum + value * (b[lane] ?? 0), 0);

describe("first rows of items", () => {
  it("are alike where items stand near each other, as long as drawn ones, and zeros where an item stands nowhere", async () => {
    const rows = rowsOf(await firstRows(given, 1), 8);
    const length = 0.3 * Math.sqrt(8 / 3);
    for (const row of rows.slice(0, -1)) expect(Math.sqrt(dot(row, row))).toBeCloseTo(length, 5);
    expect(rows.at(-1)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    for (let a = 0; a < GROUP; a++) {
      for (let b = GROUP; b < 2 * GROUP; b++) expect(dot(rows[a]!, rows[b]!)).toBeCloseTo(0, 5);
    }
  });

  it("have the products of the factors of all pairs, where there is room for all of them", async () => {
    // The sums over pairs, written out.
    const pairs = new Float64Array(ITEMS * ITEMS);
    for (const items of histories) {
      for (const [at, a] of items.entries()) {
        for (const [place, b] of items.entries()) {
          if (at !== place) pairs[a * ITEMS + b]! += 0.7 ** (Math.abs(at - place) - 1);
        }
      }
    }
    const degrees = Array.from({ length: ITEMS }, (_, a) =>
      pairs.subarray(a * ITEMS, (a + 1) * ITEMS).reduce((sum, value) => sum + value, 0),
    );
    const normal = pairs.map((value, at) =>
      value > 0 ? value / Math.sqrt(degrees[Math.floor(at / ITEMS)]! * degrees[at % ITEMS]!) : 0,
    );
    const { values, vectors } = symmetricEigen(normal, ITEMS);
    const product = (a: number, b: number): number =>
      values.reduce(
        (sum, value, one) => sum + Math.abs(value) * vectors[one * ITEMS + a]! * vectors[one * ITEMS + b]!,
        0,
      );

    const width = 16;
    const rows = rowsOf(await firstRows({ ...given, width }, 1), width);
    const square = 0.3 ** 2 * (width / 3);
    for (let a = 0; a < 2 * GROUP; a++) {
      for (let b = 0; b < 2 * GROUP; b++) {
        const likeness = product(a, b) / Math.sqrt(product(a, a) * product(b, b));
        expect(dot(rows[a]!, rows[b]!) / square).toBeCloseTo(likeness, 4);
      }
    }
  });

  it("are the same for a seed, and end where training is interrupted", async () => {
    const [one, same, other] = await Promise.all([1, 1, 2].map((seed) => firstRows(given, seed)));
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
    await expect(firstRows(given, 1, AbortSignal.abort())).rejects.toMatchObject({ code: "interrupted" });
  });
});
