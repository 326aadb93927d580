import { open, readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { show } from "../check.ts";
import { DataError } from "../errors.ts";

/** A file that exists and is not empty, with its beginning: enough to tell its format. */
export interface SourceFile {
  /** Absolute path. */
  readonly path: string;
  /** The last part of the path, used in messages. */
  readonly name: string;
  readonly byteLength: number;
  /** The first bytes, at most SAMPLE_BYTES. */
  readonly head: Uint8Array;
  /** The head as UTF-8 text without a byte order mark; invalid bytes become U+FFFD. */
  readonly text: string;
  /**
   * Absolute paths of the files that are read in its place, when the source is a folder; then head and text are empty.
   */
  readonly parts?: readonly string[];
}

const SAMPLE_BYTES = 65_536;
/** Text in another encoding is mostly ASCII; binary data is not. */
const MAXIMUM_DAMAGED_SHARE = 0.1;
const SCAN_BYTES = 4_194_304;

/**
 * Opens a file for reading and reads its beginning; `shown` is its name in errors. Throws DataError `missing-file`,
 * `is-directory`, `unreadable-file` or `empty-file`.
 */
export async function inspectFile(path: string, shown: string = path): Promise<SourceFile> {
  const absolute = resolve(path);
  const name = basename(absolute);
  const information = await stat(absolute).catch((cause: unknown) => {
    throw fileError(shown, cause);
  });
  if (information.isDirectory()) {
    throw new DataError("is-directory", `${shown}: expected a file, got a folder; name the file inside it`);
  }
  if (information.size === 0) {
    throw new DataError("empty-file", `${shown}: expected rows of interactions or items, got an empty file`);
  }
  const head = await readHead(shown, absolute);
  const text = new TextDecoder("utf-8").decode(head, { stream: true });
  return { path: absolute, name, byteLength: information.size, head, text };
}

/**
 * The files of a folder, as absolute paths in no particular order; undefined when `path` is not a folder. Throws
 * DataError `unreadable-file`.
 */
export async function listFolder(path: string): Promise<readonly string[] | undefined> {
  const absolute = resolve(path);
  try {
    const entries = await readdir(absolute, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(absolute, entry.name));
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && (cause.code === "ENOTDIR" || cause.code === "ENOENT")) {
      return undefined;
    }
    throw fileError(path, cause);
  }
}

/**
 * Throws DataError `not-text` when the file's beginning is binary or mostly in another encoding than UTF-8. A few bad
 * characters are reported by the rows that have them.
 */
export function checkText(file: SourceFile): void {
  checkNotBinary(file);
  const damaged = file.text.split("\ufffd").length - 1;
  if (damaged > file.text.length * MAXIMUM_DAMAGED_SHARE) {
    throw new DataError(
      "not-text",
      `${file.name}: expected UTF-8 text, got bytes that are not; convert the file to UTF-8`,
    );
  }
}

/** Throws DataError `not-text` when the file's beginning is an archive or has a zero byte. */
export function checkNotBinary(file: SourceFile): void {
  const [first, second] = file.head;
  if (first === 0x1f && second === 0x8b) {
    throw new DataError("not-text", `${file.name}: expected text, got a gzip archive; unpack it first`);
  }
  if (first === 0x50 && second === 0x4b) {
    throw new DataError("not-text", `${file.name}: expected text, got a zip archive; unpack it first`);
  }
  const zero = file.head.indexOf(0);
  if (zero >= 0) {
    throw new DataError("not-text", `${file.name}: expected text, got binary data (a zero byte at offset ${zero})`);
  }
}

/** Whether `byte` occurs anywhere in the file. Stops at the first occurrence. */
export async function containsByte(file: SourceFile, byte: number, signal?: AbortSignal): Promise<boolean> {
  if (file.head.includes(byte)) return true;
  const handle = await open(file.path, "r");
  try {
    const buffer = Buffer.allocUnsafe(Math.min(SCAN_BYTES, file.byteLength));
    for (let offset = file.head.length; offset < file.byteLength; ) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
      if (bytesRead === 0) return false;
      if (buffer.subarray(0, bytesRead).includes(byte)) return true;
      offset += bytesRead;
    }
    return false;
  } finally {
    await handle.close();
  }
}

async function readHead(path: string, absolute: string): Promise<Uint8Array> {
  try {
    const handle = await open(absolute, "r");
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw fileError(path, cause);
  }
}

function fileError(path: string, cause: unknown): DataError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new DataError("missing-file", `${path}: there is no such file`, { cause });
  }
  return new DataError("unreadable-file", `${path}: the file could not be opened (${show(code)})`, { cause });
}
