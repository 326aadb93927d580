import { checkInteger, checkNumber } from "../../check.ts";
import { createRandom, shuffle } from "../../random.ts";
import type { Interactions } from "../interactions.ts";
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
    if (rows.length < MINIMUM_VALIDATION_HISTORY) continue;
    const wanted = Math.ceil(fraction * rows.length - ROUNDING_SLACK);
    const heldOut = Math.min(Math.max(wanted, 1), rows.length - 1);
    for (const row of shuffle(rows, random).subarray(0, heldOut)) isTest[row] = 1;
  }
  return partition(train, isTest, "validation");
}
