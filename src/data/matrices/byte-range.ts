import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { show } from "../../check.ts";
import { DataError } from "../../errors.ts";

/**
 * Opens a file, hands it to `work` with its length, and closes it. Throws DataError `missing-file`, `is-directory`,
 * `unreadable-file`.
 */
export async function withFile<T>(
  path: string,
  shown: string,
  work: (file: FileHandle, byteLength: number) => Promise<T>,
): Promise<T> {
  const file = await open(path, "r").catch((cause: unknown) => {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    const [name, message] =
      code === "ENOENT" || code === "ENOTDIR"
        ? ["missing-file", "there is no such file"]
        : ["unreadable-file", `the file could not be opened (${show(code)})`];
    throw new DataError(name, `${shown}: ${message}`, { cause });
  });
  try {
    const found = await file.stat();
    if (!found.isFile()) {
      throw new DataError("is-directory", `${shown}: expected a file, got a folder, a device or a pipe`);
    }
    return await work(file, found.size);
  } finally {
    await file.close();
  }
}

/** Bytes of a file from a place on, fewer where it ends before. */
export async function readRange(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** The same in pieces of at most 64 KiB, without holding more than one. */
export function streamRange(path: string, offset: number, length: number): AsyncIterable<Uint8Array> {
  if (length === 0) return Readable.from([]);
  return createReadStream(path, { start: offset, end: offset + length - 1 });
}
