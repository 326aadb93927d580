import { OptionsError } from "../../errors.ts";
import type { Interactions } from "../interactions.ts";
import { checkNotEmpty, type Fold, partition } from "./fold.ts";

/** What says which interaction of a user is the latest. */
export type LastBy = "timestamp" | "row-order";

/**
 * Holds out each user's latest interaction; a user with a single interaction keeps it in train.
 *
 * By `timestamp`, equal times go to the later row. By `row-order`, the later row is the later interaction and timestamps
 * are not read: for sources without times whose rows are known to be in order. Whether rows are in order cannot be seen
 * from the rows, so it has to be said.
 * Throws OptionsError `missing-timestamps` where timestamps are needed and any is absent, and DataError `empty-split`
 * where no user has two interactions. O(rows + users).
 */
export function leaveLastOut(interactions: Interactions, lastBy: LastBy, name: string): Fold {
  const { users, userIds } = interactions;
  const timestamps = lastBy === "timestamp" ? completeTimestamps(interactions) : undefined;
  const counts = new Uint32Array(userIds.size);
  const lastRows = new Uint32Array(userIds.size);
  for (let row = 0; row < users.length; row++) {
    const user = users[row]!;
    const isFirst = counts[user] === 0;
    if (isFirst || timestamps === undefined || timestamps[row]! >= timestamps[lastRows[user]!]!) lastRows[user] = row;
    counts[user]! += 1;
  }
  const isTest = new Uint8Array(users.length);
  for (let user = 0; user < counts.length; user++) {
    if (counts[user]! > 1) isTest[lastRows[user]!] = 1;
  }
  return checkNotEmpty(partition(interactions, isTest, name), "it needs users with at least two interactions");
}

function completeTimestamps(interactions: Interactions): Float64Array {
  const { timestamps } = interactions;
  const advice =
    "; name the column of times, or choose leave-last-out:row-order if each user's rows are known to be in time order";
  if (timestamps === undefined) {
    throw new OptionsError(
      "missing-timestamps",
      `leave-last-out: expected a timestamp for every interaction, but the data has none${advice}`,
    );
  }
  const firstMissing = timestamps.findIndex((timestamp) => Number.isNaN(timestamp));
  if (firstMissing >= 0) {
    const missing = timestamps.reduce((count, timestamp) => count + (Number.isNaN(timestamp) ? 1 : 0), 0);
    throw new OptionsError(
      "missing-timestamps",
      `leave-last-out: expected a timestamp for every interaction, but ${missing} of ${timestamps.length} have none ` +
        `(the first is interaction ${firstMissing + 1})${advice}`,
    );
  }
  return timestamps;
}
