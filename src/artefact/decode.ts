import { ArtefactError } from "../errors.ts";
import type { Artefact } from "./artefact.ts";
import { sha256 } from "./checksum.ts";
import { fail } from "./failure.ts";
import { MANIFEST_LIMIT_BYTES, MANIFEST_NAME } from "./format.ts";
import type { Manifest, ShardFile } from "./manifest.ts";
import { parseManifest } from "./manifest-json.ts";
import { type ReadFile, readWithin } from "./read-file.ts";
import { readSafetensors, type StoredTensor } from "./safetensors.ts";
import { unpackTensors } from "./unpack.ts";

export type { ReadFile } from "./read-file.ts";

/** Which files of an artefact are read, and how a damaged file is fetched again. */
export interface DecodeOptions {
  /** "public" leaves out the private files, as in a browser. Default: all files. */
  readonly part?: "public" | undefined;
  /**
   * Fetches a file again, bypassing all caches. Called once for a file that does not match the manifest, or for an
   * invalid manifest; without it, or if the second file is damaged too, the error is thrown.
   */
  readonly readAgain?: ReadFile | undefined;
}

/**
 * Reads an artefact: the manifest first, then its shards, one after the other.
 *
 * Lengths, checksums, headers, shapes and contents are verified before anything is built from them; every error
 * is an ArtefactError whose code docs/artefact.md lists. An ArtefactError of `readFile` passes through, any other
 * failure becomes `unreadable-file`. Arrays are views of the shards where alignment allows, so the artefact holds the
 * files plus their strings, and a copy of each tensor that was split over shards. O(bytes).
 *
 *   const artefact = await decodeArtefact(async (name) => new Uint8Array(await (await fetch(base + name)).arrayBuffer()));
 */
export async function decodeArtefact(readFile: ReadFile, options: DecodeOptions = {}): Promise<Artefact> {
  const manifest = await intact(readFile, options, readManifest);
  const readShards = async (files: readonly ShardFile[]): Promise<StoredTensor[]> => {
    const tensors: StoredTensor[] = [];
    for (const file of files) {
      const bytes = await intact(readFile, options, (read) => readShard(read, file));
      tensors.push(...readSafetensors(file.name, bytes));
    }
    return tensors;
  };
  const open = await readShards(manifest.files);
  const { privateFiles = [] } = manifest;
  const publicPart = options.part === "public" && privateFiles.length > 0;
  const personal = publicPart ? [] : await readShards(privateFiles);
  const content = unpackTensors(manifest, { open, personal });
  return publicPart ? { manifest, ...content, publicPart } : { manifest, ...content };
}

/** Reads a file, and again without caches where the first answer was damaged. */
async function intact<T>(
  readFile: ReadFile,
  { readAgain }: DecodeOptions,
  read: (readFile: ReadFile) => Promise<T>,
): Promise<T> {
  try {
    return await read(readFile);
  } catch (damage) {
    if (readAgain === undefined || !(damage instanceof ArtefactError && DAMAGE.has(damage.code))) throw damage;
    return read(readAgain);
  }
}

/** Errors that a second fetch may fix: the file exists but is damaged. */
const DAMAGE: ReadonlySet<string> = new Set([
  ...["shard-length", "shard-checksum"],
  ...["manifest-too-large", "manifest-not-json", "manifest-field", "manifest-checksum", "file-name", "not-an-artefact"],
]);

async function readManifest(readFile: ReadFile): Promise<Manifest> {
  return parseManifest(await readWithin(readFile, MANIFEST_NAME, MANIFEST_LIMIT_BYTES));
}

async function readShard(readFile: ReadFile, file: ShardFile): Promise<Uint8Array> {
  const bytes = await readWithin(readFile, file.name, file.byteLength);
  if (bytes.length !== file.byteLength) {
    fail("shard-length", `${file.name}: expected ${file.byteLength} bytes, got ${bytes.length}; copy the file again`);
  }
  const checksum = await sha256(bytes);
  if (checksum !== file.sha256) {
    fail("shard-checksum", `${file.name}: expected sha-256 ${file.sha256}, got ${checksum}; the file was altered`);
  }
  return bytes;
}
