import { DataError } from "../../errors.ts";
import type { Csr } from "../csr.ts";
import { type Interactions, selectInteractions } from "../interactions.ts";

/** Two disjoint parts of one table, over the same vocabularies: fit on one, measure on the other. */
export interface Fold {
  readonly train: Interactions;
  readonly test: Interactions;
  /** Names the part within its protocol, as written on the command line: `random:0.2`. */
  readonly name: string;
  /**
   * Histories of users who are not in train: given to a model with the request, never
   * fitted on. Same vocabularies; shares no user with train and no pair with test. Absent where train has all
   * histories.
   */
  readonly foldIn?: Interactions | undefined;
  /**
   * users × items: the candidates of each user, test items included and history excluded. Absent where
   * every item outside the history competes, which is the usual and better rule.
   */
  readonly candidates?: Csr | undefined;
  /** What the test part asks for: what comes next in each history; `missing` interactions of any time where it is absent. */
  readonly asks?: "next" | "missing" | undefined;
  /** Where each user's latest interaction is held out: for how many users ties were broken at random. */
  readonly ties?: TimeTies | undefined;
}

/** Users with a held-out interaction and several interactions at their latest time. */
export interface TimeTies {
  readonly users: number;
  /** Of these, users whose interactions all have the same time. */
  readonly throughout: number;
  /** All users who have an interaction held out. */
  readonly of: number;
}

/** Sends the rows marked 1 in `isTest` (u8[rows]) to test and the others to train; both keep the order of the table. */
export function partition(interactions: Interactions, isTest: Uint8Array, name: string): Fold {
  let testCount = 0;
  for (const mark of isTest) testCount += mark;
  const testRows = new Uint32Array(testCount);
  const trainRows = new Uint32Array(isTest.length - testCount);
  let nextTest = 0;
  let nextTrain = 0;
  for (let row = 0; row < isTest.length; row++) {
    if (isTest[row] === 1) testRows[nextTest++] = row;
    else trainRows[nextTrain++] = row;
  }
  return { train: selectInteractions(interactions, trainRows), test: selectInteractions(interactions, testRows), name };
}

/**
 * Returns `fold` when both parts have rows; throws DataError `empty-split` otherwise, ending in the caller's `advice`.
 */
export function checkNotEmpty(fold: Fold, advice: string): Fold {
  const { train, test, name } = fold;
  if (train.users.length > 0 && test.users.length > 0) return fold;
  throw new DataError(
    "empty-split",
    `${name}: expected interactions in both parts, got ${train.users.length} to train on and ` +
      `${test.users.length} to test on; ${advice}`,
  );
}
