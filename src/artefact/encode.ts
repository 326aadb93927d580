import { checkInteger } from "../check.ts";
import { sha256 } from "./checksum.ts";
import { INDEX_NAME, MANIFEST_NAME, SHARD_LIMIT_BYTES, type ShardKind, shardName } from "./format.ts";
import type { Manifest, ShardFile } from "./manifest.ts";
import { checkManifestContent, type ManifestContent, sealManifest } from "./manifest-json.ts";
import { type ArtefactContent, packTensors } from "./pack.ts";
import type { TensorPart } from "./parts.ts";
import { openContainer, type StoredTensor } from "./safetensors.ts";
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
  const limit = checkShardLimit(options);
  const said = statedContent(content, draft);
  const manifest = checkManifestContent({ ...said, files: [], privateFiles: undefined });
  const tensors = packTensors(content, manifest.model.factorCount);
  unpackTensors(manifest, tensors);

  const plan = planShards(tensors.open, limit);
  const shards = await encodeShards("model", plan, tensors.open);
  const ofUsers =
    tensors.personal.length > 0
      ? await encodeShards("users", planShards(tensors.personal, limit), tensors.personal)
      : [];
  const files = shards.map(fileOf);
  const privateFiles = ofUsers.length > 0 ? ofUsers.map(fileOf) : undefined;
  const manifestBytes = await sealManifest({ ...said, files, privateFiles });
  return [
    ...[...shards, ...ofUsers].map(({ name, bytes }) => ({ name, bytes })),
    ...(shards.length > 1 ? [{ name: INDEX_NAME, bytes: encodeIndex(plan, files) }] : []),
    { name: MANIFEST_NAME, bytes: manifestBytes },
  ];
}

/** The limit that was asked for, or the usual one. Throws TypeError or RangeError. */
export function checkShardLimit({ shardLimitBytes = SHARD_LIMIT_BYTES }: EncodeOptions): number {
  return checkInteger("shardLimitBytes", shardLimitBytes, LEAST_SHARD_LIMIT_BYTES, SHARD_LIMIT_BYTES);
}

/** The manifest but for its files: what follows from the content beside what the caller says. */
export function statedContent(
  { items, texts, users }: Pick<ArtefactContent, "items" | "texts" | "users">,
  draft: ManifestDraft,
): Omit<ManifestContent, "files" | "privateFiles"> {
  const columns = {
    categories: [...items.categories.keys()],
    numbers: [...items.numbers.keys()],
    ...(texts && texts.size > 0 ? { texts: [...texts.keys()] } : {}),
  };
  const historyOrder = users?.histories.sequence ? ("oldest-first" as const) : undefined;
  return { ...draft, data: { ...draft.data, historyOrder }, columns };
}

interface EncodedShard extends EncodedFile {
  readonly checksum: string;
}

function encodeShards(
  kind: ShardKind,
  plan: readonly (readonly TensorPart[])[],
  tensors: readonly StoredTensor[],
): Promise<EncodedShard[]> {
  const bytesOf = new Map(tensors.map(({ name, bytes }) => [name, bytes]));
  return Promise.all(
    plan.map(async (parts, index) => {
      const { file: bytes, places } = openContainer(parts);
      for (const { name, tensor, begin, end } of parts) {
        bytes.set(bytesOf.get(tensor)?.subarray(begin, end) ?? [], places.get(name)?.start);
      }
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
export function encodeIndex(plan: readonly (readonly TensorPart[])[], files: Manifest["files"]): Uint8Array {
  const index = {
    metadata: { total_size: plan.flat().reduce((total, { begin, end }) => total + end - begin, 0) },
    weight_map: Object.fromEntries(
      plan.flatMap((shard, place) => shard.map(({ name }) => [name, files[place]?.name] as const)),
    ),
  };
  return new TextEncoder().encode(`${JSON.stringify(index, null, 2)}\n`);
}
