import { createRandom } from "../../src/random.ts";
import type { Columns, DataSet, Sizes } from "./data.ts";

/** Interactions of a user. */
const HISTORY = 50;
/** Items grow with the root of the table: 1,581 at 100,000 interactions, 5,000 at a million. */
const ITEMS_A_ROOT = 5;
/** Share of the pairs that are for test. */
const TEST_SHARE = 0.2;

/** Users and items of a table with about `interactions` rows that is made up. */
export function madeUpSizes(interactions: number): Sizes {
  return {
    userCount: Math.max(2, Math.round(interactions / HISTORY)),
    itemCount: Math.max(2 * HISTORY, Math.round(ITEMS_A_ROOT * Math.sqrt(interactions))),
  };
}

/**
 * Makes a table of ratings up, the same for the same seed: 50 items a user, or as many as `history` says, low indices more
 * often, as popular items are, and ratings from 1 to 5 that lean to the taste of the user's half of the catalogue.
 */
export function makeUp(
  interactions: number,
  seed: number,
  { userCount, itemCount, history = HISTORY }: Sizes & { readonly history?: number } = madeUpSizes(interactions),
): Columns & Sizes {
  const random = createRandom(seed);
  const count = userCount * history;
  const [users, items, values] = [new Uint32Array(count), new Uint32Array(count), new Float32Array(count)];
  for (let user = 0, at = 0; user < userCount; user++) {
    const own = new Set<number>();
    while (own.size < history) own.add(Math.floor(itemCount * random.nextFloat() ** 2));
    for (const item of own) {
      users[at] = user;
      items[at] = item;
      const taste = item % 2 === user % 2 ? 4 : 2.5;
      values[at++] = Math.min(5, Math.max(1, Math.round(taste + random.nextGaussian())));
    }
  }
  return { userCount, itemCount, users, items, values };
}

/** The same with a random fifth of the pairs for test. */
export function makeUpSplit(interactions: number, seed: number): DataSet {
  const { userCount, itemCount, users, items, values } = makeUp(interactions, seed);
  const random = createRandom(seed, 1);
  const isTest = Uint8Array.from(users, () => (random.nextFloat() < TEST_SHARE ? 1 : 0));
  const take = (wanted: number): Columns => {
    const keep = (_: number, at: number): boolean => isTest[at] === wanted;
    return { users: users.filter(keep), items: items.filter(keep), values: values.filter(keep) };
  };
  return { userCount, itemCount, train: take(0), test: take(1) };
}

/** Texts of 20 words each, of which a few are frequent; the same for the same seed. */
export function makeUpTexts(count: number, seed: number): string[] {
  const random = createRandom(seed, 2);
  const word = (): string => `Word${Math.floor(500 * random.nextFloat() ** 2)}`;
  return Array.from({ length: count }, () => `${Array.from({ length: 20 }, word).join(" ")}.`);
}
