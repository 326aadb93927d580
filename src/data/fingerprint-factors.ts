import { createHash } from "node:crypto";
import type { FactorTable } from "./factor-table.ts";

/**
 * The sha-256 of item factors and their ids, 64 hexadecimal digits, for a model without interactions; a manifest calls it
 * `item-factors`. The digest is taken over, without gaps, numbers little-endian:
 *
 *   u32[2]                      items, columns
 *   UTF-8                       item ids, joined by newlines, and a newline
 *   f32[items × columns]        factors, row-major, as they were read
 *
 * Holds one block at a time.
 */
export async function fingerprintFactors(
  ids: readonly string[],
  { itemCount, factorCount, blocks }: FactorTable,
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash("sha256");
  hash.update(new Uint8Array(Uint32Array.of(itemCount, factorCount).buffer));
  for (const id of ids) hash.update(`${id}\n`);
  for await (const { values } of blocks()) {
    signal?.throwIfAborted();
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex");
}
