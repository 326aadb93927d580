import { ArtefactError } from "../errors.ts";
import type { Artefact } from "./artefact.ts";
import { sha256 } from "./checksum.ts";
import { fail } from "./failure.ts";
import { MANIFEST_NAME } from "./format.ts";
import type { Manifest } from "./manifest.ts";
import { parseManifest } from "./manifest-json.ts";
import { readSafetensors, type StoredTensor } from "./safetensors.ts";
import { unpackTensors } from "./unpack.ts";

/** Fetches one file of an artefact by its name. */
export type ReadFile = (name: string) => Promise<Uint8Array>;

/**
 * Reads an artefact: the manifest first, then the shards that it names, one after the other.
 *
 * Lengths, checksums, headers, shapes and contents are verified before anything is built from them; whatever is wrong
 * is an ArtefactError whose code docs/artefact.md lists. An ArtefactError of `readFile` passes through, any other
 * failure becomes `unreadable-file`. Arrays are views of the shards where alignment allows, so the artefact holds the
 * files plus their strings, and a copy of each tensor that was split over shards. O(bytes).
 *
 *   const artefact = await decodeArtefact(async (name) => new Uint8Array(await (await fetch(base + name)).arrayBuffer()));
 */
export async function decodeArtefact(readFile: ReadFile): Promise<Artefact> {
  const manifest = await parseManifest(await read(readFile, MANIFEST_NAME));
  const tensors: StoredTensor[] = [];
  for (const file of manifest.files) tensors.push(...(await readShard(readFile, file)));
  return { manifest, ...unpackTensors(manifest, tensors) };
}

async function readShard(readFile: ReadFile, file: Manifest["files"][number]): Promise<StoredTensor[]> {
  const bytes = await read(readFile, file.name);
  if (bytes.length !== file.byteLength) {
    fail("shard-length", `${file.name}: expected ${file.byteLength} bytes, got ${bytes.length}; copy the file again`);
  }
  const checksum = await sha256(bytes);
  if (checksum !== file.sha256) {
    fail("shard-checksum", `${file.name}: expected sha-256 ${file.sha256}, got ${checksum}; the file was altered`);
  }
  return readSafetensors(file.name, bytes);
}

async function read(readFile: ReadFile, name: string): Promise<Uint8Array> {
  try {
    return await readFile(name);
  } catch (cause) {
    if (cause instanceof ArtefactError) throw cause;
    return fail(
      "unreadable-file",
      `${name}: could not be read: ${cause instanceof Error ? cause.message : cause}`,
      cause,
    );
  }
}
