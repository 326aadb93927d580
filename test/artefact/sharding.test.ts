import { describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { encodeArtefact } from "../../src/artefact/encode.ts";
import { INDEX_NAME, SHARD_LIMIT_BYTES } from "../../src/artefact/format.ts";
import { readSafetensors } from "../../src/artefact/safetensors.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { readerOf, sampleContent, sampleDraft } from "./sample.ts";

const ITEMS = 300;
const FACTORS = 4;
const LIMIT = 2048;

/** 300 × 4 factors (4,800 bytes) and 300 counts (1,200 bytes), value = place: what is out of place shows. */
function largeContent() {
  return {
    ...sampleContent(),
    items: emptyItemTable(createVocabulary(Array.from({ length: ITEMS }, (_, item) => `item-${item}`))),
    popularity: Float32Array.from({ length: ITEMS }, (_, item) => item),
    factors: { precision: "f32", values: Float32Array.from({ length: ITEMS * FACTORS }, (_, place) => place) },
    gram: new Float32Array(FACTORS * FACTORS),
    weights: {
      ...{ rowCount: ITEMS, columnCount: ITEMS, offsets: Uint32Array.from({ length: ITEMS + 1 }, (_, row) => 2 * row) },
      indices: Uint32Array.from({ length: 2 * ITEMS }, (_, entry) => (entry % 2 === 0 ? entry / 4 : ITEMS - 1)),
      values: Float32Array.from({ length: 2 * ITEMS }, (_, entry) => entry - 100),
    },
    users: undefined,
  } as const;
}

function largeDraft() {
  const draft = sampleDraft();
  return {
    ...draft,
    model: { ...draft.model, factorCount: FACTORS },
    data: { ...draft.data, items: ITEMS },
  };
}

function encodeLarge(shardLimitBytes: number) {
  return encodeArtefact(largeContent(), largeDraft(), { shardLimitBytes });
}

describe("sharding", () => {
  it("keeps every shard below the limit and every file named in the manifest", async () => {
    const files = await encodeLarge(LIMIT);
    const shards = files.filter(({ name }) => name.endsWith(".safetensors"));
    expect(shards.length).toBeGreaterThan(4);
    for (const { bytes } of shards) expect(bytes.length).toBeLessThan(LIMIT);
    const { manifest } = await decodeArtefact(readerOf(files));
    expect(manifest.files.map(({ name }) => name)).toEqual(shards.map(({ name }) => name));
    expect(files.slice(-2).map(({ name }) => name)).toEqual([INDEX_NAME, "manifest.json"]);
  });

  it.each([1024, 1025, 1500, 2048, 4096, 100_000])(
    "gives the same model back from shards below %d bytes",
    async (limit) => {
      const content = largeContent();
      const decoded = await decodeArtefact(readerOf(await encodeLarge(limit)));
      expect(decoded.factors).toEqual(content.factors);
      expect(decoded.popularity).toEqual(content.popularity);
      expect(decoded.weights).toEqual(content.weights);
      expect(decoded.head).toEqual(content.head);
      expect(decoded.items.itemIds.ids).toEqual(content.items.itemIds.ids);
    },
  );

  it("splits a large tensor by rows, in order", async () => {
    const files = await encodeLarge(LIMIT);
    const parts = files
      .filter(({ name }) => name.endsWith(".safetensors"))
      .flatMap(({ name, bytes }) => readSafetensors(name, bytes))
      .filter(({ name }) => name.startsWith("factors.values"));
    expect(parts.map(({ name }) => name)).toEqual([
      ...["factors.values.part-00001", "factors.values.part-00002", "factors.values.part-00003"],
    ]);
    expect(parts.map(({ shape }) => shape[1])).toEqual([FACTORS, FACTORS, FACTORS]);
    expect(parts.reduce((rows, { shape }) => rows + (shape[0] ?? 0), 0)).toBe(ITEMS);
  });

  it("writes an index that says where every tensor is", async () => {
    const files = await encodeLarge(LIMIT);
    const index = JSON.parse(new TextDecoder().decode(files.find(({ name }) => name === INDEX_NAME)?.bytes));
    const places = files
      .filter(({ name }) => name.endsWith(".safetensors"))
      .flatMap(({ name: file, bytes }) =>
        readSafetensors(file, bytes).map(({ name, bytes: own }) => ({ name, file, own })),
      );
    expect(index.weight_map).toEqual(Object.fromEntries(places.map(({ name, file }) => [name, file])));
    expect(index.metadata.total_size).toBe(places.reduce((total, { own }) => total + own.length, 0));
  });

  it("writes no index for one shard", async () => {
    const files = await encodeArtefact(sampleContent(), sampleDraft());
    expect(files.map(({ name }) => name)).not.toContain(INDEX_NAME);
  });

  it("gives the same bytes for the same limit", async () => {
    expect(await encodeLarge(LIMIT)).toEqual(await encodeLarge(LIMIT));
  });

  it("refuses a row that fits into no shard", async () => {
    const content = {
      ...largeContent(),
      head: new Map([["wide", { shape: [1, 1000], values: new Float32Array(1000) }]]),
    };
    const encoding = encodeArtefact(content, largeDraft(), { shardLimitBytes: 1024 });
    await expect(encoding).rejects.toMatchObject({ name: "ArtefactError", code: "row-exceeds-shard" });
  });

  it.each([0, 1023, SHARD_LIMIT_BYTES + 1, 2000.5])("refuses a limit of %d bytes", async (limit) => {
    await expect(encodeLarge(limit)).rejects.toThrow(RangeError);
  });

  it("misses a part that is gone", async () => {
    const files = await encodeLarge(LIMIT);
    const decoding = decodeArtefact(readerOf(files.filter((_, index) => index !== 2)));
    await expect(decoding).rejects.toMatchObject({ code: "unreadable-file" });
  });
});
