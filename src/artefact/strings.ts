import { show } from "../check.ts";
import { checkOffsets } from "./checks.ts";
import { fail } from "./failure.ts";

/** Strings as one run of UTF-8: string i is bytes[offsets[i] … offsets[i+1]). */
export interface PackedStrings {
  readonly bytes: Uint8Array;
  /** u32[strings + 1], starts at 0, non-decreasing, ends at the number of bytes. */
  readonly offsets: Uint32Array;
}

/**
 * Packs strings. Throws ArtefactError `text-not-unicode` for half a surrogate pair: UTF-8 cannot encode it, and a
 * replacement character could make two ids equal.
 */
export function packStrings(name: string, strings: readonly string[]): PackedStrings {
  const encoder = new TextEncoder();
  // A UTF-16 unit takes at most three bytes of UTF-8.
  const buffer = new Uint8Array(strings.reduce((total, text) => total + 3 * text.length, 0));
  const offsets = new Uint32Array(strings.length + 1);
  let end = 0;
  for (const [index, text] of strings.entries()) {
    if (!text.isWellFormed()) {
      fail("text-not-unicode", `${name}: entry ${index}: ${show(text)} has half a surrogate pair; repair the text`);
    }
    end += encoder.encodeInto(text, buffer.subarray(end)).written;
    offsets[index + 1] = end;
  }
  return { bytes: buffer.slice(0, end), offsets };
}

/** Unpacks strings. Throws ArtefactError `offsets-not-monotone`, or `invalid-utf8` with the entry. */
export function unpackStrings(name: string, { bytes, offsets }: PackedStrings): string[] {
  checkOffsets(`${name}.offsets`, offsets, bytes.length);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const strings = new Array<string>(offsets.length - 1);
  // One call for the whole run is many times faster than one a string, and exact where a byte is a character.
  const ascii = isAscii(bytes) ? decoder.decode(bytes) : undefined;
  for (let index = 0; index < strings.length; index++) {
    const start = offsets[index]!;
    const end = offsets[index + 1]!;
    strings[index] = ascii?.slice(start, end) ?? decodeOne(decoder, name, index, bytes.subarray(start, end));
  }
  return strings;
}

function decodeOne(decoder: TextDecoder, name: string, index: number, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    return fail("invalid-utf8", `${name}: entry ${index} is not valid UTF-8`, cause);
  }
}

function isAscii(bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.length; index++) {
    if (bytes[index]! > 0x7f) return false;
  }
  return true;
}
