/** The manifest as a file: its schema, its bytes and the version that seals it. */
import { show } from "../check.ts";
import { fail } from "./failure.ts";
import {
  FACTOR_COUNT_LIMIT,
  MANIFEST_LIMIT_BYTES,
  MANIFEST_NAME,
  SHARD_COUNT_LIMIT,
  SHARD_LIMIT_BYTES,
  type ShardKind,
  shardName,
} from "./format.ts";
import {
  finite,
  finiteFrom0,
  hexadecimal,
  integer,
  integerFrom,
  isTrue,
  listOf,
  nullable,
  objectOf,
  oneOf,
  optional,
  recordOf,
  scalar,
  text,
  uniqueTexts,
} from "./json-shape.ts";
import { refuseLonger } from "./limited-read.ts";
import {
  type BoughtTogether,
  type Evaluation,
  FORMAT_VERSION,
  HEAD_FEATURES_VERSION,
  type HeadManifest,
  type HeadValidation,
  HISTORY_ORDER_VERSION,
  ITEM_COUNTS_VERSION,
  type Manifest,
  ORIGIN_VERSION,
  type Origin,
  PRIVATE_FILES_VERSION,
  type RetrieverManifest,
  SAMPLED_FIGURES_VERSION,
  type ShardFile,
} from "./manifest.ts";
import { checkSampledFigures, isSampled } from "./sampled-figures.ts";
import { BLANK_VERSION, FORMAT, VERSION_DIGITS, versionOf } from "./seal.ts";

/** The oldest format version that this code reads. */
const OLDEST_FORMAT_VERSION = 1;

const size = integerFrom(0, Number.MAX_SAFE_INTEGER);
/** u32 offsets count items and users. */
const rowCount = integerFrom(0, 0xffff_fffe);
const optionValues = recordOf(scalar);
const shardFiles = listOf(
  objectOf<ShardFile>({
    name: text,
    byteLength: integerFrom(0, SHARD_LIMIT_BYTES - 1),
    sha256: hexadecimal(64),
  }),
);

const manifestShape = objectOf<Manifest>({
  format: oneOf(FORMAT),
  formatVersion: integerFrom(OLDEST_FORMAT_VERSION, FORMAT_VERSION),
  name: text,
  version: hexadecimal(VERSION_DIGITS),
  model: objectOf<Manifest["model"]>({
    kind: text,
    options: optionValues,
    precision: oneOf("f32", "int8"),
    factorCount: integerFrom(0, FACTOR_COUNT_LIMIT),
  }),
  head: nullable(
    objectOf<HeadManifest>({
      kind: text,
      options: optionValues,
      candidateCount: integerFrom(1, 0xffff_ffff),
      hidden: listOf(integerFrom(1, 0xffff_ffff)),
      factorCount: optional(integerFrom(0, FACTOR_COUNT_LIMIT)),
      features: optional(listOf(text)),
      retrievers: optional(listOf(objectOf<RetrieverManifest>({ kind: text, options: optionValues }))),
      question: optional(oneOf("next", "missing")),
      validation: optional(
        objectOf<HeadValidation>({ lists: size, retrieval: recordOf(finite), head: recordOf(finite) }),
      ),
      fittedTo: optional(hexadecimal(64)),
    }),
  ),
  seed: integer,
  origin: optional(
    objectOf<Origin>({
      kind: text,
      version: optional(text),
      nonNegative: optional(isTrue),
    }),
  ),
  data: objectOf<Manifest["data"]>({
    name: text,
    fingerprint: hexadecimal(64),
    fingerprintKind: optional(oneOf("row-sum", "item-factors")),
    users: rowCount,
    items: rowCount,
    interactions: size,
    feedback: oneOf("explicit", "implicit"),
    note: text,
    historyOrder: optional(oneOf("oldest-first")),
    historyValues: optional(oneOf("given")),
    boughtTogether: optional(
      objectOf<BoughtTogether>({ atMost: integerFrom(1, 0xffff_ffff), leastUsers: integerFrom(1, 0xffff_ffff) }),
    ),
    firstSeen: optional(oneOf("interactions")),
  }),
  evaluations: listOf(
    objectOf<Evaluation>({
      subject: text,
      protocol: text,
      part: oneOf("validation", "test"),
      users: size,
      metrics: recordOf(finite),
      sampledFrom: optional(size),
      standardErrors: optional(recordOf(finiteFrom0)),
    }),
  ),
  columns: objectOf<Manifest["columns"]>({
    categories: uniqueTexts,
    numbers: uniqueTexts,
    texts: optional(uniqueTexts),
  }),
  files: shardFiles,
  privateFiles: optional(shardFiles),
});

