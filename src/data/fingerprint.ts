import type { Interactions } from "./interactions.ts";

const HEADER_BYTES = 28;
const BYTES_PER_ROW = 12;
const BYTES_PER_TIMESTAMP = 8;

/**
 * The sha-256 of a table of interactions, 64 hexadecimal digits: same vocabularies and rows in the same order, same
 * fingerprint. The digest is taken over, without gaps, all numbers little-endian:
 *
 *   u32[7]          users, items, rows, bytes of the user ids, bytes of the item ids, 1 with timestamps or else 0,
 *                   1 for explicit or else 0 for implicit feedback
 *   UTF-8           user ids, joined by newlines; item ids, joined by newlines
 *   u32[rows] × 2   user indices, item indices
 *   f32[rows]       values
 *   f64[rows]       timestamps, where there are any
 *
 * O(bytes), with one copy of the table in memory.
 */
export async function fingerprintInteractions(interactions: Interactions): Promise<string> {
  const { userIds, itemIds, users, items, values, timestamps, feedback } = interactions;
  const encoder = new TextEncoder();
  const userText = encoder.encode(userIds.ids.join("\n"));
  const itemText = encoder.encode(itemIds.ids.join("\n"));
  const rowBytes = BYTES_PER_ROW + (timestamps ? BYTES_PER_TIMESTAMP : 0);
  const bytes = new Uint8Array(HEADER_BYTES + userText.length + itemText.length + users.length * rowBytes);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  const writeUint32 = (value: number): void => {
    view.setUint32(offset, value, true);
    offset += 4;
  };
  const writeText = (text: Uint8Array): void => {
    bytes.set(text, offset);
    offset += text.length;
  };
  const flags = [timestamps ? 1 : 0, feedback === "explicit" ? 1 : 0];
  for (const count of [userIds.size, itemIds.size, users.length, userText.length, itemText.length, ...flags]) {
    writeUint32(count);
  }
  writeText(userText);
  writeText(itemText);
  for (const user of users) writeUint32(user);
  for (const item of items) writeUint32(item);
  for (const value of values) {
    view.setFloat32(offset, value, true);
    offset += 4;
  }
  for (const timestamp of timestamps ?? []) {
    view.setFloat64(offset, timestamp, true);
    offset += 8;
  }
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
