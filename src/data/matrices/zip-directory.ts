/**
 * The directory of a zip file, in its plain form and in that of 64 bits. Nothing is unpacked here, and no name ever becomes a path.
 * Sizes are those of the directory, which is there as well where a member says its own behind its data. Source: APPNOTE 6.3.
 */
import type { FileHandle } from "node:fs/promises";
import { show } from "../../check.ts";
import { DataError } from "../../errors.ts";
import { readRange } from "./byte-range.ts";

/** A member as the directory states it. */
export interface ZipMember {
  readonly name: string;
  readonly isDeflated: boolean;
  readonly crc: number;
  readonly compressedLength: number;
  readonly byteLength: number;
  /** The first byte of the member's own header. */
  readonly headerOffset: number;
}

const END = { signature: 0x06054b50, byteLength: 22, longestComment: 0xffff };
const LOCATOR = { signature: 0x07064b50, byteLength: 20 };
const END_64 = { signature: 0x06064b50, byteLength: 56 };
const ENTRY = { signature: 0x02014b50, byteLength: 46 };
const LOCAL = { signature: 0x04034b50, byteLength: 30 };
/** In place of a number that stands in the field of 64 bits. */
const ELSEWHERE = 0xffffffff;
const FIELD_64 = 1;
const ENCRYPTED = 1;
const [STORED, DEFLATED] = [0, 8];
/** A model has a dozen arrays. */
const MOST_MEMBERS = 1000;
const LONGEST_DIRECTORY = 1_048_576;

/**
 * The members, in the order of the directory. Throws DataError `not-zip`, `zip-directory`, `zip-encrypted`, `zip-method`,
 * `zip-name`, and `zip-overlap` for members that share bytes.
 */
export async function readZipDirectory(where: string, file: FileHandle, byteLength: number): Promise<ZipMember[]> {
  const { count, offset, length } = await findDirectory(where, file, byteLength);
  if (count > MOST_MEMBERS || length > LONGEST_DIRECTORY) {
    refuse(
      where,
      `at most ${MOST_MEMBERS} members and ${LONGEST_DIRECTORY} bytes of directory, got ${count}, ${length}`,
    );
  }
  if (offset + length > byteLength) refuse(where, "a directory within the file, which ends before");
  const bytes = await readRange(file, offset, length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const members: ZipMember[] = [];
  let at = 0;
  for (let member = 0; member < count; member++) {
    const { entry, next } = readEntry(where, bytes, view, at);
    members.push(entry);
    at = next;
  }
  if (at !== length) refuse(where, `${count} members in its ${length} bytes, which take ${at}`);
  checkPlaces(where, members, offset);
  return members;
}

/** The first byte of a member's data: behind its own header, which must name it. */
export async function memberOffset(where: string, file: FileHandle, member: ZipMember): Promise<number> {
  const bytes = await readRange(file, member.headerOffset, LOCAL.byteLength + Buffer.byteLength(member.name, "utf8"));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < LOCAL.byteLength || view.getUint32(0, true) !== LOCAL.signature) {
    refuse(where, `the header of ${show(member.name)} at byte ${member.headerOffset}, got something else`);
  }
  const name = textOf(bytes.subarray(LOCAL.byteLength, LOCAL.byteLength + view.getUint16(26, true)));
  if (name !== member.name) refuse(where, `a member ${show(member.name)}, which calls itself ${show(name)}`);
  return member.headerOffset + LOCAL.byteLength + view.getUint16(26, true) + view.getUint16(28, true);
}

interface Directory {
  readonly count: number;
  readonly offset: number;
  readonly length: number;
}

