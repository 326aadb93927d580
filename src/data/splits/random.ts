import { createRandom, shuffle } from "../../random.ts";
import type { Interactions } from "../interactions.ts";
import { checkNotEmpty, type Fold, partition } from "./fold.ts";

/** Keeps the draws of this split apart from other uses of the same seed. */
const RANDOM_SPLIT_STREAM = 0x5b1;

/**
 * Holds out a uniformly random share of the interactions, whoever's they are: exactly round(fraction · n) of n rows.
 *
 * Same seed, same rows. A user or an item may end up with all its interactions in test.
 * Throws DataError `empty-split` where rounding leaves a part empty. O(n).
 */
export function splitAtRandom(interactions: Interactions, fraction: number, seed: number, name: string): Fold {
  const count = interactions.users.length;
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  shuffle(rows, createRandom(seed, RANDOM_SPLIT_STREAM));
  const isTest = new Uint8Array(count);
  for (const row of rows.subarray(0, Math.round(fraction * count))) isTest[row] = 1;
  return checkNotEmpty(partition(interactions, isTest, name), "choose another fraction or use more data");
}
