import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Interactions } from "../../src/data/interactions.ts";
import { DataError } from "../../src/errors.ts";

/** A temporary folder that goes away with the test file; gives back a function that writes a file into it. */
export function temporaryFolder(): (name: string, content: string | Uint8Array) => string {
  const folder = mkdtempSync(join(tmpdir(), "nearedge-readers-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name, content) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
}

/** Rows as `[userId, itemId, value]`, with the timestamp as a fourth where the table has timestamps. */
export function rowsOf({ userIds, itemIds, users, items, values, timestamps }: Interactions): unknown[][] {
  return Array.from(users, (user, row) => {
    const own = [userIds.idOf(user), itemIds.idOf(items[row] ?? -1), values[row]];
    return timestamps ? [...own, timestamps[row]] : own;
  });
}

/** The DataError that `work` rejects with; fails when it does not. */
export async function dataErrorOf(work: Promise<unknown>): Promise<DataError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DataError) return error;
  throw new Error(`expected a DataError, got ${String(error)}`);
}
