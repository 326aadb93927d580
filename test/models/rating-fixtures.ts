import { type Csr, csrFromCoordinates } from "../../src/data/csr.ts";
import { interactionsFrom, toCsr } from "../../src/data/interactions.ts";
import { createRandom } from "../../src/random.ts";

/** A rating as (user, item, value), all but the value by index. */
export type Rated = readonly [user: number, item: number, value: number];

/** The matrix of these ratings. */
export function ratingsOf(userCount: number, itemCount: number, rated: readonly Rated[]): Csr {
  return csrFromCoordinates(
    userCount,
    itemCount,
    Uint32Array.from(rated, ([user]) => user),
    Uint32Array.from(rated, ([, item]) => item),
    Float32Array.from(rated, ([, , value]) => value),
  );
}

/**
 * Half stars from 0.5 to 5 of users who differ in generosity for items that differ in quality: 40 users, 30 items, the last
 * user and the last two items without a rating.
 */
export function someRatings(seed: number): Csr {
  const random = createRandom(seed);
  const generosity = Array.from({ length: 39 }, () => 0.7 * random.nextGaussian());
  const quality = Array.from({ length: 28 }, () => 0.8 * random.nextGaussian());
  const rated = generosity.flatMap((generous, user) =>
    quality.flatMap((good, item): Rated[] => {
      if (random.nextFloat() > 0.4 && item !== user % 28) return [];
      const value = Math.round(2 * (3.4 + generous + good + 0.5 * random.nextGaussian())) / 2;
      return [[user, item, Math.min(5, Math.max(0.5, value))]];
    }),
  );
  return ratingsOf(40, 30, rated);
}

/** Every item for every row. */
export function everyPair(rowCount: number, itemCount: number): Csr {
  const pairs = Array.from({ length: rowCount * itemCount }, (_, at) => at);
  return ratingsOf(
    rowCount,
    itemCount,
    pairs.map((at) => [Math.floor(at / itemCount), at % itemCount, 1]),
  );
}

/** The indices 0 … count − 1. */
export function firstUsers(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, user) => user);
}

/** Ratings as people write them, numbered in order of first appearance. */
export function ratingsFrom(list: readonly (readonly [user: string, item: string, value: number])[]): Csr {
  return toCsr(
    interactionsFrom(
      list.map(([userId, itemId, value]) => ({ userId, itemId, value })),
      "explicit",
    ),
  );
}
