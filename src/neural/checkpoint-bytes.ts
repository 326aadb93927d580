import { ArtefactError } from "../errors.ts";
import type { Checkpoint } from "./checkpoint.ts";

/** First bytes of a checkpoint. */
const MAGIC = "NEARCKP1";

interface Header {
  readonly identity: string;
  readonly progress: string;
  readonly keptStep: number;
  readonly stateLength: number;
  readonly keptLength: number;
  /** Of state and kept weights. */
  readonly checksum: number;
}

/** A checkpoint as one file: magic ‖ u32 length of the header ‖ header (JSON) ‖ state ‖ kept weights. */
export function encodeCheckpoint({ identity, progress, state, kept, keptStep }: Checkpoint): Uint8Array {
  const checksum = checksumOf(kept, checksumOf(state));
  const header: Header = { identity, progress, keptStep, stateLength: state.length, keptLength: kept.length, checksum };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const begin = MAGIC.length + 4;
  const bytes = new Uint8Array(begin + text.length + state.length + kept.length);
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(MAGIC.length, text.length, true);
  bytes.set(text, begin);
  bytes.set(state, begin + text.length);
  bytes.set(kept, begin + text.length + state.length);
  return bytes;
}

/** Reads what `encodeCheckpoint` wrote. Throws ArtefactError `checkpoint` where bytes are something else or damaged. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const fail = (what: string, cause?: unknown): never => {
    throw new ArtefactError("checkpoint", `checkpoint: ${what}; delete it and start anew`, { cause });
  };
  const begin = MAGIC.length + 4;
  if (bytes.length < begin || new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) {
    return fail(`expected a file that begins with ${MAGIC}`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
  const header = ((): Header => {
    try {
      return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(begin, begin + length)));
    } catch (cause) {
      return fail("expected a header in JSON", cause);
    }
  })();
  const { identity, progress, keptStep, stateLength, keptLength, checksum } = header;
  const expected = begin + length + stateLength + keptLength;
  if (bytes.length !== expected) fail(`expected ${expected} bytes, got ${bytes.length}`);
  const middle = begin + length + stateLength;
  // Copies, which begin at a word: the slice of a Buffer is none.
  const state = new Uint8Array(bytes.subarray(begin + length, middle));
  const kept = new Uint8Array(bytes.subarray(middle));
  if (checksumOf(kept, checksumOf(state)) !== checksum) fail("its weights are damaged");
  return { identity, progress, keptStep, state, kept };
}

/** FNV-1a over words of four bytes: fast enough for hundreds of megabytes. Lengths are multiples of 4. */
function checksumOf(bytes: Uint8Array, start = 0x811c9dc5): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
  let hash = start;
  for (let at = 0; at < words.length; at++) hash = Math.imul(hash ^ words[at]!, 0x01000193);
  return hash >>> 0;
}
