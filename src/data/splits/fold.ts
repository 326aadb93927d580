import { DataError } from "../../errors.ts";
import type { Csr } from "../csr.ts";
import { type Interactions, selectInteractions } from "../interactions.ts";

/** Two disjoint parts of one table, over the same vocabularies: fit on one, measure on the other. */
export interface Fold {
  readonly train: Interactions;
  readonly test: Interactions;
  /** Names the part within its protocol, in the words of the command line: `random:0.2`. */
  readonly name: string;
  /**
   * What is known of users whom train does not have: shown to a model as their history when it is asked about them, never
   * fitted on. Same vocabularies; shares no user with train and no pair with test. Absent where train has every history.
   */
  readonly foldIn?: Interactions | undefined;
  /**
   * users × items: the only items that compete for each user, test items among them and history left out. Absent where
   * every item competes that the user does not have: the rule, and the better one.
   */
  readonly candidates?: Csr | undefined;
  /** Where each user's latest interaction is held out: for how many a draw had to say which one that is. */
  readonly ties?: TimeTies | undefined;
}

/** Users whose latest time several of their interactions share, among those who have one held out. */
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

/** Returns `fold` when both parts have rows; throws DataError `empty-split` otherwise, ending in the caller's `advice`. */
export function checkNotEmpty(fold: Fold, advice: string): Fold {
  const { train, test, name } = fold;
  if (train.users.length > 0 && test.users.length > 0) return fold;
  throw new DataError(
    "empty-split",
    `${name}: expected interactions in both parts, got ${train.users.length} to train on and ` +
      `${test.users.length} to test on; ${advice}`,
  );
}
