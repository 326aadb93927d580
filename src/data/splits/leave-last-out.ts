import type { Interactions } from "../interactions.ts";
import { checkNotEmpty, type Fold, partition } from "./fold.ts";
import { badProtocol, type Protocol, type ProtocolFamily } from "./protocol.ts";
import { completeTimestamps } from "./timestamps.ts";

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
  const wayOut = `${name}:row-order if each user's rows are known to be in time order`;
  const timestamps = lastBy === "timestamp" ? completeTimestamps(interactions, name, wayOut) : undefined;
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

export const LEAVE_LAST_OUT: ProtocolFamily = { syntax: "leave-last-out[:row-order]", parse };

function parse(parameter: string | undefined): Protocol {
  if (parameter !== undefined && parameter !== "row-order") {
    throw badProtocol("leave-last-out", "no parameter, or row-order to take the order of the rows for time", parameter);
  }
  const name = parameter === undefined ? "leave-last-out" : "leave-last-out:row-order";
  const makeFolds: Protocol["makeFolds"] = (interactions) => [
    leaveLastOut(interactions, parameter ?? "timestamp", name),
  ];
  return { name, usesRowOrder: parameter !== undefined, makeFolds };
}
