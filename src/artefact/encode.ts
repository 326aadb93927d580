import { checkInteger } from "../check.ts";
import { sha256 } from "./checksum.ts";
import { INDEX_NAME, MANIFEST_NAME, SHARD_LIMIT_BYTES, shardName } from "./format.ts";
import type { Manifest } from "./manifest.ts";
import { checkManifestContent, sealManifest } from "./manifest-json.ts";
import { type ArtefactContent, packTensors } from "./pack.ts";
import { type StoredTensor, writeSafetensors } from "./safetensors.ts";
import { planShards } from "./shards.ts";
import { unpackTensors } from "./unpack.ts";

/** A file of an artefact, ready to be stored under its name. */
export interface EncodedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What the caller says of an artefact; format, version, columns and files follow from the content. */
export type ManifestDraft = Omit<Manifest, "format" | "formatVersion" | "version" | "columns" | "files">;

export interface EncodeOptions {
  /** A shard is smaller than this, 1,024 bytes to 24 MiB (default). */
  readonly shardLimitBytes?: number;
}

/** Room for a header and a few rows. */
const LEAST_SHARD_LIMIT_BYTES = 1024;

/**
 * Packs an artefact into files: shards, `model.safetensors.index.json` where there are several, and `manifest.json`
 * last, so that whoever stores them in order publishes with the last one. The same input gives the same bytes.
 *
 * Verifies everything that decodeArtefact verifies and throws the same ArtefactErrors, and beside them
 * `text-not-unicode`, `head-tensor-name` and `row-exceeds-shard`. O(bytes); holds about twice the size of the files.
 *
 *   const files = await encodeArtefact({ items, popularity, factors, gram, users, head }, { name, model, … });
 */
export async function encodeArtefact(
  content: ArtefactContent,
  draft: ManifestDraft,
  options: EncodeOptions = {},
): Promise<EncodedFile[]> {
  const limit = checkInteger(
    "shardLimitBytes",
    options.shardLimitBytes ?? SHARD_LIMIT_BYTES,
    LEAST_SHARD_LIMIT_BYTES,
    SHARD_LIMIT_BYTES,
  );
  const columns = {
    categories: [...content.items.categories.keys()],
    numbers: [...content.items.numbers.keys()],
  };
  const manifest = checkManifestContent({ ...draft, columns, files: [] });
  const tensors = packTensors(content, manifest.model.factorCount);
  unpackTensors(manifest, tensors);

  const plan = planShards(tensors, limit);
  const shards = await Promise.all(plan.map((shard, index) => encodeShard(shard, index + 1, plan.length)));
  const files = shards.map(({ name, bytes, checksum }) => ({ name, byteLength: bytes.length, sha256: checksum }));
  const manifestBytes = await sealManifest({ ...draft, columns, files });
  return [
    ...shards.map(({ name, bytes }) => ({ name, bytes })),
    ...(shards.length > 1 ? [{ name: INDEX_NAME, bytes: encodeIndex(plan, files) }] : []),
    { name: MANIFEST_NAME, bytes: manifestBytes },
  ];
}

async function encodeShard(
  tensors: readonly StoredTensor[],
  place: number,
  count: number,
): Promise<EncodedFile & { readonly checksum: string }> {
  const bytes = writeSafetensors(tensors);
  const checksum = await sha256(bytes);
  return { name: shardName(place, count, checksum), bytes, checksum };
}

/** The index that readers of sharded safetensors look for: which file holds which tensor. */
function encodeIndex(plan: readonly (readonly StoredTensor[])[], files: Manifest["files"]): Uint8Array {
  const tensors = plan.flat();
  const index = {
    metadata: { total_size: tensors.reduce((total, { bytes }) => total + bytes.length, 0) },
    weight_map: Object.fromEntries(
      plan.flatMap((shard, place) => shard.map(({ name }) => [name, files[place]?.name] as const)),
    ),
  };
  return new TextEncoder().encode(`${JSON.stringify(index, null, 2)}\n`);
}
