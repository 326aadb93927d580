import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EncodeOptions, encodeArtefact, type ManifestDraft } from "../../src/artefact/encode.ts";
import { writeArtefact } from "../../src/artefact/folder.ts";
import type { ArtefactContent } from "../../src/artefact/pack.ts";
import { type JudgeStored, type StreamedMatrix, streamArtefact } from "../../src/artefact/stream.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import type { ItemFactors } from "../../src/kernels/item-index.ts";
import type { StateTensor } from "../../src/models/state.ts";
import { int8Content, int8Draft, sampleContent, sampleDraft } from "./sample.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearedge-stream-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Blocks of some rows in one array, which is overwritten for each. */
async function* blocksOf(factors: ItemFactors, columnCount: number, rows: number): AsyncGenerator<ItemFactors> {
  const buffer = factors.values.slice(0, rows * columnCount);
  const scales = new Float32Array(rows);
  for (let start = 0; start * columnCount < factors.values.length; start += rows) {
    buffer.fill(99);
    const own = factors.values.subarray(start * columnCount, (start + rows) * columnCount);
    buffer.set(own);
    const values = buffer.subarray(0, own.length);
    if (factors.precision === "f32") yield { precision: "f32", values: values as Float32Array };
    else {
      const ownScales = factors.scales.subarray(start, start + rows);
      scales.fill(99);
      scales.set(ownScales);
      yield { precision: "int8", values: values as Int8Array, scales: scales.subarray(0, ownScales.length) };
    }
  }
}

function matrixOf(factors: ItemFactors, gram: Float32Array | undefined, rows = 2): StreamedMatrix {
  const columnCount = 2;
  const rowCount = factors.values.length / columnCount;
  return {
    ...{ name: "factors", precision: factors.precision, rowCount, columnCount, hasGram: gram !== undefined },
    blocks: () => blocksOf(factors, columnCount, rows),
    gram: () => gram,
  };
}

/** The content in a folder by the streaming writer; `matrix` in place of its factors where it is given. */
async function streamed(
  content: ArtefactContent,
  draft: ManifestDraft,
  { matrix, ...options }: EncodeOptions & { readonly matrix?: StreamedMatrix; readonly out?: string } = {},
  judge: JudgeStored = async () => draft.evaluations,
): Promise<Map<string, Uint8Array>> {
  const { factors, gram, head: _, ...held } = content;
  const rows = matrix ?? (factors && matrixOf(factors, gram));
  if (!rows) throw new Error("expected factors");
  await streamArtefact(options.out ?? join(folder, "out"), held, rows, draft, judge, options);
  return filesIn(options.out ?? join(folder, "out"));
}

async function filesIn(path: string): Promise<Map<string, Uint8Array>> {
  const names = (await readdir(path)).sort();
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(path, name))] as const)));
}

