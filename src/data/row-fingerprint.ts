import type { Interactions } from "./interactions.ts";

/** Rows whose digests are awaited together. */
const ROWS_AT_A_TIME = 4096;
const MODULUS = 2n ** 256n;

/**
 * A fingerprint of interactions that many machines can take together, 64 hexadecimal digits: the rows may stand in any order.
 *
 *   Σ_rows sha-256( user "\\n" item "\\n" value )  mod 2²⁵⁶
 *
 * over UTF-8, the value as the 8 hexadecimal digits of its 32-bit float, big-endian and in lower case; digests count as big-endian
 * numbers. Its name in a manifest is `row-sum`. It is never compared with that of the table (fingerprint.ts), which covers the
 * order of ids and rows and their times as well. O(rows).
 */
export async function fingerprintRows({ userIds, itemIds, users, items, values }: Interactions): Promise<string> {
  const encoder = new TextEncoder();
  const bits = new DataView(new ArrayBuffer(4));
  const textOf = (row: number): string => {
    bits.setFloat32(0, values[row]!);
    const value = bits.getUint32(0).toString(16).padStart(8, "0");
    return `${userIds.idOf(users[row]!)}\n${itemIds.idOf(items[row]!)}\n${value}`;
  };
  let sum = 0n;
  for (let start = 0; start < users.length; start += ROWS_AT_A_TIME) {
    const count = Math.min(ROWS_AT_A_TIME, users.length - start);
    const digests = await Promise.all(
      Array.from({ length: count }, (_, place) =>
        crypto.subtle.digest("SHA-256", encoder.encode(textOf(start + place))),
      ),
    );
    for (const digest of digests) sum = (sum + numberOf(new DataView(digest))) % MODULUS;
  }
  return sum.toString(16).padStart(64, "0");
}

/** 32 bytes as a big-endian number. */
function numberOf(digest: DataView): bigint {
  let number = 0n;
  for (let at = 0; at < digest.byteLength; at += 8) number = (number << 64n) | digest.getBigUint64(at);
  return number;
}