async function findDirectory(where: string, file: FileHandle, byteLength: number): Promise<Directory> {
  const length = Math.min(byteLength, END.byteLength + END.longestComment);
  const start = byteLength - length;
  const bytes = await readRange(file, start, length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = bytes.length - END.byteLength;
  const isEnd = () =>
    view.getUint32(at, true) === END.signature && at + END.byteLength + view.getUint16(at + 20, true) === bytes.length;
  while (at >= 0 && !isEnd()) at--;
  if (at < 0) {
    const expected = "expected a zip file as numpy.savez writes it, got something else or a part of one";
    throw new DataError("not-zip", `${where}: ${expected}; copy the file again`);
  }
  const plain = { count: view.getUint16(at + 10, true), length: view.getUint32(at + 12, true) };
  const offset = view.getUint32(at + 16, true);
  if (plain.count !== 0xffff && plain.length !== ELSEWHERE && offset !== ELSEWHERE) return { ...plain, offset };
  return findDirectory64(where, file, start + at - LOCATOR.byteLength);
}

async function findDirectory64(where: string, file: FileHandle, locatorOffset: number): Promise<Directory> {
  const locator = await viewOf(file, Math.max(0, locatorOffset), LOCATOR.byteLength);
  const hasLocator = locatorOffset >= 0 && locator.byteLength === LOCATOR.byteLength;
  if (!hasLocator || locator.getUint32(0, true) !== LOCATOR.signature) refuse(where, "its place in 64 bits");
  const end = await viewOf(file, Number(locator.getBigUint64(8, true)), END_64.byteLength);
  if (end.byteLength < END_64.byteLength || end.getUint32(0, true) !== END_64.signature) {
    refuse(where, "its end in 64 bits");
  }
  return {
    count: Number(end.getBigUint64(32, true)),
    length: Number(end.getBigUint64(40, true)),
    offset: Number(end.getBigUint64(48, true)),
  };
}

function readEntry(where: string, bytes: Uint8Array, view: DataView, at: number): { entry: ZipMember; next: number } {
  if (at + ENTRY.byteLength > bytes.length || view.getUint32(at, true) !== ENTRY.signature) {
    refuse(where, `a member at its byte ${at}, got something else`);
  }
  const nameEnd = at + ENTRY.byteLength + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  const next = extraEnd + view.getUint16(at + 32, true);
  if (next > bytes.length) refuse(where, `a member at its byte ${at}, which ends beyond it`);
  const name = checkName(where, textOf(bytes.subarray(at + ENTRY.byteLength, nameEnd)));
  if ((view.getUint16(at + 8, true) & ENCRYPTED) !== 0) {
    throw new DataError("zip-encrypted", `${where}: ${show(name)}: expected plain data, got a member with a password`);
  }
  const method = view.getUint16(at + 10, true);
  if (method !== STORED && method !== DEFLATED) {
    const expected = "expected it stored or deflated, as numpy.savez and savez_compressed do";
    throw new DataError("zip-method", `${where}: ${show(name)}: ${expected}; got method ${method}`);
  }
  const field = field64(view, nameEnd, extraEnd);
  const wide = (value: number): number => (value === ELSEWHERE ? (field() ?? refuseSizes(where, name)) : value);
  const byteLength = wide(view.getUint32(at + 24, true));
  const compressedLength = wide(view.getUint32(at + 20, true));
  const headerOffset = wide(view.getUint32(at + 42, true));
  const isDeflated = method === DEFLATED;
  if (![byteLength, compressedLength, headerOffset].every(Number.isSafeInteger)) refuseSizes(where, name);
  if (!isDeflated && byteLength !== compressedLength) refuseSizes(where, name);
  const crc = view.getUint32(at + 16, true);
  return { entry: { name, isDeflated, crc, compressedLength, byteLength, headerOffset }, next };
}

/** The numbers of the field of 64 bits, one after the other; undefined when there is none left. */
function field64(view: DataView, start: number, end: number): () => number | undefined {
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== FIELD_64) continue;
    let next = at + 4;
    const fieldEnd = Math.min(end, next + view.getUint16(at + 2, true));
    return () => {
      if (next + 8 > fieldEnd) return undefined;
      next += 8;
      return Number(view.getBigUint64(next - 8, true));
    };
  }
  return () => undefined;
}

/** No array has such a name, and whoever unpacks such a file by other means would write beside the folder. */
function checkName(where: string, name: string): string {
  if (/^[^/\\:\0]+$/.test(name) && !name.startsWith(".")) return name;
  throw new DataError("zip-name", `${where}: expected names of arrays without folders, got ${show(name)}`);
}

/** Members lie one behind the other, before the directory, each under a name of its own. */
function checkPlaces(where: string, members: readonly ZipMember[], directoryOffset: number): void {
  const twice = members.find(({ name }, place) => members.findIndex((other) => other.name === name) < place);
  if (twice) throw new DataError("zip-name", `${where}: expected every name once, got ${show(twice.name)} again`);
  let covered = 0;
  for (const { name, headerOffset, compressedLength } of members.toSorted((a, b) => a.headerOffset - b.headerOffset)) {
    if (headerOffset < covered) {
      throw new DataError(
        "zip-overlap",
        `${where}: ${show(name)}: expected bytes of its own, got some of another member`,
      );
    }
    covered = headerOffset + LOCAL.byteLength + compressedLength;
  }
  if (covered > directoryOffset) refuse(where, `members that end before byte ${directoryOffset}, got ${covered}`);
}

async function viewOf(file: FileHandle, offset: number, length: number): Promise<DataView> {
  const bytes = Number.isSafeInteger(offset) ? await readRange(file, offset, length) : new Uint8Array();
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes);
}

function refuseSizes(where: string, name: string): never {
  return refuse(where, `sizes of ${show(name)} that agree`);
}

function refuse(where: string, expected: string): never {
  throw new DataError(
    "zip-directory",
    `${where}: directory of the zip file: expected ${expected}; copy the file again`,
  );
}
