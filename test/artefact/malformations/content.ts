import { elementsOf } from "../../../src/artefact/dtypes.ts";
import type { EncodedFile } from "../../../src/artefact/encode.ts";
import { ID_LIMIT_BYTES } from "../../../src/artefact/format.ts";
import {
  bytes,
  type Malformation,
  renamed,
  sealed,
  sealedWith,
  validFiles,
  withTensor,
  withTensors,
  withValues,
} from "../tamper.ts";

/** What can be wrong with well-formed tensors: which there are, their shapes, and what they say. */
export const contentMalformations: readonly Malformation[] = [
  [
    "missing-tensor",
    "no popularity",
    () => withTensors((tensors) => tensors.filter(({ name }) => name !== "items.popularity")),
  ],
  [
    "missing-tensor",
    "users without histories",
    () => withTensors((tensors) => tensors.filter(({ name }) => !name.startsWith("users.histories"))),
  ],
  [
    "missing-tensor",
    "a head without tensors",
    () => withTensors((tensors) => tensors.filter(({ name }) => !name.startsWith("head."))),
  ],
  [
    "missing-tensor",
    "weights without values",
    () => withTensors((tensors) => tensors.filter(({ name }) => name !== "weights.values")),
  ],
  ["unexpected-tensor", "a tensor that the format does not have", () => renamed("head.scale", "surprise")],
  ["unexpected-tensor", "a head's tensors without a head", withoutHeadManifest],
  ["tensor-place", "users where anybody can read them", () => inPlaces((name) => name === "users.histories.values")],
  [
    "tensor-place",
    "popularity where no browser can read it",
    () => inPlaces((name) => name.startsWith("users.") || name === "items.popularity"),
  ],
  ["unexpected-tensor", "scales beside f32 factors", withF32Manifest],
  [
    "tensor-dtype",
    "popularity in integers",
    () => withTensor("items.popularity", (tensor) => ({ ...tensor, dtype: "U32" })),
  ],
  [
    "tensor-rank",
    "factors in one dimension",
    () => withTensor("factors.values", (tensor) => ({ ...tensor, shape: [10] })),
  ],
  [
    "count-mismatch",
    "factors of five columns where the manifest says two",
    () => withTensor("factors.values", (tensor) => ({ ...tensor, shape: [2, 5] })),
  ],
  [
    "count-mismatch",
    "fewer items than the manifest says",
    () => withValues("items.popularity", Float32Array.of(1, 2, 3, 4)),
  ],
  [
    "count-mismatch",
    "more users than the manifest says",
    () => withValues("users.histories.offsets", Uint32Array.of(0, 2, 2, 5, 5)),
  ],
  [
    "count-mismatch",
    "a value less than history entries",
    () => withValues("users.histories.values", Float32Array.of(1, 1, 1, 1)),
  ],
  ["count-mismatch", "a value less than weights", () => withValues("weights.values", new Float32Array(5))],
  [
    "count-mismatch",
    "weights of fewer items than the manifest says",
    () => withValues("weights.offsets", Uint32Array.of(0, 2, 2, 3, 6)),
  ],
  [
    "tensor-dtype",
    "weights in integers",
    () => withTensor("weights.values", (tensor) => ({ ...tensor, dtype: "U32" })),
  ],
  [
    "tensor-rank",
    "weights in two dimensions",
    () => withTensor("weights.indices", (tensor) => ({ ...tensor, shape: [2, 3] })),
  ],
  [
    "offsets-not-monotone",
    "weight offsets that fall",
    () => withValues("weights.offsets", Uint32Array.of(0, 2, 1, 3, 6, 6)),
  ],
  [
    "offsets-not-monotone",
    "weight offsets beyond the weights",
    () => withValues("weights.offsets", Uint32Array.of(0, 2, 2, 3, 6, 7)),
  ],
  [
    "item-outside-catalogue",
    "a weight for an item that is not there",
    () => withValues("weights.indices", Uint32Array.of(1, 5, 0, 0, 2, 4)),
  ],
  [
    "weights-not-ascending",
    "an item twice in a row of weights",
    () => withValues("weights.indices", Uint32Array.of(1, 1, 0, 0, 2, 4)),
  ],
  [
    "non-finite-value",
    "a weight that is not a number",
    () => withValues("weights.values", Float32Array.of(0.5, -1, Number.NaN, 0.25, 3, 1)),
  ],
  [
    "offsets-not-monotone",
    "id offsets that fall",
    () => withValues("items.ids.offsets", Uint32Array.of(0, 6, 1, 9, 15, 15)),
  ],
  [
    "offsets-not-monotone",
    "id offsets that begin late",
    () => withValues("items.ids.offsets", Uint32Array.of(1, 1, 6, 9, 15, 15)),
  ],
  [
    "offsets-not-monotone",
    "id offsets that end early",
    () => withValues("items.ids.offsets", Uint32Array.of(0, 1, 6, 9, 14, 14)),
  ],
  [
    "offsets-not-monotone",
    "a dictionary without offsets",
    () => withValues("items.categories.1.dictionary.offsets", new Uint32Array(0)),
  ],
  [
    "offsets-not-monotone",
    "category offsets beyond the codes",
    () => withValues("items.categories.0.offsets", Uint32Array.of(0, 2, 2, 3, 5, 600)),
  ],
  [
    "offsets-not-monotone",
    "history offsets that fall",
    () => withValues("users.histories.offsets", Uint32Array.of(0, 4, 2, 5)),
  ],
  [
    "invalid-utf8",
    "an id with a byte that is not UTF-8",
    () => withValues("items.ids.bytes", bytes("7étéi-3日本").with(1, 0xff)),
  ],
  [
    "invalid-utf8",
    "offsets that cut a character in two",
    () => withValues("items.ids.offsets", Uint32Array.of(0, 2, 6, 9, 15, 15)),
  ],
  ["id-too-long", "an id above the limit", longId],
  ["duplicate-id", "two users of one id", () => withValues("users.ids.bytes", bytes("u1u1ü3"))],
  [
    "duplicate-category",
    "a dictionary that says a word twice",
    () => withValues("items.categories.1.dictionary.bytes", bytes("filmfilm")),
  ],
  [
    "code-outside-dictionary",
    "a code beyond the dictionary",
    () => withValues("items.categories.1.codes", Uint32Array.of(0, 1, 0, 2, 0)),
  ],
  [
    "codes-not-ascending",
    "a category twice on one item",
    () => withValues("items.categories.0.codes", Uint32Array.of(1, 1, 0, 0, 2, 3)),
  ],
  [
    "item-outside-catalogue",
    "a history with an item that is not there",
    () => withValues("users.histories.indices", Uint32Array.of(0, 5, 1, 2, 4)),
  ],
  [
    "history-not-ascending",
    "a history in disorder",
    () => withValues("users.histories.indices", Uint32Array.of(4, 0, 1, 2, 4)),
  ],
  [
    "non-finite-value",
    "an infinite time of an item",
    () => withFirstSeen(Float64Array.of(1, Number.NaN, Number.POSITIVE_INFINITY, 2, 3)),
  ],
  ["count-mismatch", "times of fewer items", () => withFirstSeen(Float64Array.of(1, 2, 3, 4))],
  ["pairs-repeat-item", "an item twice beside one", () => withPairs(Uint32Array.of(1, 1, 0))],
  ["item-outside-catalogue", "a pair with an item that is not there", () => withPairs(Uint32Array.of(1, 5, 0))],
  ["negative-value", "a pair that fewer than no users have", () => withPairs(Uint32Array.of(4, 1, 0), -1)],
  ["history-repeats-item", "an item twice in an ordered history", () => inOrder(Uint32Array.of(0, 4, 1, 4, 1))],
  [
    "item-outside-catalogue",
    "an ordered history with an item that is not there",
    () => inOrder(Uint32Array.of(4, 0, 2, 1, 5)),
  ],
  [
    "non-finite-value",
    "popularity that is not a number",
    () => withValues("items.popularity", Float32Array.of(1, 2, Number.NaN, 3, 4)),
  ],
  [
    "non-finite-value",
    "an infinite scale",
    () => withValues("factors.scales", Float32Array.of(1, Number.POSITIVE_INFINITY, 1, 1, 1)),
  ],
  ["non-finite-value", "an f32 factor that is not a number", f32FactorNaN],
  [
    "non-finite-value",
    "a Gram matrix with NaN",
    () => withValues("factors.gram", Float32Array.of(1, Number.NaN, Number.NaN, 1)),
  ],
  [
    "non-finite-value",
    "an infinite year",
    () => withValues("items.numbers.0", Float64Array.of(1, 2, 3, 4, Number.NEGATIVE_INFINITY)),
  ],
  [
    "non-finite-value",
    "a history weight that is not a number",
    () => withValues("users.histories.values", Float32Array.of(1, 1, Number.NaN, 1, 1)),
  ],
  [
    "non-finite-value",
    "a head weight that is not a number",
    () => withValues("head.scale", Float32Array.of(Number.NaN)),
  ],
  ["negative-value", "popularity below zero", () => withValues("items.popularity", Float32Array.of(1, 2, -1, 3, 4))],
  ["negative-value", "a scale below zero", () => withValues("factors.scales", Float32Array.of(1, -1, 1, 1, 1))],
  [
    "negative-value",
    "a Gram matrix with a negative diagonal",
    () => withValues("factors.gram", Float32Array.of(1, 0, 0, -1)),
  ],
  [
    "gram-not-symmetric",
    "a Gram matrix that is not symmetric",
    () => withValues("factors.gram", Float32Array.of(10, 1, 1.01, 21)),
  ],
];