async function encoded(content: ArtefactContent, draft: ManifestDraft, options?: EncodeOptions) {
  const files = await encodeArtefact({ ...content, head: undefined }, draft, options);
  return new Map(
    files.map(({ name, bytes }) => [name, Buffer.from(bytes)] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** The sample with a thousand items, so that its factors go into parts. */
function manyItems(precision: "f32" | "int8", itemCount = 1000): readonly [ArtefactContent, ManifestDraft] {
  const ids = Array.from({ length: itemCount }, (_, item) => `item ${item}`);
  const [content, draft] = precision === "f32" ? [sampleContent(), sampleDraft()] : [int8Content(), int8Draft()];
  const values = Float32Array.from({ length: 2 * itemCount }, (_, at) => Math.sin(at));
  const factors: ItemFactors =
    precision === "f32"
      ? { precision, values }
      : {
          precision,
          values: Int8Array.from(values, (value) => 127 * value),
          scales: Float32Array.from(ids, (_, item) => item),
        };
  const itemIds = createVocabulary(ids);
  return [
    {
      ...content,
      items: { itemIds, titles: ids, categories: new Map(), numbers: new Map(), texts: new Map() },
      popularity: Float32Array.from(ids, (_, item) => item),
      weights: undefined,
      factors,
      state: undefined,
    },
    { ...draft, head: null, data: { ...draft.data, items: itemCount } },
  ];
}

const plain = (draft: ManifestDraft): ManifestDraft => ({ ...draft, head: null });

describe("streamArtefact", () => {
  it.each([
    ["f32", sampleContent(), plain(sampleDraft())],
    ["int8", int8Content(), plain(int8Draft())],
  ] as const)("gives the bytes of encodeArtefact in one shard: %s", async (_, content, draft) => {
    expect(await streamed(content, draft)).toEqual(await encoded(content, draft));
  });

  it.each(["f32", "int8"] as const)("gives the bytes of encodeArtefact in many shards: %s", async (precision) => {
    const [content, draft] = manyItems(precision);
    const matrix = content.factors && matrixOf(content.factors, content.gram, 37);
    const made = await streamed(content, draft, { shardLimitBytes: 1024, ...(matrix ? { matrix } : {}) });
    expect(made.size).toBeGreaterThan(20);
    expect(made).toEqual(await encoded(content, draft, { shardLimitBytes: 1024 }));
  });

  it.each([
    ["f32", 0],
    ["f32", 1024],
    ["int8", 1024],
  ] as const)(
    "gives the bytes of encodeArtefact for a matrix in the model's state: %s, shards of %d",
    async (precision, limit) => {
      const [whole, draft] = manyItems(precision);
      const { factors } = whole;
      if (!factors) throw new Error("expected factors");
      const options = limit === 0 ? {} : { shardLimitBytes: limit };
      const beside = new Map<string, StateTensor>([
        ["itemBiases", { shape: [1000], values: new Float64Array(1000).fill(0.5) }],
        ["rated", { shape: [32], values: new Uint32Array(32).fill(7) }],
      ]);
      const stored = new Map<string, StateTensor>([["itemFactors", { shape: [1000, 2], values: factors.values }]]);
      if (factors.precision === "int8") stored.set("itemFactors.scales", { shape: [1000], values: factors.scales });
      const content = { ...whole, factors: undefined, gram: undefined };
      const inState = { ...draft, model: { ...draft.model, factorCount: 0 } };
      const matrix = { ...matrixOf(factors, undefined, 100), name: "itemFactors" as const };
      expect(await streamed({ ...content, state: beside }, inState, { ...options, matrix })).toEqual(
        await encoded({ ...content, state: new Map([...stored, ...beside]) }, inState, options),
      );
    },
  );

  it("has each shard on disk before it asks for rows of the one after the next", async () => {
    const [content, draft] = manyItems("f32");
    const { factors, gram } = content;
    if (factors?.precision !== "f32") throw new Error("expected f32");
    let most = 0;
    const rowsAhead = async (row: number): Promise<void> => {
      const [partial = ""] = (await readdir(folder)).filter((name) => name.includes(".partial-"));
      const shards = await readdir(join(folder, partial));
      // A shard of 1,024 bytes has 116 rows of two factors or fewer.
      most = Math.max(most, row - shards.length * 100);
    };
    const source = matrixOf(factors, gram, 10);
    const matrix = {
      ...source,
      blocks: async function* () {
        let row = 0;
        for await (const block of source.blocks()) {
          await rowsAhead(row);
          row += 10;
          yield block;
        }
      },
    };
    await streamed(content, draft, { shardLimitBytes: 1024, matrix });
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(330);
  });

  it.each([[1024], [undefined]])("reads rows back from shards of %s", async (limit) => {
    for (const precision of ["f32", "int8"] as const) {
      const [content, draft] = manyItems(precision);
      const { factors } = content;
      const judge: JudgeStored = async (rows, gram) => {
        expect(gram).toEqual(content.gram);
        expect([rows.rowCount, rows.columnCount, rows.precision]).toEqual([1000, 2, precision]);
        expect(rows.read(0, 1000)).toEqual(factors);
        expect(rows.read(115, 260).values).toEqual(factors?.values.slice(230, 520));
        expect(rows.read(7, 7).values.length).toBe(0);
        if (factors?.precision === "int8") {
          expect(rows.read(999, 1000)).toMatchObject({ scales: factors.scales.slice(999) });
        }
        return [];
      };
      await streamed(content, draft, limit === undefined ? {} : { shardLimitBytes: limit }, judge);
    }
    expect.assertions(11);
  });

  it("replaces an artefact when the new one is complete", async () => {
    const out = join(folder, "out");
    await writeArtefact(out, await encodeArtefact(sampleContent(), sampleDraft()));
    await streamed(int8Content(), plain(int8Draft()));
    expect(await filesIn(out)).toEqual(await encoded(int8Content(), plain(int8Draft())));
    expect(await readdir(folder)).toEqual(["out"]);
  });

  it("leaves nothing, and an old artefact alone, when the source or the judge throws", async () => {
    const out = join(folder, "out");
    await writeArtefact(out, await encodeArtefact(sampleContent(), sampleDraft()));
    const before = await filesIn(out);
    const broken = {
      ...matrixOf({ precision: "f32", values: new Float32Array(10) }, Float32Array.of(1, 0, 0, 1)),
      blocks: async function* () {
        yield { precision: "f32" as const, values: new Float32Array(4) };
        throw new RangeError("the pipe broke");
      },
    };
    await expect(streamed(sampleContent(), plain(sampleDraft()), { matrix: broken })).rejects.toThrow("the pipe broke");
    const judge: JudgeStored = async () => {
      throw new TypeError("no judge");
    };
    await expect(streamed(sampleContent(), plain(sampleDraft()), {}, judge)).rejects.toThrow("no judge");
    expect(await readdir(folder)).toEqual(["out"]);
    expect(await filesIn(out)).toEqual(before);
  });

  it("leaves a folder alone that is none of ours", async () => {
    await mkdir(join(folder, "out"));
    await writeFile(join(folder, "out", "notes.txt"), "mine");
    await expect(streamed(sampleContent(), plain(sampleDraft()))).rejects.toMatchObject({
      code: "target-not-an-artefact",
    });
    expect(await readdir(join(folder, "out"))).toEqual(["notes.txt"]);
  });

  it.each([
    ["non-finite-value", { values: Float32Array.of(1, 2, 3, 4, 5, Number.NaN, 7, 8, 9, 10) }],
    ["count-mismatch", { values: new Float32Array(8) }],
    ["count-mismatch", { values: new Float32Array(12) }],
    ["gram-not-symmetric", { gram: Float32Array.of(1, 2, 0, 1) }],
    ["missing-tensor", { late: undefined }],
  ])("throws %s", async (code, change) => {
    const values = "values" in change ? change.values : new Float32Array(10);
    const gram = "gram" in change ? change.gram : Float32Array.of(1, 0, 0, 1);
    const made = matrixOf({ precision: "f32", values }, gram);
    const matrix = { ...made, rowCount: 5, ...("late" in change ? { gram: () => change.late } : {}) };
    await expect(streamed(sampleContent(), plain(sampleDraft()), { matrix })).rejects.toMatchObject({ code });
    expect(await readdir(folder)).toEqual([]);
  });

  it("checks what is held as encodeArtefact does", async () => {
    const content = { ...sampleContent(), popularity: Float32Array.of(3, 0, -1, 2, 5) };
    await expect(streamed(content, plain(sampleDraft()))).rejects.toMatchObject({ code: "negative-value" });
    const scale = new Map([["scales", { shape: [5], values: new Float32Array(5).fill(Number.NaN) }]]);
    await expect(streamed({ ...sampleContent(), state: scale }, plain(sampleDraft()))).rejects.toMatchObject({
      code: "non-finite-value",
    });
  });
});
