import { checkLength } from "../check.ts";
import { hashText, mixHashes } from "../random.ts";
import type { Csr } from "./csr.ts";
import { type Interactions, toCsr } from "./interactions.ts";

/** Keeps the draws among interactions of the same time apart from other hashes of ids. */
const TIES_STREAM = 0x0bde;

/** The user × item matrix of the interactions, with the order of each user's items where their times say it. */
export function toOrderedCsr(interactions: Interactions): Csr {
  return withSequence(toCsr(interactions), interactions);
}

/**
 * The matrix with `sequence`: each row's columns by time, oldest first. `matrix` is that of the interactions. Unchanged where
 * times are absent, one of them is unknown, or all are the same: no order is known then.
 *
 * Interactions of a user at the same time stand by a hash of the ids of user and item, as leave-last-out draws them: neither the
 * order of rows nor the numbering of ids shows. O(entries · log of the longest row).
 */
export function withSequence(matrix: Csr, interactions: Interactions): Csr {
  const { users, items, timestamps } = interactions;
  if (!timestamps || !tellOrder(timestamps)) return matrix;
  checkLength("entries of the matrix", matrix.indices.length, users.length);
  const isBefore = orderOf(interactions, timestamps);
  const sequence = new Uint32Array(users.length);
  const next = matrix.offsets.slice();
  // First the rows of the table, user by user; then what they are about.
  for (let row = 0; row < users.length; row++) sequence[next[users[row]!]!++] = row;
  for (let user = 0; user < matrix.rowCount; user++) {
    const own = sequence.subarray(matrix.offsets[user], matrix.offsets[user + 1]);
    sortByTime(own, timestamps, isBefore(user));
    for (let at = 0; at < own.length; at++) own[at] = items[own[at]!]!;
  }
  return { ...matrix, sequence };
}

/** Sorts rows; where their times ascend, as in tables that a reader made, only those of the same time. */
function sortByTime(rows: Uint32Array, timestamps: Float64Array, isBefore: (a: number, b: number) => number): void {
  for (let at = 1; at < rows.length; at++) {
    if (timestamps[rows[at - 1]!]! > timestamps[rows[at]!]!) {
      rows.sort(isBefore);
      return;
    }
  }
  for (let start = 0, end = 1; start < rows.length; start = end++) {
    while (end < rows.length && timestamps[rows[end]!] === timestamps[rows[start]!]) end++;
    if (end - start > 1) rows.subarray(start, end).sort(isBefore);
  }
}

/** Whether every interaction has a time, and not all have the same. */
export function tellOrder(timestamps: Float64Array): boolean {
  return !timestamps.some(Number.isNaN) && timestamps.some((time) => time !== timestamps[0]);
}

/** Compares rows of one user by time, then by hashes of ids. */
function orderOf({ userIds, itemIds, items }: Interactions, timestamps: Float64Array) {
  let itemHashes: Uint32Array | undefined;
  return (user: number) => {
    let key: number | undefined;
    const drawOf = (row: number): number => {
      itemHashes ??= Uint32Array.from(itemIds.ids, hashText);
      key ??= mixHashes(TIES_STREAM, hashText(userIds.idOf(user)));
      return mixHashes(key, itemHashes[items[row]!]!);
    };
    return (a: number, b: number): number => {
      const byTime = timestamps[a]! - timestamps[b]!;
      if (byTime !== 0) return byTime;
      const byDraw = drawOf(a) - drawOf(b);
      if (byDraw !== 0 || a === b) return byDraw;
      return itemIds.idOf(items[a]!) < itemIds.idOf(items[b]!) ? -1 : 1;
    };
  };
}
