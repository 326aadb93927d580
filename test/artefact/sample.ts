import type { HeadTensor } from "../../src/artefact/artefact.ts";
import type { EncodedFile, ManifestDraft } from "../../src/artefact/encode.ts";
import type { ArtefactContent } from "../../src/artefact/pack.ts";
import { createCategoryColumn } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import type { StateTensor } from "../../src/models/state.ts";

const ITEM_IDS = ["7", "été", "i-3", "日本", ""];

/** Five items, two factors, six weights between items, three users (one without history), three arrays of a model, a head of two tensors: every kind of tensor once. */
export function sampleContent(): ArtefactContent {
  return {
    items: {
      itemIds: createVocabulary(ITEM_IDS),
      titles: ["Alien", "", "\ufeffmark kept", "Amélie 🎬", "Heat"],
      categories: new Map([
        ["tags", createCategoryColumn([["sf", "horror"], [], ["sf"], ["comedy", "sf"], ["crime"]])],
        ["domain", createCategoryColumn([["film"], ["book"], ["film"], ["film"], ["film"]])],
      ]),
      numbers: new Map([["year", Float64Array.of(1979, Number.NaN, 2000, 2001, 1995)]]),
      texts: new Map(),
    },
    popularity: Float32Array.of(3, 0, 1, 2, 5),
    factors: { precision: "f32", values: Float32Array.of(1, 2, 0, -1, 0.5, 0.25, 0, 0, -3, 4) },
    gram: Float32Array.of(10.25, -9.875, -9.875, 21.0625),
    weights: {
      rowCount: 5,
      columnCount: 5,
      offsets: Uint32Array.of(0, 2, 2, 3, 6, 6),
      indices: Uint32Array.of(1, 4, 0, 0, 2, 4),
      values: Float32Array.of(0.5, -1, 2, 0.25, 3, 1e-9),
    },
    users: {
      userIds: createVocabulary(["u1", "u2", "ü3"]),
      histories: {
        rowCount: 3,
        columnCount: 5,
        offsets: Uint32Array.of(0, 2, 2, 5),
        indices: Uint32Array.of(0, 4, 1, 2, 4),
        values: Float32Array.of(1, 2.5, 1, 1, 4),
      },
    },
    state: new Map<string, StateTensor>([
      ["scale", { shape: [3], values: Float64Array.of(3.25, 0.5, 5) }],
      ["itemBiases", { shape: [5], values: Float32Array.of(0, 0.5, -0.5, 1, 0) }],
      ["clusters", { shape: [5, 1], values: Uint32Array.of(0, 1, 2, 0, 1) }],
    ]),
    head: new Map<string, HeadTensor>([
      ["dense1/kernel", { shape: [3, 2], values: Float32Array.of(0, 1, 2, 3, 4, 5) }],
      ["scale", { shape: [], values: Float32Array.of(0.5) }],
    ]),
  };
}

export function sampleDraft(): ManifestDraft {
  return {
    name: "sample",
    model: {
      kind: "implicit-als",
      options: { factors: 2, regularization: 0.05, solver: "cholesky", biased: false },
      precision: "f32",
      factorCount: 2,
    },
    head: { kind: "mlp", options: { learningRate: 0.001 }, candidateCount: 200, hidden: [3, 2] },
    seed: 42,
    data: {
      name: "sample",
      fingerprint: "0123456789abcdef".repeat(4),
      users: 3,
      items: 5,
      interactions: 5,
      feedback: "implicit",
      note: "simulated audience",
    },
    evaluations: [
      {
        subject: "retrieval",
        protocol: "leave-last-out",
        part: "test",
        users: 3,
        metrics: { "recall@20": 0.31, "ndcg@10": 1e-9 },
      },
    ],
  };
}

/** The sample with int8 factors. */
export function int8Content(): ArtefactContent {
  return {
    ...sampleContent(),
    factors: {
      precision: "int8",
      values: Int8Array.of(64, 127, 0, -127, 127, 64, 0, 0, -95, 127),
      scales: Float32Array.of(0.015625, 0.0078125, 0.00390625, 0, 0.03125),
    },
  };
}

export function int8Draft(): ManifestDraft {
  const draft = sampleDraft();
  return { ...draft, model: { ...draft.model, precision: "int8" } };
}

/** Reads from encoded files as from a server. */
export function readerOf(files: readonly EncodedFile[]): (name: string) => Promise<Uint8Array> {
  return async (name) => {
    const file = files.find((candidate) => candidate.name === name);
    if (file === undefined) throw new Error(`404 ${name}`);
    return file.bytes;
  };
}
