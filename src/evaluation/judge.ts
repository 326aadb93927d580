import { DataError } from "../errors.ts";
import { NO_ITEM } from "../kernels/ranking.ts";
import { lengthBeforePadding } from "./break-ties.ts";

/** Compares one user's ranking with what is known of the user. */
export interface Judge {
  /**
   * Returns u8[ranked.length]: 1 where the item at that rank is in `testItems`.
   *
   * Throws DataError `train-item-recommended` when an item of `trainItems` comes back, and `malformed-ranking` for an
   * item outside the catalogue, an item given twice, or an item behind an empty place. `subject` names model and user.
   */
  judge(ranked: Uint32Array, trainItems: Uint32Array, testItems: Uint32Array, subject: string): Uint8Array;
}

/** Makes a judge for a catalogue; it holds three marks an item, so that judging a user costs only the user's own items. */
export function createJudge(itemCount: number): Judge {
  // Marks carry the number of the user they were set for, and so need not be cleared between users.
  const trainMarks = new Uint32Array(itemCount);
  const testMarks = new Uint32Array(itemCount);
  const rankedMarks = new Uint32Array(itemCount);
  let userNumber = 0;

  const judge = (ranked: Uint32Array, trainItems: Uint32Array, testItems: Uint32Array, subject: string) => {
    userNumber++;
    for (const item of trainItems) trainMarks[item] = userNumber;
    for (const item of testItems) testMarks[item] = userNumber;
    const hits = new Uint8Array(ranked.length);
    const found = lengthBeforePadding(ranked);
    for (let rank = 0; rank < found; rank++) {
      const item = ranked[rank]!;
      if (item >= itemCount) {
        const got = item === NO_ITEM ? "an empty place before an item" : `item ${item}`;
        throw new DataError(
          "malformed-ranking",
          `${subject}: place ${rank + 1}: expected an item from 0 to ${itemCount - 1}, got ${got}`,
        );
      }
      if (trainMarks[item] === userNumber) {
        throw new DataError(
          "train-item-recommended",
          `${subject}: place ${rank + 1}: item ${item} belongs to the history that the model was given; models must leave the history out`,
        );
      }
      if (rankedMarks[item] === userNumber) {
        throw new DataError(
          "malformed-ranking",
          `${subject}: place ${rank + 1}: item ${item} stands in the ranking twice`,
        );
      }
      rankedMarks[item] = userNumber;
      hits[rank] = testMarks[item] === userNumber ? 1 : 0;
    }
    return hits;
  };
  return { judge };
}
