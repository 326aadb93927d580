import { checkInteger, checkNumber } from "../../check.ts";
import { createRandom, shuffle } from "../../random.ts";
import { rowSequence } from "../csr.ts";
import type { Interactions } from "../interactions.ts";
import { toOrderedCsr } from "../sequences.ts";
import { type Fold, partition } from "./fold.ts";
import { groupRows } from "./group-rows.ts";

/** Keeps the draws of this split apart from other uses of the same seed. */
const VALIDATION_STREAM = 0x7a1;

/** Users with fewer interactions have no validation rows: their training data are too few already. */
export const MINIMUM_VALIDATION_HISTORY = 5;

/** A product such as 0.07 · 100 is slightly above the exact integer and must not be rounded up past it. */
const ROUNDING_SLACK = 1e-9;

/**
 * Holds out part of each user's interactions, at random, for choosing hyper-parameters and when to stop.
 *
 * Of a user with n ≥ 5 interactions, ceil(fraction · n) rows go to test: at least 1, and at most n − 1 so that the user
 * stays known to train. `fraction` from 0 to 1. Same seed, same rows.
 * Where no user has 5 interactions the test part is empty: callers handle the case.
 * Throws TypeError or RangeError for a bad fraction or seed. O(rows + users).
 */
export function splitForValidation(train: Interactions, fraction: number, seed: number): Fold {
  checkNumber("validation fraction", fraction, 0, 1);
  checkInteger("seed", seed, 0, 0xffff_ffff);
  const random = createRandom(seed, VALIDATION_STREAM);
  const isTest = new Uint8Array(train.users.length);
  for (const rows of groupRows(train.users, train.userIds.size)) {
    const heldOut = heldOutOf(rows.length, fraction);
    if (heldOut > 0) for (const row of shuffle(rows, random).subarray(0, heldOut)) isTest[row] = 1;
  }
  return partition(train, isTest, "validation");
}

/** How many of a user's interactions are held out: of fewer than 5 none. */
function heldOutOf(count: number, fraction: number): number {
  if (count < MINIMUM_VALIDATION_HISTORY) return 0;
  const wanted = Math.ceil(fraction * count - ROUNDING_SLACK);
  return Math.min(Math.max(wanted, 1), count - 1);
}

/**
 * Holds out the last part of each user's interactions by time, as many as splitForValidation: for models that read order, which
 * are asked what comes next. Interactions at the same time stand as in histories (sequences.ts). `train` has times that tell
 * the order. Throws TypeError or RangeError for a bad fraction. O(rows · log of the longest history).
 */
export function splitLastForValidation(train: Interactions, fraction: number): Fold {
  checkNumber("validation fraction", fraction, 0, 1);
  const matrix = toOrderedCsr(train);
  const isTest = new Uint8Array(train.users.length);
  for (const [user, rows] of groupRows(train.users, train.userIds.size).entries()) {
    const heldOut = heldOutOf(rows.length, fraction);
    if (heldOut === 0) continue;
    const last = new Set(rowSequence(matrix, user)?.subarray(-heldOut));
    for (const row of rows) if (last.has(train.items[row]!)) isTest[row] = 1;
  }
  return partition(train, isTest, "validation");
}
