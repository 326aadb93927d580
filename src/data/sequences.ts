import { hashText, mixHashes } from "../random.ts";
import type { Csr } from "./csr.ts";
import type { Interactions } from "./interactions.ts";

const TIES_STREAM = 0x5e9;

export function withSequence(matrix: Csr, interactions: Interactions): Csr {
  const { timestamps, users, items, userIds, itemIds } = interactions;
  if (!timestamps || timestamps.some((t) => Number.isNaN(t))) return matrix;
  const next = matrix.offsets.slice(0, matrix.rowCount);
  const rows = new Uint32Array(users.length);
  for (let row = 0; row < users.length; row++) rows[next[users[row]!]!++] = row;
  const sequence = new Uint32Array(users.length);
  for (let user = 0; user < matrix.rowCount; user++) {
    const [start, end] = [matrix.offsets[user]!, matrix.offsets[user + 1]!];
    if (start === end) continue;
    const key = mixHashes(TIES_STREAM, hashText(userIds.idOf(user)));
    const draw = (row: number) => mixHashes(key, hashText(itemIds.idOf(items[row]!)));
    const own = rows.subarray(start, end).sort((a, b) => timestamps[a]! - timestamps[b]! || draw(a) - draw(b));
    for (const [place, row] of own.entries()) sequence[start + place] = items[row]!;
  }
  return { ...matrix, sequence };
}
