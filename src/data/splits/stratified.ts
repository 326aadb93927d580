import { createRandom, shuffle } from "../../random.ts";
import type { Interactions } from "../interactions.ts";
import { checkNotEmpty, type Fold, partition } from "./fold.ts";
import { groupRows } from "./group-rows.ts";
import { type Protocol, type ProtocolFamily, parseFraction } from "./protocol.ts";

/** Keeps the draws of this split apart from other uses of the same seed. */
const STRATIFIED_STREAM = 0x57a;

/** Whether each item's or each user's interactions are split in the same proportion. */
export type Stratum = "item" | "user";

/**
 * Holds out the same share of the interactions of each item (or each user), at random.
 *
 * Of the n rows of an item, n − round((1 − fraction) · n) go to test and at least one stays in train. An item with few
 * rows may have no test rows. Same seed, same rows.
 * Throws DataError `empty-split` where no item has enough rows. O(rows + items).
 */
export function splitStratified(
  interactions: Interactions,
  by: Stratum,
  fraction: number,
  seed: number,
  name: string,
): Fold {
  const { users, items, userIds, itemIds } = interactions;
  const strata = by === "item" ? groupRows(items, itemIds.size) : groupRows(users, userIds.size);
  const random = createRandom(seed, STRATIFIED_STREAM);
  const isTest = new Uint8Array(users.length);
  for (const rows of strata) {
    const kept = Math.max(1, Math.round((1 - fraction) * rows.length));
    for (const row of shuffle(rows, random).subarray(kept)) isTest[row] = 1;
  }
  const advice = `no ${by} has enough interactions to give one to test; choose a larger fraction or use more data`;
  return checkNotEmpty(partition(interactions, isTest, name), advice);
}

export const STRATIFIED_BY_ITEM = family("item");
export const STRATIFIED_BY_USER = family("user");

function family(by: Stratum): ProtocolFamily {
  const kind = `stratified-by-${by}`;
  const parse = (parameter: string | undefined): Protocol => {
    const fraction = parseFraction(kind, parameter, `a fraction between 0 and 1, as in ${kind}:0.25`);
    const name = `${kind}:${fraction}`;
    return { name, makeFolds: (interactions, seed) => [splitStratified(interactions, by, fraction, seed, name)] };
  };
  return { syntax: `${kind}:FRACTION`, parse };
}
