/**
 * Makes the committed artefacts of test/artefact/fixtures of format version 2: one small model, once in one shard and
 * once in shards below 1,024 bytes with a tensor in parts. Those of version 1 were made so by an earlier release.
 *
 *   node scripts/make-artefact-fixture.ts [FOLDER]
 *
 * They stand for the artefacts that people have: a later format version gets fixtures of its own, and these stay as
 * they are. Every value is a literal here and once more in test/artefact/old-artefact.test.ts.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeArtefact, type ManifestDraft } from "../src/artefact/encode.ts";
import { writeArtefact } from "../src/artefact/folder.ts";
import { createCategoryColumn } from "../src/data/items.ts";
import { createVocabulary } from "../src/data/vocabulary.ts";

const ITEM_COUNT = 4;
const FACTOR_COUNT = 2;

const content = {
  items: {
    itemIds: createVocabulary(["a1", "b2", "ç3", "d4"]),
    titles: ["Alpha", "Beta", "Gamma ✓", ""],
    categories: new Map([["genre", createCategoryColumn([["drama"], ["drama", "crime"], [], ["crime"]])]]),
    numbers: new Map([["year", Float64Array.of(1994, 2001, Number.NaN, 2020)]]),
    texts: new Map(),
  },
  popularity: Float32Array.of(9, 4, 2, 1),
  factors: {
    precision: "int8",
    values: Int8Array.of(127, -64, 0, 127, -127, 32, 1, -1),
    scales: Float32Array.of(0.0078125, 0.015625, 0.5, 0.25),
  },
  gram: Float32Array.of(2, -0.5, -0.5, 1.25),
  weights: undefined,
  users: {
    userIds: createVocabulary(["anna", "björn"]),
    histories: {
      rowCount: 2,
      columnCount: ITEM_COUNT,
      offsets: Uint32Array.of(0, 2, 3),
      indices: Uint32Array.of(0, 3, 1),
      values: Float32Array.of(1, 0.5, 4),
    },
  },
  // 320 weights take 1,280 bytes: too many for one of the small shards.
  head: new Map([
    ["dense/kernel", { shape: [160, 2], values: Float32Array.from({ length: 320 }, (_, place) => place / 8 - 20) }],
    ["dense/bias", { shape: [2], values: Float32Array.of(0.125, -0.125) }],
  ]),
} as const;

const draft: ManifestDraft = {
  name: "fixture",
  model: {
    kind: "implicit-als",
    options: { factors: FACTOR_COUNT, regularization: 0.01, epochs: 8, weighting: "count" },
    precision: "int8",
    factorCount: FACTOR_COUNT,
  },
  head: { kind: "mlp", options: { learningRate: 0.001 }, candidateCount: 50, hidden: [2] },
  seed: 7,
  data: {
    name: "fixture",
    fingerprint: "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
    users: 2,
    items: ITEM_COUNT,
    interactions: 3,
    feedback: "implicit",
    note: "made by hand",
  },
  evaluations: [
    { subject: "retrieval", protocol: "leave-last-out", part: "test", users: 2, metrics: { "ndcg@10": 0.625 } },
  ],
};

const fixtures = process.argv[2] ?? fileURLToPath(new URL("../test/artefact/fixtures", import.meta.url));
await writeArtefact(join(fixtures, "version-2"), await encodeArtefact(content, draft));
const sharded = await encodeArtefact(content, draft, { shardLimitBytes: 1024 });
await writeArtefact(join(fixtures, "version-2-sharded"), sharded);