/** What a manifest says beside its format and its version. */
export type ManifestContent = Omit<Manifest, "format" | "formatVersion" | "version">;

/** The content with the keys in the order of the format. Throws ArtefactError `manifest-field`. */
export function checkManifestContent(content: ManifestContent): Manifest {
  const formatVersion = lowestVersionOf(content);
  const manifest = manifestShape({ ...content, format: FORMAT, formatVersion, version: BLANK_VERSION }, "");
  checkSampledFigures(manifest);
  return manifest;
}

/** Keys of a head that versions before HEAD_FEATURES_VERSION refuse. */
const LATER_HEAD_KEYS = ["features", "retrievers", "question", "validation", "fittedTo"] as const;

/** The first key of a head that earlier versions refuse. */
function laterHeadKey(head: HeadManifest | null): (typeof LATER_HEAD_KEYS)[number] | undefined {
  return LATER_HEAD_KEYS.find((key) => head?.[key] !== undefined);
}

/** The lowest version that has a place for all of it. */
function lowestVersionOf({ columns, data, evaluations, head, origin, privateFiles }: ManifestContent): number {
  if (originKey({ data, origin }) !== undefined) return ORIGIN_VERSION;
  if (laterKey({ columns, data }) !== undefined) return ITEM_COUNTS_VERSION;
  if (laterHeadKey(head) !== undefined || data.historyValues !== undefined) return HEAD_FEATURES_VERSION;
  if (data.historyOrder !== undefined) return HISTORY_ORDER_VERSION;
  if (evaluations.some(isSampled)) return SAMPLED_FIGURES_VERSION;
  return privateFiles === undefined ? OLDEST_FORMAT_VERSION : PRIVATE_FILES_VERSION;
}

/**
 * Computes the version and writes the file. Throws ArtefactError `manifest-field`, `file-name` or `manifest-too-large`.
 */
export async function sealManifest(content: ManifestContent): Promise<Uint8Array> {
  const blank = checkManifestContent(content);
  checkFileNames(blank);
  const version = await versionOf(`${JSON.stringify(blank, null, 2)}\n`, BLANK_VERSION);
  const bytes = new TextEncoder().encode(`${JSON.stringify({ ...blank, version }, null, 2)}\n`);
  checkByteLength(bytes);
  return bytes;
}

/**
 * Reads and verifies the file. Throws ArtefactError: `manifest-too-large`, `manifest-not-json`, `not-an-artefact`,
 * `unsupported-format-version`, `manifest-field`, `manifest-checksum`, `file-name`.
 */
export async function parseManifest(bytes: Uint8Array): Promise<Manifest> {
  checkByteLength(bytes);
  const { source, value } = parseJson(bytes);
  if (!isArtefactManifest(value)) {
    fail(
      "not-an-artefact",
      `${MANIFEST_NAME}: format: expected ${show(FORMAT)}; this is the manifest of something else`,
    );
  }
  checkFormatVersion(value.formatVersion);
  const manifest = manifestShape(value, "");
  checkPrivateFiles(manifest);
  checkHistoryOrder(manifest);
  checkHeadFeatures(manifest);
  checkItemCounts(manifest);
  checkOrigin(manifest);
  checkSampledFigures(manifest);
  const version = await versionOf(source, manifest.version);
  if (version !== manifest.version) {
    fail(
      "manifest-checksum",
      `${MANIFEST_NAME}: version: expected ${version} for this text, got ${manifest.version}; the file was altered`,
    );
  }
  checkFileNames(manifest);
  return manifest;
}

/** Whether parsed JSON claims to be the manifest of an artefact. */
export function isArtefactManifest(
  value: unknown,
): value is { readonly format: string; readonly formatVersion?: unknown } {
  return typeof value === "object" && value !== null && "format" in value && value.format === FORMAT;
}

function parseJson(bytes: Uint8Array): { readonly source: string; readonly value: unknown } {
  try {
    const source = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { source, value: JSON.parse(source) };
  } catch (cause) {
    return fail("manifest-not-json", `${MANIFEST_NAME}: expected JSON in UTF-8; the file is damaged`, cause);
  }
}

function checkByteLength({ length }: Uint8Array): void {
  if (length > MANIFEST_LIMIT_BYTES) refuseLonger(MANIFEST_NAME, MANIFEST_LIMIT_BYTES, length);
}

