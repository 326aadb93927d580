import { createRandom, shuffle } from "../../random.ts";
import type { Interactions } from "../interactions.ts";
import { splitCovered } from "./covered.ts";
import { checkNotEmpty, type Fold, partition } from "./fold.ts";
import { allRows } from "./group-rows.ts";
import { badProtocol, type Protocol, type ProtocolFamily, parseFraction } from "./protocol.ts";

/** Keeps the draws of this split apart from other uses of the same seed. */
const RANDOM_SPLIT_STREAM = 0x5b1;

/**
 * Holds out a uniformly random share of all interactions: exactly round(fraction · n) of n rows.
 *
 * Same seed, same rows. A user or an item may end up with all its interactions in test.
 * Throws DataError `empty-split` where rounding leaves a part empty. O(n).
 */
export function splitAtRandom(interactions: Interactions, fraction: number, seed: number, name: string): Fold {
  const count = interactions.users.length;
  const rows = shuffle(allRows(count), createRandom(seed, RANDOM_SPLIT_STREAM));
  const isTest = new Uint8Array(count);
  for (const row of rows.subarray(0, Math.round(fraction * count))) isTest[row] = 1;
  return checkNotEmpty(partition(interactions, isTest, name), "choose another fraction or use more data");
}

export const RANDOM: ProtocolFamily = { syntax: "random:FRACTION[:covered]", parse };

function parse(parameter: string | undefined): Protocol {
  const [text, mode, ...rest] = parameter?.split(":") ?? [];
  const expected = "a fraction between 0 and 1, as in random:0.2 or random:0.2:covered";
  if (rest.length > 0 || (mode !== undefined && mode !== "covered")) throw badProtocol("random", expected, parameter);
  const fraction = parseFraction("random", text, expected);
  if (mode === undefined) {
    const name = `random:${fraction}`;
    return { name, makeFolds: (interactions, seed) => [splitAtRandom(interactions, fraction, seed, name)] };
  }
  const name = `random:${fraction}:covered`;
  return { name, makeFolds: (interactions, seed) => [splitCovered(interactions, fraction, seed, name)] };
}
