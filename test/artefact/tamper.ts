import { sha256 } from "../../src/artefact/checksum.ts";
import { type EncodedFile, encodeArtefact } from "../../src/artefact/encode.ts";
import { MANIFEST_NAME, type ShardKind, shardName } from "../../src/artefact/format.ts";
import type { Manifest } from "../../src/artefact/manifest.ts";
import { sealManifest } from "../../src/artefact/manifest-json.ts";
import { readSafetensors, type StoredTensor, writeSafetensors } from "../../src/artefact/safetensors.ts";
import { int8Content, int8Draft } from "./sample.ts";

/** The code that decoding must throw, what is wrong in words, and the files in which it is. */
export type Malformation = [code: string, what: string, files: () => Promise<readonly EncodedFile[]>];

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

interface ValidFiles {
  readonly shard: EncodedFile;
  readonly users: EncodedFile;
  readonly manifest: Manifest;
  readonly manifestBytes: Uint8Array;
}

/** A valid artefact in one shard of the model and one of users. */
export async function validFiles(): Promise<ValidFiles> {
  const [shard, users, last] = await encodeArtefact(int8Content(), int8Draft());
  if (shard === undefined || users === undefined || last === undefined) throw new Error("expected three files");
  return { shard, users, manifest: JSON.parse(new TextDecoder().decode(last.bytes)), manifestBytes: last.bytes };
}

/** The same as a list of files. */
export async function validList(): Promise<EncodedFile[]> {
  const { shard, users, manifestBytes } = await validFiles();
  return [shard, users, { name: MANIFEST_NAME, bytes: manifestBytes }];
}

/** The artefact around other shards, with lengths, checksums and version in order: only the damage itself is wrong. */
export async function sealed(manifest: Manifest, ...shards: readonly Uint8Array[]): Promise<EncodedFile[]> {
  return sealedWith(manifest, shards, (await validFiles()).users.bytes);
}

/** The same around another shard of users as well. */
export async function sealedWith(
  manifest: Manifest,
  shards: readonly Uint8Array[],
  users: Uint8Array,
): Promise<EncodedFile[]> {
  const named = (kind: ShardKind, all: readonly Uint8Array[]) =>
    Promise.all(
      all.map(async (bytes, index) => {
        const checksum = await sha256(bytes);
        return { name: shardName(kind, index + 1, all.length, checksum), bytes, checksum };
      }),
    );
  const [files, ofUsers] = [await named("model", shards), await named("users", [users])];
  const fileOf = ({ name, bytes, checksum }: (typeof files)[number]) => {
    return { name, byteLength: bytes.length, sha256: checksum };
  };
  const { format: _format, formatVersion: _formatVersion, version: _version, ...content } = manifest;
  const manifestBytes = await sealManifest({
    ...content,
    files: files.map(fileOf),
    privateFiles: ofUsers.map(fileOf),
  });
  return [
    ...[...files, ...ofUsers].map(({ name, bytes }) => ({ name, bytes })),
    { name: MANIFEST_NAME, bytes: manifestBytes },
  ];
}

/** The artefact with other tensors; those of users go into the shard of users, unless `isPersonal` says otherwise. */
export async function withTensors(
  change: (tensors: StoredTensor[]) => StoredTensor[],
  isPersonal: (name: string) => boolean = (name) => name.startsWith("users."),
): Promise<EncodedFile[]> {
  const { shard, users, manifest } = await validFiles();
  const tensors = change([shard, users].flatMap(({ name, bytes }) => readSafetensors(name, bytes)));
  const personal = tensors.filter(({ name }) => isPersonal(name));
  const open = tensors.filter(({ name }) => !isPersonal(name));
  return sealedWith(manifest, [writeSafetensors(open)], writeSafetensors(personal));
}

/** The artefact with one tensor altered. */
export async function withTensor(name: string, change: (tensor: StoredTensor) => StoredTensor): Promise<EncodedFile[]> {
  return withTensors((tensors) => {
    if (!tensors.some((tensor) => tensor.name === name)) throw new Error(`no tensor ${name}`);
    return tensors.map((tensor) => (tensor.name === name ? change(tensor) : tensor));
  });
}

/** The artefact with one tensor under another name. */
export function renamed(from: string, to: string): Promise<EncodedFile[]> {
  return withTensor(from, (tensor) => ({ ...tensor, name: to }));
}

/** The artefact with the elements of one tensor replaced (one dimension, any length). */
export async function withValues(name: string, values: ArrayBufferView & { length: number }): Promise<EncodedFile[]> {
  return withTensor(name, (tensor) => {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return { ...tensor, shape: tensor.shape.length === 1 ? [values.length] : tensor.shape, bytes };
  });
}

/** The artefact with another header text before the same data. */
export async function withHeader(change: (header: string) => string): Promise<EncodedFile[]> {
  const { shard, manifest } = await validFiles();
  const length = Number(new DataView(shard.bytes.buffer).getBigUint64(0, true));
  const header = new TextEncoder().encode(change(new TextDecoder().decode(shard.bytes.subarray(8, 8 + length))));
  const data = shard.bytes.subarray(8 + length);
  const bytes = new Uint8Array(8 + header.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  bytes.set(data, 8 + header.length);
  return sealed(manifest, bytes);
}

/** The artefact with one entry of the shard's header altered. */
export async function withEntry(
  name: string,
  change: (entry: Record<string, unknown>) => unknown,
): Promise<EncodedFile[]> {
  return withHeader((text) => {
    const header = JSON.parse(text);
    if (header[name] === undefined) throw new Error(`no tensor ${name}`);
    return JSON.stringify({ ...header, [name]: change(header[name]) });
  });
}

/** The artefact with the text of its manifest altered and nothing sealed again. */
export async function withManifestText(change: (text: string) => string | Uint8Array): Promise<EncodedFile[]> {
  const { shard, users, manifestBytes } = await validFiles();
  const changed = change(new TextDecoder().decode(manifestBytes));
  const bytes = typeof changed === "string" ? new TextEncoder().encode(changed) : changed;
  return [shard, users, { name: MANIFEST_NAME, bytes }];
}

/** The files of an artefact in one shard as format version 1 laid them out: what is of users lies among the rest. */
export async function asVersion1(files: readonly EncodedFile[]): Promise<EncodedFile[]> {
  const shards = files.filter(({ name }) => name.endsWith(".safetensors"));
  const bytes = writeSafetensors(shards.flatMap(({ name, bytes: own }) => readSafetensors(name, own)));
  const checksum = await sha256(bytes);
  const name = shardName("model", 1, 1, checksum);
  const manifest: Manifest = JSON.parse(new TextDecoder().decode(files.at(-1)?.bytes));
  const { format: _format, formatVersion: _formatVersion, version: _version, ...content } = manifest;
  const manifestBytes = await sealManifest({
    ...content,
    files: [{ name, byteLength: bytes.length, sha256: checksum }],
    privateFiles: undefined,
  });
  return [
    { name, bytes },
    { name: MANIFEST_NAME, bytes: manifestBytes },
  ];
}
