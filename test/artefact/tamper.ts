import { sha256 } from "../../src/artefact/checksum.ts";
import { type EncodedFile, encodeArtefact } from "../../src/artefact/encode.ts";
import { MANIFEST_NAME, shardName } from "../../src/artefact/format.ts";
import type { Manifest } from "../../src/artefact/manifest.ts";
import { sealManifest } from "../../src/artefact/manifest-json.ts";
import { readSafetensors, type StoredTensor, writeSafetensors } from "../../src/artefact/safetensors.ts";
import { int8Content, int8Draft } from "./sample.ts";

/** The code that decoding must throw, what is wrong in words, and the files in which it is. */
export type Malformation = [code: string, what: string, files: () => Promise<readonly EncodedFile[]>];

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A valid artefact in one shard. */
export async function validFiles(): Promise<{ shard: EncodedFile; manifest: Manifest; manifestBytes: Uint8Array }> {
  const [shard, last] = await encodeArtefact(int8Content(), int8Draft());
  if (shard === undefined || last === undefined) throw new Error("expected a shard and a manifest");
  return { shard, manifest: JSON.parse(new TextDecoder().decode(last.bytes)), manifestBytes: last.bytes };
}

/** The same as a list of files. */
export async function validList(): Promise<EncodedFile[]> {
  const { shard, manifestBytes } = await validFiles();
  return [shard, { name: MANIFEST_NAME, bytes: manifestBytes }];
}

/** The artefact around other shards, with lengths, checksums and version in order: only the damage itself is wrong. */
export async function sealed(manifest: Manifest, ...shards: readonly Uint8Array[]): Promise<EncodedFile[]> {
  const files = await Promise.all(
    shards.map(async (bytes, index) => {
      const checksum = await sha256(bytes);
      return { name: shardName(index + 1, shards.length, checksum), bytes, checksum };
    }),
  );
  const { format: _format, formatVersion: _formatVersion, version: _version, ...content } = manifest;
  const manifestBytes = await sealManifest({
    ...content,
    files: files.map(({ name, bytes, checksum }) => ({ name, byteLength: bytes.length, sha256: checksum })),
  });
  return [...files.map(({ name, bytes }) => ({ name, bytes })), { name: MANIFEST_NAME, bytes: manifestBytes }];
}

/** The artefact with other tensors. */
export async function withTensors(change: (tensors: StoredTensor[]) => StoredTensor[]): Promise<EncodedFile[]> {
  const { shard, manifest } = await validFiles();
  return sealed(manifest, writeSafetensors(change(readSafetensors(shard.name, shard.bytes))));
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
  const { shard, manifestBytes } = await validFiles();
  const changed = change(new TextDecoder().decode(manifestBytes));
  const bytes = typeof changed === "string" ? new TextEncoder().encode(changed) : changed;
  return [shard, { name: MANIFEST_NAME, bytes }];
}
