/**
 * The format of an artefact in one place: file names, limits, and the name, element type and shape of every tensor.
 * docs/artefact.md describes it in prose.
 */
import type { Dtype } from "./dtypes.ts";

export const MANIFEST_NAME = "manifest.json";
export const INDEX_NAME = "model.safetensors.index.json";

/** A shard is smaller than this: static assets and KV values are limited to 25 MiB. */
export const SHARD_LIMIT_BYTES = 24 * 1024 * 1024;
/** Longest JSON header of a shard; headers contain no data and usually take a few KiB. */
export const HEADER_LIMIT_BYTES = 1024 * 1024;
export const MANIFEST_LIMIT_BYTES = 1024 * 1024;
/** Longest user or item id in UTF-8. */
export const ID_LIMIT_BYTES = 1024;
export const SHARD_COUNT_LIMIT = 99_999;
export const FACTOR_COUNT_LIMIT = 65_536;

/** The content of a shard, by the prefix of its name: public data, or user data. */
export type ShardKind = "model" | "users";

/** `model-00001-of-00003-1a2b3c4d.safetensors`: place and number among its kind, first eight digits of the sha-256. */
export function shardName(kind: ShardKind, place: number, count: number, sha256: string): string {
  return `${kind}-${fiveDigits(place)}-of-${fiveDigits(count)}-${sha256.slice(0, 8)}.safetensors`;
}

/**
 * Whether a file of an artefact is public, by its name: the manifest, the index and the shards of the model. All
 * others, those of users and unknown names, are not served.
 */
export function isPublicFileName(name: string): boolean {
  return (
    name === MANIFEST_NAME || name === INDEX_NAME || /^model-[0-9]{5}-of-[0-9]{5}-[0-9a-f]{8}\.safetensors$/.test(name)
  );
}

/** Whether a file belongs to an artefact of any version, by its name. */
export function isArtefactFileName(name: string): boolean {
  return isPublicFileName(name) || /^users-[0-9]{5}-of-[0-9]{5}-[0-9a-f]{8}\.safetensors$/.test(name);
}

/** A number in a file's or a tensor's name. */
export function fiveDigits(value: number): string {
  return String(value).padStart(5, "0");
}

/** Sizes that the manifest states and that the shapes of tensors refer to. */
export interface Sizes {
  readonly items: number;
  readonly users: number;
  readonly factorCount: number;
}

/** One extent of a shape: a size of the manifest, or any. */
export type Extent = "items" | "items+1" | "users+1" | "factorCount" | "any";

export interface TensorSpec<D extends Dtype = Dtype> {
  readonly name: string;
  readonly dtype: D;
  readonly shape: readonly Extent[];
}

/** Strings as one run of UTF-8 with their offsets: string i is bytes[offsets[i] … offsets[i+1]). */
export interface StringsSpec {
  readonly bytes: TensorSpec<"U8">;
  readonly offsets: TensorSpec<"U32">;
}

/** A sparse matrix in compressed rows: row r has the entries offsets[r] … offsets[r+1). */
export interface CsrSpec {
  readonly offsets: TensorSpec<"U32">;
  readonly indices: TensorSpec<"U32">;
  readonly values: TensorSpec<"F32">;
}

function tensor<D extends Dtype>(name: string, dtype: D, shape: readonly Extent[]): TensorSpec<D> {
  return { name, dtype, shape };
}

function csr(name: string, offsetCount: Extent): CsrSpec {
  return {
    offsets: tensor(`${name}.offsets`, "U32", [offsetCount]),
    indices: tensor(`${name}.indices`, "U32", ["any"]),
    values: tensor(`${name}.values`, "F32", ["any"]),
  };
}

function strings(name: string, offsetCount: Extent): StringsSpec {
  return { bytes: tensor(`${name}.bytes`, "U8", ["any"]), offsets: tensor(`${name}.offsets`, "U32", [offsetCount]) };
}

export const ITEM_IDS = strings("items.ids", "items+1");
export const ITEM_TITLES = strings("items.titles", "items+1");
export const ITEM_POPULARITY = tensor("items.popularity", "F32", ["items"]);

/** A category column, by its place in the manifest's `columns.categories`. */
export function categorySpecs(column: number) {
  const name = `items.categories.${column}`;
  return {
    dictionary: strings(`${name}.dictionary`, "any"),
    offsets: tensor(`${name}.offsets`, "U32", ["items+1"]),
    codes: tensor(`${name}.codes`, "U32", ["any"]),
  };
}

/** A numeric column, by its place in the manifest's `columns.numbers`. */
export function numberSpec(column: number): TensorSpec<"F64"> {
  return tensor(`items.numbers.${column}`, "F64", ["items"]);
}

/** A column of prose, by its place in the manifest's `columns.texts`. */
export function textSpecs(column: number): StringsSpec {
  return strings(`items.texts.${column}`, "items+1");
}

export const FACTORS_F32 = tensor("factors.values", "F32", ["items", "factorCount"]);
export const FACTORS_INT8 = tensor("factors.values", "I8", ["items", "factorCount"]);
export const FACTOR_SCALES = tensor("factors.scales", "F32", ["items"]);
export const GRAM = tensor("factors.gram", "F32", ["factorCount", "factorCount"]);

/** The weights between items, in compressed rows; all of them are present or none. */
export const WEIGHTS_PREFIX = "weights.";
export const WEIGHTS = csr("weights", "items+1");

/** The users of pairs of items, in compressed rows by lift. */
export const TOGETHER = csr("together", "items+1");
/** When each item was first interacted with. */
export const FIRST_SEEN = tensor("items.firstSeen", "F64", ["items"]);

/** Prefix of the arrays of a model, of any type and shape. */
export const STATE_PREFIX = "model.";

/** Prefix of the tensors of known users; all of them are present or none. */
export const USERS_PREFIX = "users.";
export const USER_IDS = strings("users.ids", "users+1");
export const HISTORIES = csr("users.histories", "users+1");

/** Prefix of the head's tensors, F32 of any shape. */
export const HEAD_PREFIX = "head.";
