import { createReadStream } from "node:fs";
import { parse } from "csv-parse";
import { openDataset } from "../../src/data/open-dataset.ts";
import type { TableTotals } from "./ratings-file.ts";

export type ReaderName = "nearedge openDataset" | "csv-parse loop";

/** Reads a file of ratings into typed arrays and says what they hold. What is read stays in memory until then. */
type Reader = (path: string, signal: AbortSignal) => Promise<TableTotals>;

/** In the order of the table; the last one is the peer of the others. */
export const READERS: Readonly<Record<ReaderName, Reader>> = {
  "nearedge openDataset": readWithOpenDataset,
  "csv-parse loop": readWithCsvParse,
};

async function readWithOpenDataset(path: string, signal: AbortSignal): Promise<TableTotals> {
  const { userIds, itemIds, users, values } = (await openDataset(path, { signal })).interactions;
  return { rows: users.length, users: userIds.size, items: itemIds.size, ratingSum: sum(values) };
}

/**
 * What one would write without NearEdge: parse, convert, number the ids in order of appearance, append. It checks nothing,
 * merges no repeated pair, does not sort and makes no fingerprint.
 */
async function readWithCsvParse(path: string, signal: AbortSignal): Promise<TableTotals> {
  const userIndices = new Map<number, number>();
  const itemIndices = new Map<number, number>();
  const indexOf = (indices: Map<number, number>, id: number): number => {
    const known = indices.get(id);
    if (known !== undefined) return known;
    indices.set(id, indices.size);
    return indices.size - 1;
  };
  let rows = 0;
  let users = new Uint32Array(1024);
  let items = new Uint32Array(1024);
  let values = new Float32Array(1024);
  let timestamps = new Float64Array(1024);
  const parser = createReadStream(path, { signal }).pipe(parse({ from_line: 2 }));
  for await (const [user, item, rating, timestamp] of parser) {
    if (rows === users.length) {
      users = grown(users, new Uint32Array(2 * rows));
      items = grown(items, new Uint32Array(2 * rows));
      values = grown(values, new Float32Array(2 * rows));
      timestamps = grown(timestamps, new Float64Array(2 * rows));
    }
    users[rows] = indexOf(userIndices, Number(user));
    items[rows] = indexOf(itemIndices, Number(item));
    values[rows] = Number(rating);
    timestamps[rows] = Number(timestamp);
    rows++;
  }
  return { rows, users: userIndices.size, items: itemIndices.size, ratingSum: sum(values.subarray(0, rows)) };
}

function grown<T extends Uint32Array | Float32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function sum(values: Float32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