function inPlaces(isPersonal: (name: string) => boolean): Promise<EncodedFile[]> {
  return withTensors((tensors) => tensors, isPersonal);
}

async function withoutHeadManifest(): Promise<EncodedFile[]> {
  const { shard, manifest } = await validFiles();
  return sealed({ ...manifest, head: null }, shard.bytes);
}

async function withF32Manifest(): Promise<EncodedFile[]> {
  const { manifest } = await validFiles();
  const [shard] = await withTensor("factors.values", (tensor) => ({
    ...tensor,
    dtype: "F32",
    bytes: new Uint8Array(40),
  }));
  return sealed({ ...manifest, model: { ...manifest.model, precision: "f32" } }, shard!.bytes);
}

async function f32FactorNaN(): Promise<EncodedFile[]> {
  const { manifest } = await validFiles();
  const [shard] = await withTensors((tensors) => {
    const kept = tensors.filter(({ name }) => name !== "factors.scales" && name !== "factors.values");
    const values = new Uint8Array(
      Float32Array.from({ length: 10 }, (_, index) => (index === 7 ? Number.NaN : 1)).buffer,
    );
    return [...kept, { name: "factors.values", dtype: "F32", shape: [5, 2], bytes: values }];
  });
  return sealed({ ...manifest, model: { ...manifest.model, precision: "f32" } }, shard!.bytes);
}

