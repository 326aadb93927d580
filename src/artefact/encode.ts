import { checkInteger } from "../check.ts";
import { sha256 } from "./checksum.ts";
import { INDEX_NAME, MANIFEST_NAME, SHARD_LIMIT_BYTES, type ShardKind, shardName } from "./format.ts";
import type { Manifest, ShardFile } from "./manifest.ts";
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

/** The caller's part of the manifest; format, version, columns, files and the order of histories follow from the content. */
export type ManifestDraft = Omit<
  Manifest,
  "format" | "formatVersion" | "version" | "columns" | "files" | "privateFiles"
>;

export interface EncodeOptions {
  /** A shard is smaller than this, 1,024 bytes to 24 MiB (default). */
  readonly shardLimitBytes?: number;
}

/** Room for a header and a few rows. */
const LEAST_SHARD_LIMIT_BYTES = 1024;

/**
 * Packs an artefact into files: shards of the model, shards of user data, `model.safetensors.index.json` where there
 * are several of the first, and `manifest.json` last, so that storing them in order publishes with the last one. The
 * same input gives the same bytes.
 *
 * Verifies everything that decodeArtefact verifies and throws the same ArtefactErrors, and in addition
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
    ...(content.texts && content.texts.size > 0 ? { texts: [...content.texts.keys()] } : {}),
  };
  const historyOrder = content.users?.histories.sequence ? ("oldest-first" as const) : undefined;
  const said = { ...draft, data: { ...draft.data, historyOrder }, columns };
  const manifest = checkManifestContent({ ...said, files: [], privateFiles: undefined });
  const tensors = packTensors(content, manifest.model.factorCount);
  unpackTensors(manifest, tensors);

  const plan = planShards(tensors.open, limit);
  const shards = await encodeShards("model", plan);
  const ofUsers = tensors.personal.length > 0 ? await encodeShards("users", planShards(tensors.personal, limit)) : [];
  const files = shards.map(fileOf);
  const privateFiles = ofUsers.length > 0 ? ofUsers.map(fileOf) : undefined;
  const manifestBytes = await sealManifest({ ...said, files, privateFiles });
  return [
    ...[...shards, ...ofUsers].map(({ name, bytes }) => ({ name, bytes })),
    ...(shards.length > 1 ? [{ name: INDEX_NAME, bytes: encodeIndex(plan, files) }] : []),
    { name: MANIFEST_NAME, bytes: manifestBytes },
  ];
}

interface EncodedShard extends EncodedFile {
  readonly checksum: string;
}

function encodeShards(kind: ShardKind, plan: readonly (readonly StoredTensor[])[]): Promise<EncodedShard[]> {
  return Promise.all(
    plan.map(async (tensors, index) => {
      const bytes = writeSafetensors(tensors);
      const checksum = await sha256(bytes);
      return { name: shardName(kind, index + 1, plan.length, checksum), bytes, checksum };
    }),
  );
}

function fileOf({ name, bytes, checksum }: EncodedShard): ShardFile {
  return { name, byteLength: bytes.length, sha256: checksum };
}

/**
 * The index that readers of sharded safetensors look for: which file holds which tensor. It leaves private files out.
 */
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
