import { spawnSync } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { elementsOf } from "../../src/artefact/dtypes.ts";
import { readSafetensors, type StoredTensor, writeSafetensors } from "../../src/artefact/safetensors.ts";
import { readerOf } from "./sample.ts";
import { sealed, validFiles, withHeader } from "./tamper.ts";

const tensors: readonly StoredTensor[] = [
  { name: "b", dtype: "U8", shape: [3], bytes: Uint8Array.of(1, 2, 3) },
  { name: "a", dtype: "F32", shape: [1], bytes: Uint8Array.of(0, 0, 128, 63) },
];

describe("the safetensors container", () => {
  it("is the length of the header, the header padded with spaces to a multiple of eight, the data", () => {
    const json =
      '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[3],"data_offsets":[4,7]}}';
    const padding = (8 - (json.length % 8)) % 8;
    expect(padding).toBeGreaterThan(0);
    const expected = [
      ...[json.length + padding, 0, 0, 0, 0, 0, 0, 0],
      ...new TextEncoder().encode(json + " ".repeat(padding)),
      ...[0, 0, 128, 63, 1, 2, 3],
    ];
    expect([...writeSafetensors(tensors)]).toEqual(expected);
  });

  it("is the same whatever the order of the tensors", () => {
    expect(writeSafetensors([...tensors].reverse())).toEqual(writeSafetensors(tensors));
  });

  it("aligns every tensor to its elements", () => {
    const mixed: readonly StoredTensor[] = [
      { name: "a", dtype: "U8", shape: [1], bytes: new Uint8Array(1) },
      { name: "b", dtype: "U32", shape: [1], bytes: new Uint8Array(4) },
      { name: "c", dtype: "F64", shape: [1], bytes: new Uint8Array(8) },
      { name: "d", dtype: "I8", shape: [0, 5], bytes: new Uint8Array(0) },
    ];
    for (const { dtype, bytes } of readSafetensors("file", writeSafetensors(mixed))) {
      expect(elementsOf(dtype, bytes).buffer).toBe(bytes.buffer);
    }
  });

  it("is read without padding and with metadata, as other writers leave it", async () => {
    const files = await withHeader((header) =>
      JSON.stringify({ __metadata__: { made: "by hand" }, ...JSON.parse(header) }),
    );
    const { popularity } = await decodeArtefact(readerOf(files));
    expect(popularity).toEqual(Float32Array.of(3, 0, 1, 2, 5));
  });

  it("is read with tensors in any order of the data", async () => {
    const { shard, manifest } = await validFiles();
    const stored = readSafetensors(shard.name, shard.bytes).reverse();
    let end = 0;
    const header = new TextEncoder().encode(
      JSON.stringify(
        Object.fromEntries(
          stored.map(({ name, dtype, shape, bytes }) => {
            end += bytes.length;
            return [name, { dtype, shape, data_offsets: [end - bytes.length, end] }];
          }),
        ),
      ),
    );
    const file = Uint8Array.of(...new Uint8Array(8), ...header, ...stored.flatMap(({ bytes }) => [...bytes]));
    new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
    const { popularity } = await decodeArtefact(readerOf(await sealed(manifest, file)));
    expect(popularity).toEqual(Float32Array.of(3, 0, 1, 2, 5));
  });
});

const PYTHON = process.env.NEAREDGE_PYTHON ?? "python3";
const hasReader = spawnSync(PYTHON, ["-c", "import safetensors.numpy"]).status === 0;
const program = `
import json, sys
from safetensors.numpy import load_file
tensors = {}
for file in sys.argv[1:]:
    tensors.update(load_file(file))
print(json.dumps({name: [str(t.dtype), list(t.shape), t.astype("float64").flatten().tolist()] for name, t in tensors.items() if not name.startswith("items.numbers")}))
`;

describe("the reference implementation in Python", () => {
  const title = "reads what the fixtures say";
  const reason = hasReader
    ? title
    : `${title} (skipped: ${PYTHON} cannot import safetensors.numpy; pip install safetensors numpy)`;
  it.skipIf(!hasReader)(reason, async () => {
    const folder = fileURLToPath(new URL("./fixtures/version-1-sharded", import.meta.url));
    const shards = (await readdir(folder)).filter((name) => name.endsWith(".safetensors"));
    const { stdout, stderr } = spawnSync(PYTHON, ["-c", program, ...shards.map((name) => join(folder, name))]);
    expect(stderr.toString()).toBe("");
    const read = JSON.parse(stdout.toString());
    expect(read["factors.values"]).toEqual(["int8", [4, 2], [127, -64, 0, 127, -127, 32, 1, -1]]);
    expect(read["factors.gram"]).toEqual(["float32", [2, 2], [2, -0.5, -0.5, 1.25]]);
    expect(read["users.histories.indices"]).toEqual(["uint32", [3], [0, 3, 1]]);
    expect(read["items.ids.bytes"]).toEqual(["uint8", [9], [...new TextEncoder().encode("a1b2ç3d4")]]);
    expect(read["head.dense/kernel.part-00001"][1][0] + read["head.dense/kernel.part-00002"][1][0]).toBe(160);
  });
});
