import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { DataError } from "../../errors.ts";
import { inspectFile, type SourceFile } from "../node-files.ts";
import { createJsonSplitter, looksLikeJsonText } from "./json-text.ts";
import { refuseOtherKind } from "./kinds.ts";
import type { Session } from "./session.ts";

/** A wrapping of a file: recognised by its first bytes, removed while copying into a temporary file. */
interface Wrapping {
  readonly what: string;
  recognises(file: SourceFile): boolean;
  /** What it turns the bytes into. */
  stream(name: string): Transform;
  /** The file's name without the wrapping. */
  bare(name: string): string;
}

const WRAPPINGS: readonly Wrapping[] = [
  {
    what: "a gzip archive",
    recognises: ({ head }) => head[0] === 0x1f && head[1] === 0x8b,
    stream: () => createGunzip(),
    bare: (name) => name.replace(/\.gz$/i, "").replace(/\.tgz$/i, ".tar"),
  },
  {
    what: "a zstd archive",
    recognises: ({ head }) => head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd,
    stream: () => createZstdDecompress(),
    bare: (name) => name.replace(/\.zstd?$/i, ""),
  },
  {
    what: "UTF-16 text",
    recognises: ({ head }) => head[0] === 0xff && head[1] === 0xfe && !(head[2] === 0 && head[3] === 0),
    stream: () => recoded("utf-16le"),
    bare: (name) => name,
  },
  {
    what: "UTF-16 text",
    recognises: ({ head }) => head[0] === 0xfe && head[1] === 0xff,
    stream: () => recoded("utf-16be"),
    bare: (name) => name,
  },
  {
    what: "JSON text",
    recognises: ({ text }) => looksLikeJsonText(text),
    stream: (name) => jsonLines(name),
    bare: (name) => name,
  },
];

/** Ordinary files are not wrapped deeper: gzip around gzip around UTF-16 around a JSON array. */
const MAXIMUM_WRAPPINGS = 4;

/** Standard input by its names. */
const STANDARD_INPUT = new Set(["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"]);

/**
 * Opens a file of rows: a plain one as it is; gzip, zstd, UTF-16, JSON arrays, pipes and standard input (`-`) through a
 * plain file in UTF-8 that is deleted with the session. Throws DataError for other inputs: `missing-file`,
 * `is-directory`, `empty-file`, `not-local`, `not-text`, `no-rows`, `not-jsonl`.
 */
export async function openFile(session: Session, path: string): Promise<SourceFile> {
  refuseAddress(path);
  let file = await openPlain(session, path);
  for (let depth = 0; depth < MAXIMUM_WRAPPINGS; depth++) {
    const wrapping = WRAPPINGS.find(({ recognises }) => recognises(file));
    if (wrapping === undefined) break;
    file = await unwrap(session, file, wrapping);
  }
  refuseOtherKind(file);
  if (/\.json$/i.test(file.name) && /^\s*\[/.test(file.text)) {
    throw new DataError("not-jsonl", `${file.name}: expected an array of objects, got an array of something else`);
  }
  if (file.byteLength === file.head.length && file.text.trim() === "") {
    throw new DataError("no-rows", `${file.name}: expected rows of interactions or items, got only blank space`);
  }
  return file;
}

async function openPlain(session: Session, path: string): Promise<SourceFile> {
  const absolute = resolve(path);
  const information = path === "-" ? undefined : await stat(absolute).catch(() => undefined);
  const flows = information?.isFIFO() || information?.isCharacterDevice() || information?.isSocket();
  if (path !== "-" && !flows) return inspectFile(path);
  const isInput = STANDARD_INPUT.has(path === "-" ? path : absolute);
  if (!isInput) return spool(session, createReadStream(absolute), [], basename(absolute), path);
  if (process.stdin.isTTY || process.stdin.readableEnded || process.stdin.destroyed) {
    const got = process.stdin.isTTY ? "a terminal" : "its end: it can be read once only";
    throw new DataError("missing-file", `${path}: expected a table on standard input, got ${got}`);
  }
  return spool(session, process.stdin, [], "stdin", path);
}

async function unwrap(session: Session, file: SourceFile, wrapping: Wrapping): Promise<SourceFile> {
  const name = wrapping.bare(file.name);
  try {
    return await spool(session, createReadStream(file.path), [wrapping.stream(file.name)], name, file.name);
  } catch (cause) {
    session.signal?.throwIfAborted();
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    if (!/^(Z_|ZSTD_|ERR_)/.test(code)) throw cause;
    const got = cause instanceof Error ? cause.message : "damage";
    const message = `${file.name}: expected ${wrapping.what} that is complete and valid, got ${got}; fetch or write it again`;
    throw new DataError("not-text", message, { cause });
  }
}

/** Writes the stream into a file of the session and opens it. `shown` is its name in messages about empty input. */
async function spool(
  session: Session,
  from: Readable,
  through: readonly Transform[],
  name: string,
  shown: string,
): Promise<SourceFile> {
  const path = session.scratchFile();
  const { signal } = session;
  await pipeline([from, ...through, createWriteStream(path)], signal ? { signal } : {});
  return { ...(await inspectFile(path, shown)), name };
}

/** UTF-16 into UTF-8; its byte order mark is dropped. */
function recoded(encoding: string): Transform {
  const decoder = new TextDecoder(encoding);
  return textTransform(
    (bytes) => decoder.decode(bytes, { stream: true }),
    () => decoder.decode(),
  );
}

function jsonLines(name: string): Transform {
  const decoder = new TextDecoder("utf-8");
  const splitter = createJsonSplitter(name);
  return textTransform(
    (bytes) => splitter.push(decoder.decode(bytes, { stream: true })),
    () => splitter.push(decoder.decode()) + splitter.end(),
  );
}

function textTransform(convert: (bytes: Buffer) => string, end: () => string): Transform {
  const attempt = (work: () => string, done: (error: Error | null, text?: string) => void): void => {
    try {
      done(null, work());
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return new Transform({
    transform: (bytes: Buffer, _encoding, done) => attempt(() => convert(bytes), done),
    flush: (done) => attempt(end, done),
  });
}

/** Throws DataError `not-local` for a URL: files are not downloaded. */
export function refuseAddress(path: string): void {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(path)?.[1]?.toLowerCase();
  if (scheme === undefined) return;
  const fetched = /^https?$/.test(scheme) ? `curl -L ${path} | nearedge … -` : "the tool of that store";
  throw new DataError(
    "not-local",
    `${path}: expected a file on this machine, got an address; fetch it first, with ${fetched}`,
  );
}
