import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { encodeArtefact } from "../../src/artefact/encode.ts";
import { memoryEstimate } from "../../src/cli/site-figures.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { recommenderOf } from "../../src/load-recommender.ts";

const ITEMS = 100_000;
const FACTORS = 32;
/** How far the estimate may be from what is held, as a part of it. */
const TOLERANCE = 0.2;

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/** Bytes of objects, buffers and WebAssembly memories of this process. */
function heldBytes(): number {
  for (let turn = 0; turn < 2; turn++) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function largeArtefact() {
  const ids = Array.from({ length: ITEMS }, (_, item) => `item-${item}`);
  const gram = new Float32Array(FACTORS * FACTORS);
  for (let factor = 0; factor < FACTORS; factor++) gram[factor * (FACTORS + 1)] = 1;
  const content = {
    items: {
      itemIds: createVocabulary(ids),
      titles: ids.map((id) => `The title of ${id}`),
      categories: new Map(),
      numbers: new Map([["price", new Float64Array(ITEMS).fill(9)]]),
      texts: new Map(),
    },
    popularity: new Float32Array(ITEMS).fill(1),
    factors: { precision: "f32" as const, values: new Float32Array(ITEMS * FACTORS).fill(0.1) },
    gram,
    weights: undefined,
    users: undefined,
    head: undefined,
  };
  return encodeArtefact(content, {
    name: "large",
    model: { kind: "implicit-als", options: { factors: FACTORS }, precision: "f32", factorCount: FACTORS },
    head: null,
    seed: 1,
    data: {
      name: "large",
      fingerprint: "0".repeat(64),
      users: 1,
      items: ITEMS,
      interactions: ITEMS,
      feedback: "implicit",
      note: "",
    },
    evaluations: [],
  });
}

it("the memory of a deployment is estimated as what an engine holds", async () => {
  const files = new Map((await largeArtefact()).map(({ name, bytes }) => [name, bytes]));
  const shardBytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  // What a first engine leaves in caches, such as compiled modules, is there before; it lives on, so that nothing of it goes meanwhile.
  const load = async () =>
    recommenderOf(await decodeArtefact(async (name) => files.get(name)?.slice() ?? new Uint8Array()));
  const first = await load();
  const before = heldBytes();
  const recommender = await load();
  const held = heldBytes() - before;
  const { wasmBytes } = recommender.memory();
  const isolate = memoryEstimate({ shardBytes: 0, kernelBytes: 0, ids: 0 });
  const estimate = memoryEstimate({ shardBytes, kernelBytes: wasmBytes, ids: ITEMS }) - isolate;
  expect(Math.abs(estimate / held - 1)).toBeLessThan(TOLERANCE);
  for (const one of [first, recommender]) expect(one.recommend({ history: ["item-1"], k: 1 }).items).toHaveLength(1);
});
