import { DataError } from "../../errors.ts";
import { hashText, mixHashes } from "../../random.ts";
import type { Interactions } from "../interactions.ts";
import { checkNotEmpty, type Fold, partition, type TimeTies } from "./fold.ts";
import { groupRows } from "./group-rows.ts";
import { badProtocol, type Protocol, type ProtocolFamily } from "./protocol.ts";
import { completeTimestamps } from "./timestamps.ts";

/** How the latest interaction of a user is determined. */
export type LastBy = "timestamp" | "row-order";

/** Keeps the draws of this split apart from other uses of the same seed. */
const LAST_OUT_STREAM = 0x1a57;

/**
 * Holds out each user's latest interaction; a user with a single interaction keeps it in train.
 *
 * By `timestamp`, ties at a user's latest time are broken at random, by a hash of the seed, the user's id and the
 * item's: the order of rows and of ids does not show time, and popular items often have low ids. `ties`
 * of the fold counts the users with such a draw. By `row-order`, the later row is the later interaction, timestamps are
 * not read and nothing is drawn: for sources without times whose rows are known to be in order. The rows do not show
 * whether they are in order, so the caller must declare it. Throws OptionsError `missing-timestamps` where timestamps
 * are needed and any is absent, and DataError `empty-split` where all timestamps are equal or no user has two
 * interactions. O(rows + users).
 */
export function leaveLastOut(interactions: Interactions, lastBy: LastBy, seed: number, name: string): Fold {
  const { users, userIds } = interactions;
  const isTest = new Uint8Array(users.length);
  const rowsByUser = groupRows(users, userIds.size).filter((rows) => rows.length > 1);
  const latest = lastBy === "timestamp" ? latestByTime(interactions, rowsByUser, seed, name) : undefined;
  for (const [place, rows] of rowsByUser.entries()) isTest[latest?.rows[place] ?? rows.at(-1)!] = 1;
  const fold = checkNotEmpty(partition(interactions, isTest, name), "it needs users with at least two interactions");
  return latest === undefined ? { ...fold, asks: "next" } : { ...fold, asks: "next", ties: latest.ties };
}

/** The row held out of each user's rows, and the number of random ties. */
function latestByTime(
  interactions: Interactions,
  rowsByUser: readonly Uint32Array[],
  seed: number,
  name: string,
): { rows: Uint32Array; ties: TimeTies } {
  const { users, items, userIds, itemIds } = interactions;
  const wayOut = `${name}:row-order if each user's rows are known to be in time order`;
  const timestamps = completeTimestamps(interactions, name, wayOut);
  if (rowsByUser.length > 0) checkTimes(timestamps, name, wayOut);
  const latest = new Uint32Array(rowsByUser.length);
  let [tied, throughout] = [0, 0];
  for (const [place, rows] of rowsByUser.entries()) {
    const time = rows.reduce((last, row) => Math.max(last, timestamps[row]!), Number.NEGATIVE_INFINITY);
    const atTime = rows.filter((row) => timestamps[row] === time);
    latest[place] = atTime[0]!;
    if (atTime.length === 1) continue;
    const drawOf = userDraw(userIds.idOf(users[rows[0]!]!), seed);
    const draws = Array.from(atTime, (row) => drawOf(itemIds.idOf(items[row]!)));
    latest[place] = atTime[draws.indexOf(draws.reduce((least, draw) => Math.min(least, draw)))]!;
    tied++;
    if (atTime.length === rows.length) throughout++;
  }
  return { rows: latest, ties: { users: tied, throughout, of: rowsByUser.length } };
}

/** Hashes of one user's interactions: of those at the latest time, the one with the smallest hash is held out. */
function userDraw(userId: string, seed: number): (itemId: string) => number {
  const key = mixHashes(seed ^ LAST_OUT_STREAM, hashText(userId));
  return (itemId) => mixHashes(key, hashText(itemId));
}

function checkTimes(timestamps: Float64Array, name: string, wayOut: string): void {
  if (timestamps.some((timestamp) => timestamp !== timestamps[0])) return;
  throw new DataError(
    "empty-split",
    `${name}: expected at least two different times, but all ${timestamps.length} interactions have the same, so that none ` +
      `is the latest; name another column of times, or choose ${wayOut}, or a protocol that needs no times, such as ` +
      "stratified-by-user:0.2",
  );
}

export const LEAVE_LAST_OUT: ProtocolFamily = { syntax: "leave-last-out[:row-order]", parse };

function parse(parameter: string | undefined): Protocol {
  if (parameter !== undefined && parameter !== "row-order") {
    throw badProtocol("leave-last-out", "no parameter, or row-order to take the order of the rows for time", parameter);
  }
  const name = parameter === undefined ? "leave-last-out" : "leave-last-out:row-order";
  const makeFolds: Protocol["makeFolds"] = (interactions, seed) => [
    leaveLastOut(interactions, parameter ?? "timestamp", seed, name),
  ];
  return { name, usesRowOrder: parameter !== undefined, makeFolds };
}
