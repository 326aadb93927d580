import { hashText } from "../src/random.ts";
import { Problem } from "./problems.ts";

/** Where a page of a list begins. */
export interface Place {
  /** The model whose list it is: its version. */
  readonly version: string;
  /** What the list is called, and what its draws depend on. */
  readonly recommendationId: string;
  readonly offset: number;
  /** The present that what was shown is counted to, in seconds since 1970, where the request names none: that of the first page. */
  readonly now?: number | undefined;
}

/** Seals and opens the cursors of a service. */
export interface Cursors {
  /** The cursor of the page of this request that begins there. */
  seal(place: Place, request: object): Promise<string>;
  /**
   * Throws the problem `bad-cursor` for one that this service did not give for this request, and `cursor-gone` for one of a model that
   * is no longer served.
   */
  open(cursor: string, request: object, version: string): Promise<Place>;
}

/** Bytes of HMAC-SHA256 that a cursor carries. */
const SIGNATURE_BYTES = 16;
const SEPARATOR = ".";

/**
 * Cursors signed with HMAC-SHA256 under this key; nothing of them is kept. What is signed is the place and the request, so that a
 * cursor continues the list that it was given for and no other. Without a key they carry a checksum of 64 bits in its place, which
 * anybody can compute and which needs no call of the platform: they are safe from mistakes, not from forgery, and a forged one opens
 * nothing that an `offset` would not.
 */
export function createCursors(key?: string): Cursors {
  const sign = key === undefined ? checksum : signer(key);
  const signatureOf = async (place: string, request: object): Promise<string> =>
    sign(`${place}${SEPARATOR}${JSON.stringify(request)}`);
  return {
    seal: async ({ version, recommendationId, offset, now }, request) => {
      const own = [version, recommendationId, offset, ...(now === undefined ? [] : [now])];
      const place = base64Url(bytesOf(JSON.stringify(own)));
      return `${place}${SEPARATOR}${await signatureOf(place, request)}`;
    },
    open: async (cursor, request, version) => {
      const [place = "", signature, ...more] = cursor.split(SEPARATOR);
      const opened = placeIn(place);
      if (!opened || more.length > 0) throw badCursor("one that an answer gave as `next`", "another text");
      if (opened.version !== version) {
        const detail = `cursor: its list was made by the model ${opened.version}, and ${version} is served now; ask again without it`;
        throw new Problem("cursor-gone", detail);
      }
      if (signature === (await signatureOf(place, request))) return opened;
      throw badCursor(
        "`next` of an answer to this very request",
        "one of another request or service, or a part of one",
      );
    },
  };
}

function checksum(text: string): string {
  return `${hashText(text).toString(36)}-${hashText(`${SEPARATOR}${text}`).toString(36)}`;
}

/** Signs with HMAC-SHA256. */
function signer(key: string): (text: string) => Promise<string> {
  let imported: Promise<CryptoKey> | undefined;
  return async (text) => {
    imported ??= crypto.subtle.importKey("raw", bytesOf(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const signature = await crypto.subtle.sign("HMAC", await imported, bytesOf(text));
    return base64Url(new Uint8Array(signature, 0, SIGNATURE_BYTES));
  };
}

function badCursor(expected: string, got: string): Problem {
  return new Problem("bad-cursor", `cursor: expected ${expected}, got ${got}; ask again without it`);
}

function placeIn(text: string): Place | undefined {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
      letter.charCodeAt(0),
    );
    const read: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (!Array.isArray(read)) return undefined;
    const [version, recommendationId, offset, now]: readonly unknown[] = read;
    const isPlace = typeof version === "string" && typeof recommendationId === "string" && Number.isInteger(offset);
    if (!isPlace) return undefined;
    return { version, recommendationId, offset: Number(offset), ...(typeof now === "number" ? { now } : {}) };
  } catch {
    return undefined;
  }
}

const encoder = new TextEncoder();
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
