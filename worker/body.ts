import { MAXIMUM_BODY_BYTES } from "../src/serving/limits.ts";
import { repeatedField } from "../src/serving/repeated-field.ts";
import { Problem } from "./problems.ts";
import { repeatedError, summary } from "./query.ts";

/** How much of a body that is too long is still taken in, as a multiple of the limit, and for how long. */
const DISCARDED_LIMITS = 16;
const DISCARDING_MS = 2000;

/**
 * Reads a JSON body of at most `limit` bytes. The length that the caller announces is checked first, then
 * the bytes as they arrive: what comes after the limit is not held.
 *
 * Throws the problems `unsupported-media-type`, `body-too-large`, `incomplete-body`, `invalid-json`, and `invalid-request` for a
 * field that stands twice.
 */
export async function readJsonBody(request: Request, limit = MAXIMUM_BODY_BYTES): Promise<unknown> {
  checkMediaType(request);
  const announced = request.headers.get("Content-Length");
  if (Number(announced ?? 0) > limit) throw tooLarge(limit);
  const bytes = announced === null ? await readLimited(request.body, limit) : await readAnnounced(request, limit);
  const { text, value } = parse(bytes);
  const repeated = repeatedField(text);
  if (repeated === undefined) return value;
  const error = repeatedError(repeated);
  throw new Problem("invalid-request", summary([error]), { errors: [error] });
}

/** A body of an announced length ends there, so that it can be taken as a whole, which costs a fraction of a reader. */
async function readAnnounced(request: Request, limit: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(await request.arrayBuffer().catch(incomplete));
  if (bytes.length > limit) throw tooLarge(limit);
  return bytes;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function parse(bytes: Uint8Array): { readonly text: string; readonly value: unknown } {
  try {
    const text = decoder.decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch (cause) {
    const reason = bytes.length === 0 ? "it is empty" : cause instanceof Error ? cause.message : String(cause);
    throw new Problem("invalid-json", `body: expected a JSON object in UTF-8: ${reason}`, { cause });
  }
}

function checkMediaType(request: Request): void {
  const headers = { "Accept-Post": "application/json" };
  const type = request.headers.get("Content-Type");
  if (type?.split(";")[0]?.trim().toLowerCase() !== "application/json") {
    const detail = `Content-Type: expected application/json, got ${type ?? "none"}`;
    throw new Problem("unsupported-media-type", detail, { headers });
  }
  const encoding = request.headers.get("Content-Encoding");
  if (encoding !== null && encoding.toLowerCase() !== "identity") {
    const detail = `Content-Encoding: expected none, got ${encoding}; send the body uncompressed`;
    throw new Problem("unsupported-media-type", detail, { headers });
  }
}

async function readLimited(body: ReadableStream<Uint8Array> | null, limit: number): Promise<Uint8Array> {
  if (body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (let part = await readPart(reader); !part.done; part = await readPart(reader)) {
    length += part.value.length;
    if (length > limit) {
      await discard(reader, DISCARDED_LIMITS * limit);
      throw tooLarge(limit);
    }
    chunks.push(part.value);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

async function readPart(reader: ReadableStreamDefaultReader<Uint8Array>) {
  return reader.read().catch(incomplete);
}

/** A caller that hangs up in the middle is no failure of ours: nobody is left to read an answer, and nothing is logged. */
function incomplete(cause: unknown): never {
  throw new Problem("incomplete-body", "body: expected all of it, but the connection ended before", { cause });
}

/** Takes in the rest and forgets it: a caller that is still sending would find the connection reset, and no answer. */
async function discard(reader: ReadableStreamDefaultReader<Uint8Array>, atMost: number): Promise<void> {
  const { promise: expired, resolve: expire } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => expire(undefined), DISCARDING_MS);
  try {
    for (let left = atMost; left > 0; ) {
      const part = await Promise.race([reader.read(), expired]);
      if (part === undefined || part.done) break;
      left -= part.value.length;
    }
  } catch {
    // The caller has gone: nobody is left to read the answer.
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => undefined);
  }
}

function tooLarge(limit: number): Problem {
  return new Problem("body-too-large", `body: expected at most ${limit} bytes; send fewer items`);
}