function checkFormatVersion(version: unknown): void {
  if (typeof version === "number" && version >= OLDEST_FORMAT_VERSION && version <= FORMAT_VERSION) return;
  fail(
    "unsupported-format-version",
    `${MANIFEST_NAME}: formatVersion: this code reads ${OLDEST_FORMAT_VERSION} to ${FORMAT_VERSION}, got ${show(version)}; use a newer release`,
  );
}

/** The key is not there before its version, and is what makes an artefact one of that version. Later ones may have none. */
function checkPrivateFiles({ formatVersion, privateFiles }: Pick<Manifest, "formatVersion" | "privateFiles">): void {
  if (formatVersion > PRIVATE_FILES_VERSION) return;
  if ((privateFiles !== undefined) === (formatVersion === PRIVATE_FILES_VERSION)) return;
  const expected = formatVersion < PRIVATE_FILES_VERSION ? "no such key" : "a list";
  fail("manifest-field", `${MANIFEST_NAME}: privateFiles: expected ${expected} in format version ${formatVersion}`);
}

/** A reader of an earlier version would take rows that do not ascend for damage. */
function checkHistoryOrder({ formatVersion, data }: Pick<Manifest, "formatVersion" | "data">): void {
  if (data.historyOrder === undefined || formatVersion >= HISTORY_ORDER_VERSION) return;
  fail(
    "manifest-field",
    `${MANIFEST_NAME}: data.historyOrder: expected no such key in format version ${formatVersion}`,
  );
}

/** A reader of an earlier version would take values for weights, and a head for one that reads factors. */
function checkHeadFeatures({ formatVersion, data, head }: Pick<Manifest, "formatVersion" | "data" | "head">): void {
  if (formatVersion >= HEAD_FEATURES_VERSION) return;
  const headKey = laterHeadKey(head);
  const key = data.historyValues !== undefined ? "data.historyValues" : headKey && `head.${headKey}`;
  if (key === undefined) return;
  fail("manifest-field", `${MANIFEST_NAME}: ${key}: expected no such key in format version ${formatVersion}`);
}

/** A reader of an earlier version would refuse their tensors. */
function checkItemCounts({ formatVersion, ...said }: Pick<Manifest, "formatVersion" | "columns" | "data">): void {
  const key = formatVersion < ITEM_COUNTS_VERSION ? laterKey(said) : undefined;
  if (key === undefined) return;
  fail("manifest-field", `${MANIFEST_NAME}: ${key}: expected no such key in format version ${formatVersion}`);
}

/** The first key that came with ITEM_COUNTS_VERSION; undefined where there is none. */
function laterKey({ columns, data }: Pick<Manifest, "columns" | "data">): string | undefined {
  if (columns.texts !== undefined) return "columns.texts";
  if (data.boughtTogether !== undefined) return "data.boughtTogether";
  return data.firstSeen === undefined ? undefined : "data.firstSeen";
}

/** A reader of an earlier version would compare a fingerprint with those of another kind. */
function checkOrigin({ formatVersion, ...said }: Pick<Manifest, "formatVersion" | "data" | "origin">): void {
  const key = formatVersion < ORIGIN_VERSION ? originKey(said) : undefined;
  if (key === undefined) return;
  fail("manifest-field", `${MANIFEST_NAME}: ${key}: expected no such key in format version ${formatVersion}`);
}

/** The first key that came with ORIGIN_VERSION; undefined where there is none. */
function originKey({ data, origin }: Pick<Manifest, "data" | "origin">): string | undefined {
  if (origin !== undefined) return "origin";
  return data.fingerprintKind === undefined ? undefined : "data.fingerprintKind";
}

function checkFileNames({ files, privateFiles }: Pick<Manifest, "files" | "privateFiles">): void {
  checkNames("files", "model", files);
  if (privateFiles) checkNames("privateFiles", "users", privateFiles);
}

/** Shards are named by place, number and content: a name cannot lead out of the folder, and none can stand twice. */
function checkNames(key: string, kind: ShardKind, files: readonly ShardFile[]): void {
  if (files.length === 0 || files.length > SHARD_COUNT_LIMIT) {
    fail("file-name", `${MANIFEST_NAME}: ${key}: expected 1 to ${SHARD_COUNT_LIMIT} shards, got ${files.length}`);
  }
  for (const [index, file] of files.entries()) {
    const expected = shardName(kind, index + 1, files.length, file.sha256);
    if (file.name !== expected) {
      fail("file-name", `${MANIFEST_NAME}: ${key}[${index}].name: expected ${show(expected)}, got ${show(file.name)}`);
    }
  }
}