function longId(): Promise<EncodedFile[]> {
  const long = "x".repeat(ID_LIMIT_BYTES + 1);
  return withTensors((tensors) => {
    return tensors.map((tensor) => {
      if (tensor.name === "users.ids.bytes") return { ...tensor, shape: [long.length + 2], bytes: bytes(`ab${long}`) };
      if (tensor.name !== "users.ids.offsets") return tensor;
      const offsets = elementsOf("U32", tensor.bytes)
        .with(1, 1)
        .with(2, 2)
        .with(3, long.length + 2);
      return { ...tensor, bytes: new Uint8Array(offsets.buffer) };
    });
  });
}

/** Histories that say they are oldest first, with these items. */
async function inOrder(items: Uint32Array): Promise<EncodedFile[]> {
  const { manifest } = await validFiles();
  const [shard, users] = await withValues("users.histories.indices", items);
  const data = { ...manifest.data, historyOrder: "oldest-first" as const };
  return sealedWith({ ...manifest, data }, [shard!.bytes], users!.bytes);
}

/** Pairs of items that item 0 begins, two of them, and item 3 ends, with these other items. */
async function withPairs(others: Uint32Array, count = 5): Promise<EncodedFile[]> {
  const { manifest } = await validFiles();
  const tensor = (name: string, dtype: "U32" | "F32", values: Uint32Array | Float32Array) => {
    return { name: `together.${name}`, dtype, shape: [values.length], bytes: new Uint8Array(values.buffer) };
  };
  const [shard] = await withTensors((tensors) => [
    ...tensors,
    tensor("offsets", "U32", Uint32Array.of(0, 2, 2, 2, 3, 3)),
    tensor("indices", "U32", others),
    tensor("values", "F32", new Float32Array(3).fill(count)),
  ]);
  const data = { ...manifest.data, boughtTogether: { atMost: 2, leastUsers: 5 } };
  return sealed({ ...manifest, data }, shard!.bytes);
}

async function withFirstSeen(times: Float64Array): Promise<EncodedFile[]> {
  const { manifest } = await validFiles();
  const tensor = {
    name: "items.firstSeen",
    dtype: "F64",
    shape: [times.length],
    bytes: new Uint8Array(times.buffer),
  } as const;
  const [shard] = await withTensors((tensors) => [...tensors, tensor]);
  const data = { ...manifest.data, firstSeen: "interactions" as const };
  return sealed({ ...manifest, data }, shard!.bytes);
}
