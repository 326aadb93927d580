import { createRandom, shuffle } from "../../random.ts";
import { type Interactions, selectInteractions } from "../interactions.ts";
import { checkNotEmpty, type Fold } from "./fold.ts";
import { allRows, groupRows } from "./group-rows.ts";
import { type Protocol, type ProtocolFamily, parseFraction } from "./protocol.ts";

/** Keeps the draws of this split apart from other uses of the same seed. */
const STRONG_STREAM = 0x57b;

/** Users with fewer interactions are never held out: too few would be left for fold-in and test. */
export const MINIMUM_STRONG_HISTORY = 5;

/** Share of a held-out user's interactions that the model gets for fold-in. */
const SHOWN_SHARE = 0.8;

/** The part that a row belongs to. */
const [TRAIN, FOLD_IN, TEST] = [0, 1, 2];

/**
 * Holds out whole users: a model must serve users that are not in train, from a history that comes with the request.
 *
 * Of the users with n ≥ 5 interactions, round(fraction · users) are drawn. A random round(0.8 · n) of each one's rows
 * become `foldIn` and the others test. Train holds all other users. Same seed, same rows.
 * Throws DataError `empty-split` where no user is drawn or none is left in train. O(rows + users).
 * Source: Marlin 2004 (strong generalisation); Liang et al. 2018, section 4.
 */
export function splitStrong(interactions: Interactions, fraction: number, seed: number, name: string): Fold {
  const { users, userIds } = interactions;
  const random = createRandom(seed, STRONG_STREAM);
  const rowsByUser = groupRows(users, userIds.size);
  const eligible = allRows(userIds.size).filter((user) => rowsByUser[user]!.length >= MINIMUM_STRONG_HISTORY);
  const drawn = shuffle(eligible, random).subarray(0, Math.round(fraction * eligible.length));
  const part = new Uint8Array(users.length);
  for (const user of drawn) {
    const rows = shuffle(rowsByUser[user]!, random);
    // From 5 rows on the product rounds to at least 4 and to at most n − 1: no user lacks either part.
    const shown = Math.round(SHOWN_SHARE * rows.length);
    for (const [place, row] of rows.entries()) part[row] = place < shown ? FOLD_IN : TEST;
  }
  const rowsOf = (wanted: number | undefined) =>
    selectInteractions(
      interactions,
      allRows(users.length).filter((row) => part[row] === wanted),
    );
  return checkNotEmpty(
    { train: rowsOf(TRAIN), foldIn: rowsOf(FOLD_IN), test: rowsOf(TEST), name },
    `${drawn.length} of ${eligible.length} users with at least ${MINIMUM_STRONG_HISTORY} interactions are held out; ` +
      "choose another fraction or use more data",
  );
}

export const STRONG: ProtocolFamily = { syntax: "strong:FRACTION", parse };

function parse(parameter: string | undefined): Protocol {
  const fraction = parseFraction("strong", parameter, "a fraction of users between 0 and 1, as in strong:0.1");
  const name = `strong:${fraction}`;
  return { name, makeFolds: (interactions, seed) => [splitStrong(interactions, fraction, seed, name)] };
}
