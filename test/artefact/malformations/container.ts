import type { EncodedFile } from "../../../src/artefact/encode.ts";
import { HEADER_LIMIT_BYTES } from "../../../src/artefact/format.ts";
import {
  bytes,
  type Malformation,
  renamed,
  sealed,
  validFiles,
  validList,
  withEntry,
  withHeader,
  withTensors,
} from "../tamper.ts";

/** What can be wrong with a shard as a file and as a container, and with parts of tensors. */
export const containerMalformations: readonly Malformation[] = [
  ["shard-length", "a shard cut short", () => withShard((shard) => shard.slice(0, -1))],
  ["shard-length", "a shard with a byte more", () => withShard((shard) => Uint8Array.of(...shard, 0))],
  [
    "shard-checksum",
    "a flipped bit in the data of users",
    async () => {
      const [shard, users, manifest] = await validList();
      return [shard!, { name: users!.name, bytes: users!.bytes.with(-1, users!.bytes.at(-1)! ^ 1) }, manifest!];
    },
  ],
  [
    "shard-checksum",
    "a flipped bit in the data",
    () => withShard((shard) => shard.with(-1, shard[shard.length - 1]! ^ 1)),
  ],
  ["shard-truncated", "a shard of seven bytes", async () => sealed((await validFiles()).manifest, new Uint8Array(7))],
  ["shard-truncated", "a header beyond the end of the file", () => rawShard(1000n, bytes("{}"))],
  ["header-too-large", "a header above the limit", () => rawShard(BigInt(HEADER_LIMIT_BYTES) + 1n, bytes("{}"))],
  ["header-too-large", "a header of 2^64 - 1 bytes", () => rawShard(0xffff_ffff_ffff_ffffn, bytes("{}"))],
  ["header-not-json", "a header that is no JSON", () => withHeader((header) => header.replace(":", ";"))],
  ["header-not-json", "a header that is not UTF-8", () => rawShard(3n, Uint8Array.of(0x22, 0xff, 0x22))],
  ["header-not-json", "a header that is a list", () => rawShard(2n, bytes("[]"))],
  ["header-not-json", "a header that begins with a space", () => withHeader((header) => ` ${header}`)],
  ["header-not-json", "an empty header", () => rawShard(0n, bytes(""))],
  ["header-field", "an entry that is null", () => withEntry("factors.gram", () => null)],
  ["header-field", "no shape", () => withEntry("factors.gram", (entry) => ({ ...entry, shape: undefined }))],
  ["header-field", "a negative extent", () => withEntry("factors.gram", (entry) => ({ ...entry, shape: [-2, -2] }))],
  [
    "header-field",
    "an extent that is text",
    () => withEntry("factors.gram", (entry) => ({ ...entry, shape: ["2", 2] })),
  ],
  [
    "header-field",
    "three offsets",
    () => withEntry("factors.gram", (entry) => ({ ...entry, data_offsets: [0, 8, 16] })),
  ],
  ["unknown-dtype", "half floats", () => withEntry("factors.gram", (entry) => ({ ...entry, dtype: "F16" }))],
  [
    "unknown-dtype",
    "a dtype that is a property of objects",
    () => withEntry("factors.gram", (entry) => ({ ...entry, dtype: "toString" })),
  ],
  ["offsets-outside-data", "a tensor beyond the data", () => withEntry("items.ids.bytes", beyondData)],
  ["tensors-overlap", "two tensors on the same bytes", () => withHeader(overlap)],
  ["data-hole", "bytes between two tensors", () => withHeader(dropGram)],
  ["data-hole", "bytes after the last tensor", () => withAppended(new Uint8Array(4))],
  [
    "tensor-size",
    "a shape that needs more bytes than there are",
    () => withEntry("factors.gram", (entry) => ({ ...entry, shape: [2, 3] })),
  ],
  [
    "tensor-size",
    "a shape whose product overflows",
    () => withEntry("factors.gram", (entry) => ({ ...entry, shape: [2 ** 52, 2 ** 52] })),
  ],
  ["duplicate-tensor", "a tensor in two shards", inTwoShards],
  ["tensor-parts", "a second part without a first", () => renamed("factors.values", "factors.values.part-00002")],
  [
    "tensor-parts",
    "a part beside the whole",
    () =>
      withTensors((tensors) => [
        ...tensors,
        { name: "factors.gram.part-00001", dtype: "F32", shape: [0], bytes: new Uint8Array(0) },
      ]),
  ],
  ["tensor-parts", "a first and a third part without a second", () => inParts("part-00001", "part-00003", [2, 2])],
  ["tensor-parts", "parts of different width", () => inParts("part-00001", "part-00002", [4])],
];

/** A shard that only a header makes: its length field and its text. */
async function rawShard(declared: bigint, rest: Uint8Array): Promise<EncodedFile[]> {
  const { manifest } = await validFiles();
  const file = new Uint8Array(8 + rest.length);
  new DataView(file.buffer).setBigUint64(0, declared, true);
  file.set(rest, 8);
  return sealed(manifest, file);
}

async function withShard(change: (shard: Uint8Array) => Uint8Array): Promise<EncodedFile[]> {
  const [shard, ...others] = await validList();
  return [{ name: shard!.name, bytes: change(shard!.bytes) }, ...others];
}

function beyondData(entry: Record<string, unknown>): unknown {
  const [begin = 0, end = 0] = entry.data_offsets as number[];
  return { ...entry, data_offsets: [begin + 100_000, end + 100_000] };
}

function overlap(text: string): string {
  const header = JSON.parse(text);
  header["items.popularity"].data_offsets = header["factors.scales"].data_offsets;
  return JSON.stringify(header);
}

function dropGram(text: string): string {
  const { "factors.gram": _gram, ...header } = JSON.parse(text);
  return JSON.stringify(header);
}

async function withAppended(extra: Uint8Array): Promise<EncodedFile[]> {
  const { shard, manifest } = await validFiles();
  return sealed(manifest, Uint8Array.of(...shard.bytes, ...extra));
}

async function inTwoShards(): Promise<EncodedFile[]> {
  const { shard, manifest } = await validFiles();
  return sealed(manifest, shard.bytes, shard.bytes);
}

function inParts(first: string, second: string, secondShape: readonly number[]): Promise<EncodedFile[]> {
  return withTensors((tensors) => {
    return tensors.flatMap((tensor) => {
      const { name, bytes: all } = tensor;
      if (name !== "factors.values") return [tensor];
      return [
        { ...tensor, name: `${name}.${first}`, shape: [3, 2], bytes: all.subarray(0, 6) },
        { ...tensor, name: `${name}.${second}`, shape: secondShape, bytes: all.subarray(6) },
      ];
    });
  });
}
