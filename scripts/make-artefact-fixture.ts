/**
 * Makes the committed artefacts of test/artefact/fixtures of format versions 2, 4 and 6: one small model, once in one shard and
 * once in shards below 1,024 bytes with a tensor in parts; in version 4 with the order and the values of histories, and a head behind two
 * retrievers; in version 6 as a model that was made elsewhere. Those of version 1 were made so by an earlier release.
 *
 *   node scripts/make-artefact-fixture.ts [FOLDER]
 *
 * They stand for the artefacts that people have: a later format version gets fixtures of its own, and these stay as
 * they are. Every value is a literal here and once more in test/artefact/old-artefact.test.ts or version-4.test.ts,
 * version-6.test.ts.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeArtefact, type ManifestDraft } from "../src/artefact/encode.ts";
import { writeArtefact } from "../src/artefact/folder.ts";
import { createCategoryColumn } from "../src/data/items.ts";
import { createVocabulary } from "../src/data/vocabulary.ts";
import { besideState, retrieverFingerprint } from "../src/rerankers/retriever-state.ts";

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

/** What the head of version 4 reads, as docs/head.md lists it for these retrievers and columns. */
const FEATURES: readonly string[] = [
  "implicit-als.score",
  "implicit-als.rank",
  "implicit-als.last-1",
  "implicit-als.last-3",
  "implicit-als.last-10",
  "implicit-als.nearest",
  "implicit-als.history",
  "slim.score",
  "slim.rank",
  "slim.last-1",
  "slim.last-3",
  "slim.last-10",
  "slim.nearest",
  "slim.history",
  "genre.history",
  "genre.last",
  "popularity",
  "novelty",
  "year.difference",
  "length",
];

const slim = new Map([
  ["weights.offsets", { shape: [5], values: Uint32Array.of(0, 2, 3, 4, 5) }],
  ["weights.indices", { shape: [5], values: Uint32Array.of(1, 2, 0, 3, 2) }],
  ["weights.values", { shape: [5], values: Float32Array.of(0.5, 0.25, 0.75, 1, -0.5) }],
]);
const behindTwo = {
  ...content,
  users: {
    ...content.users,
    // anna took d4 before a1; björn has b2 alone.
    histories: { ...content.users.histories, sequence: Uint32Array.of(3, 0, 1) },
  },
  state: besideState(0, slim),
  // Retrieval's score turned round: what was last stands first.
  head: new Map([
    ["means", { shape: [FEATURES.length], values: new Float32Array(FEATURES.length) }],
    ["deviations", { shape: [FEATURES.length], values: new Float32Array(FEATURES.length).fill(1) }],
    ["skip", { shape: [1], values: Float32Array.of(-1) }],
    ["layer0.kernel", { shape: [FEATURES.length, 1], values: new Float32Array(FEATURES.length) }],
    ["layer0.bias", { shape: [1], values: Float32Array.of(0) }],
  ]),
};
const draft4: ManifestDraft = {
  ...draft,
  model: { ...draft.model, options: { factors: FACTOR_COUNT, regularization: 0.01, epochs: 8, weighting: "linear" } },
  head: {
    kind: "linear",
    options: { learningRate: 0.003 },
    candidateCount: 3,
    hidden: [],
    features: FEATURES,
    retrievers: [{ kind: "slim", options: {} }],
    question: "next",
    validation: { lists: 2, retrieval: { "ndcg@10": 0.25 }, head: { "ndcg@10": 0.5 } },
    fittedTo: await retrieverFingerprint(behindTwo),
  },
  data: { ...draft.data, historyValues: "given" },
};
await writeArtefact(join(fixtures, "version-4"), await encodeArtefact(behindTwo, draft4));

const draft6: ManifestDraft = {
  ...draft,
  model: {
    ...draft.model,
    options: { factors: FACTOR_COUNT, objective: "hkv", regularization: 0.5, confidence: 40, nonNegative: true },
  },
  head: null,
  origin: { kind: "spark-job", version: "4.3.0", nonNegative: true },
  data: { ...draft.data, fingerprintKind: "row-sum" },
};
const withoutHead = { ...content, users: undefined, head: undefined };
await writeArtefact(join(fixtures, "version-6"), await encodeArtefact(withoutHead, draft6));
