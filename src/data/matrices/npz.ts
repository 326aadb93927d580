import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { crc32, createInflateRaw } from "node:zlib";
import { firstOf, show } from "../../check.ts";
import { DataError, NearEdgeError } from "../../errors.ts";
import { readRange, streamRange, withFile } from "./byte-range.ts";
import { NPY_HEADER_BYTES } from "./npy-header.ts";
import { type NpyArray, npyArray, numbersOf } from "./npy-source.ts";
import type { ArrayFile } from "./stored-array.ts";
import { memberOffset, readZipDirectory, type ZipMember } from "./zip-directory.ts";

/** A file of arrays as numpy.savez writes it, with single values and texts beside them. */
export interface NpzFile extends ArrayFile {
  /** Finds and checks an array, which may be a single text. */
  entry(name: string): Promise<NpyArray>;
  has(name: string): boolean;
}

/**
 * Factors take about as many bytes compressed as they do plain. What promises more than this many times its bytes, and more than
 * SUSPECT_BYTES, is made to fill a disk.
 */
const LARGEST_RATIO = 100;
const SUSPECT_BYTES = 16_777_216;
const ENDING = ".npy";
const NAMES_SHOWN = 12;

/**
 * Opens a .npz file. Its directory is checked as a whole, and the array that is asked for: what it unpacks to is known and refused
 * before a byte is unpacked, by more bytes than that it is ended, and its checksum is compared. A compressed array goes into a
 * scratch file, so that it is read like any other. Throws DataError, codes of readZipDirectory, `missing-file` and its like.
 */
export async function openNpz(path: string, signal?: AbortSignal): Promise<NpzFile> {
  const file = basename(path);
  const members = await withFile(path, path, (handle, byteLength) => readZipDirectory(file, handle, byteLength));
  const names = members.flatMap(({ name }) => (name.endsWith(ENDING) ? [name.slice(0, -ENDING.length)] : []));
  let scratch: string | undefined;
  let unpacked = 0;
  const scratchFile = async (): Promise<string> => {
    scratch ??= await mkdtemp(join(tmpdir(), "nearedge-npz-"));
    return join(scratch, String(unpacked++));
  };
  const entry = async (name: string): Promise<NpyArray> => {
    const member = members.find((one) => one.name === name + ENDING);
    if (member === undefined) {
      const there = names.length === 0 ? "there is none" : `it has ${firstOf(names, NAMES_SHOWN)}`;
      throw new DataError("no-such-array", `${file}: expected an array ${show(name)}; ${there}`);
    }
    const where = `${file}: ${name}`;
    refuseBomb(where, member);
    const offset = await withFile(path, path, (handle) => memberOffset(where, handle, member));
    const plain = member.isDeflated ? await scratchFile() : path;
    await unpack(where, path, offset, member, member.isDeflated ? plain : undefined, signal);
    const start = member.isDeflated ? 0 : offset;
    const head = await withFile(plain, plain, (handle) =>
      readRange(handle, start, Math.min(NPY_HEADER_BYTES, member.byteLength)),
    );
    return npyArray(where, head, { path: plain, offset: start, byteLength: member.byteLength });
  };
  return {
    names,
    has: (name) => names.includes(name),
    entry,
    array: async (name) => numbersOf(await entry(name)),
    close: async () => {
      if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
    },
  };
}

function refuseBomb(where: string, { byteLength, compressedLength }: ZipMember): void {
  if (byteLength <= SUSPECT_BYTES || byteLength <= LARGEST_RATIO * compressedLength) return;
  throw new DataError(
    "zip-bomb",
    `${where}: expected an array that compresses to no less than a ${LARGEST_RATIO}th, got ${compressedLength} bytes that become ` +
      `${byteLength}; nothing was unpacked`,
  );
}

/** Reads a member through, to `target` where one is given, and compares its length and its checksum. */
async function unpack(
  where: string,
  path: string,
  offset: number,
  member: ZipMember,
  target: string | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const counted = { byteLength: 0, crc: 0 };
  async function* count(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      counted.byteLength += piece.length;
      if (counted.byteLength > member.byteLength) {
        throw new DataError(
          "zip-bomb",
          `${where}: expected ${member.byteLength} bytes, got more; the rest was not read`,
        );
      }
      counted.crc = crc32(piece, counted.crc);
      if (target !== undefined) yield piece;
    }
  }
  const source = streamRange(path, offset, member.compressedLength);
  const sink = target === undefined ? drain : createWriteStream(target, { flags: "wx" });
  try {
    if (member.isDeflated) await pipeline(source, createInflateRaw(), count, sink, { signal });
    else await pipeline(source, count, sink, { signal });
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof NearEdgeError || !isInflateError(cause)) throw cause;
    throw new DataError(
      "zip-data",
      `${where}: the compressed data cannot be unpacked (${cause.message}); copy the file again`,
      {
        cause,
      },
    );
  }
  if (counted.byteLength === member.byteLength && counted.crc === member.crc) return;
  const got = counted.byteLength === member.byteLength ? "another checksum" : `${counted.byteLength} bytes`;
  const expected = `expected ${member.byteLength} bytes with the checksum of the directory`;
  throw new DataError("zip-checksum", `${where}: ${expected}, got ${got}; copy the file again`);
}

async function drain(pieces: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const piece of pieces) void piece;
}

/** zlib's errors have codes that begin with Z. */
function isInflateError(cause: unknown): cause is Error {
  return cause instanceof Error && "code" in cause && String(cause.code).startsWith("Z_");
}
