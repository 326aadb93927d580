import { createRandom, shuffle } from "../../random.ts";
import type { Interactions } from "../interactions.ts";
import { checkNotEmpty, type Fold, partition } from "./fold.ts";
import { allRows } from "./group-rows.ts";

/** Keeps the draws of this split apart from other uses of the same seed. */
const COVERED_SPLIT_STREAM = 0xc0e;

/**
 * Holds out a random share of the interactions such that every user and every item with interactions keeps one in
 * train.
 *
 * Rows are visited in shuffled order; a row goes to test if its user and its item both have another row left in train,
 * until round(fraction · n) of n rows are there. If that number cannot be reached, test is smaller. Rows of users and
 * items with few interactions are held out more rarely than others. Same seed, same rows.
 * Throws DataError `empty-split` where no row can be held out. O(n + users + items).
 */
export function splitCovered(interactions: Interactions, fraction: number, seed: number, name: string): Fold {
  const { users, items, userIds, itemIds } = interactions;
  const userLeft = new Uint32Array(userIds.size);
  const itemLeft = new Uint32Array(itemIds.size);
  for (const user of users) userLeft[user]! += 1;
  for (const item of items) itemLeft[item]! += 1;
  const isTest = new Uint8Array(users.length);
  let wanted = Math.round(fraction * users.length);
  for (const row of shuffle(allRows(users.length), createRandom(seed, COVERED_SPLIT_STREAM))) {
    if (wanted === 0) break;
    const [user, item] = [users[row]!, items[row]!];
    if (userLeft[user]! < 2 || itemLeft[item]! < 2) continue;
    isTest[row] = 1;
    userLeft[user]! -= 1;
    itemLeft[item]! -= 1;
    wanted--;
  }
  return checkNotEmpty(
    partition(interactions, isTest, name),
    "a row can be held out only where its user and its item both have another one; use more data or a larger fraction",
  );
}
