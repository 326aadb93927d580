/** Reads a file or a response up to a limit. */
import { fail } from "./failure.ts";
import { MANIFEST_NAME } from "./format.ts";

/**
 * Refuses a file that exceeds its limit; `byteLength`, where known, is in the message. Throws ArtefactError
 * `manifest-too-large` or, for any other file, `shard-length`.
 */
export function refuseLonger(name: string, limitBytes: number, byteLength?: number): never {
  const got = byteLength === undefined ? "more" : byteLength;
  if (name === MANIFEST_NAME) fail("manifest-too-large", `${name}: expected at most ${limitBytes} bytes, got ${got}`);
  fail("shard-length", `${name}: expected ${limitBytes} bytes, got ${got}; copy the file again`);
}

/** The parts of an HTTP response that are read. */
type Body = Pick<Response, "headers" | "body" | "type">;

/**
 * The body of an answer, of at most `limitBytes` bytes. A body whose stated length is above that is not read; of one
 * that states none, or that of its compressed form, at most the limit and the piece that exceeds it are read. `onPiece`
 * is called for every piece. Throws as refuseLonger does, and errors of the transfer.
 */
export async function readBody(
  name: string,
  response: Body,
  limitBytes: number,
  onPiece: (byteLength: number) => void = () => undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const stated = statedLength(response);
  if (stated !== undefined && stated > limitBytes) {
    await response.body?.cancel();
    refuseLonger(name, limitBytes, stated);
  }
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let byteLength = 0;
  const reader = response.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    byteLength += value.byteLength;
    if (byteLength > limitBytes) {
      await reader.cancel();
      refuseLonger(name, limitBytes);
    }
    pieces.push(value);
    onPiece(value.byteLength);
  }
  const bytes = new Uint8Array(byteLength);
  let place = 0;
  for (const piece of pieces) {
    bytes.set(piece, place);
    place += piece.byteLength;
  }
  return bytes;
}

/** The length that an answer states, unless it is that of a compressed form; unknown for other origins. */
function statedLength({ headers, type }: Body): number | undefined {
  const text = headers.get("content-length");
  if (text === null || headers.has("content-encoding") || type === "cors") return undefined;
  return /^[0-9]+$/.test(text) ? Number(text) : undefined;
}
