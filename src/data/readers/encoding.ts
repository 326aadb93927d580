import { createReadStream } from "node:fs";
import type { SourceFile } from "../node-files.ts";

/** How bytes become characters. */
export type Encoding = "utf-8" | "iso-8859-1";

const CHUNK_BYTES = 1_048_576;

/**
 * The encoding of a format that exists in both: UTF-8 when every byte of the file is valid UTF-8, otherwise ISO-8859-1,
 * in which every byte is a character. Pure ASCII is the same in both. Reads the file once.
 */
export async function detectEncoding(file: SourceFile, signal?: AbortSignal): Promise<Encoding> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const bytes of createByteStream(file.path, signal)) decoder.decode(bytes, { stream: true });
    decoder.decode();
    return "utf-8";
  } catch (error) {
    if (isInvalidText(error)) return "iso-8859-1";
    throw error;
  }
}

/** The characters of a file in order, piece by piece. Invalid UTF-8 becomes U+FFFD; a byte order mark is dropped. */
export async function* readText(path: string, encoding: Encoding, signal?: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8");
  for await (const bytes of createByteStream(path, signal)) {
    // TextDecoder takes "iso-8859-1" for another name of Windows-1252.
    yield encoding === "utf-8" ? decoder.decode(bytes, { stream: true }) : bytes.toString("latin1");
  }
  yield decoder.decode();
}

function createByteStream(path: string, signal?: AbortSignal): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: CHUNK_BYTES, ...(signal && { signal }) });
}

function isInvalidText(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_ENCODING_INVALID_ENCODED_DATA";
}
