import { encodeArtefact } from "../../src/artefact/encode.ts";
import { writeArtefact } from "../../src/artefact/folder.ts";
import type { Csr } from "../../src/data/csr.ts";
import { createCategoryColumn, type ItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { quantiseFactors } from "../../src/kernels/quantise.ts";
import { implicitAls } from "../../src/models/implicit-als/implicit-als.ts";
import { slim } from "../../src/models/item-weights/slim.ts";
import { csrState, WEIGHTS } from "../../src/models/state.ts";
import { createRandom, type Random } from "../../src/random.ts";
import { featureSpace } from "../../src/rerankers/features.ts";
import { factsOfTensors, factTensors } from "../../src/rerankers/item-tensors.ts";
import { scoresAlone } from "../../src/rerankers/look.ts";
import { initialWeights, weightsToTensors } from "../../src/rerankers/mlp/weights.ts";
import { besideState, retrieverFingerprint } from "../../src/rerankers/retriever-state.ts";

/** An artefact to make. */
export interface ArtefactPlan {
  readonly itemCount: number;
  /** Behind the head: `implicit-als`, or that and `slim`. */
  readonly retrieverCount: 1 | 2;
  /** 0 for no head. */
  readonly candidateCount: number;
  /** Of the factors; `f32` by default. */
  readonly precision?: "f32" | "int8";
}

const SEED = 1;
const FACTORS = 64;
/** Weights of an item to others. */
const NEIGHBOURS = 100;
const GENRES = 20;
const LANGUAGES = 5;
/** That of the head by default. */
const HIDDEN = [32];

/**
 * Writes an artefact of made-up ratings into `folder`: factors, weights and attributes are random, and the head was not trained. What
 * it recommends means nothing; a request costs what it costs with a catalogue of that size. Behind two retrievers the head has 24
 * features.
 */
export async function makeArtefact(
  folder: string,
  { itemCount, retrieverCount, candidateCount, precision = "f32" }: ArtefactPlan,
): Promise<void> {
  const random = createRandom(SEED);
  const items = madeUpItems(itemCount, random);
  const popularity = Float32Array.from({ length: itemCount }, () => 1 + Math.floor(1000 * random.nextFloat() ** 4));
  const values = Float32Array.from({ length: itemCount * FACTORS }, () => (random.nextFloat() - 0.3) / 8);
  const weights = madeUpWeights(itemCount, random);
  const name = `made up, ${itemCount} items`;
  const content = {
    items,
    popularity,
    ...(precision === "int8"
      ? quantiseFactors(await kernelModule(), values, FACTORS)
      : { factors: { precision, values }, gram: gramOf(values) }),
    weights: undefined,
    users: undefined,
    ...(retrieverCount === 2 && candidateCount > 0 ? { state: besideState(0, csrState(WEIGHTS, weights)) } : {}),
  } as const;
  const hasHead = candidateCount > 0;
  const facts = factTensors({
    popularity,
    meanValues: Float32Array.from({ length: itemCount }, () => 1 + 4 * random.nextFloat()),
    times: undefined,
    categories: [],
    numbers: [],
  });
  const kinds = ["implicit-als", "slim"].slice(0, retrieverCount);
  const features = featureSpace(
    kinds.map((kind) => ({
      name: kind,
      knowsLikeness: true,
      best: () => NOTHING,
      look: () => scoresAlone(NOTHING.scores),
    })),
    factsOfTensors(facts, popularity, items),
  ).names;
  const head = hasHead ? new Map([...headWeights(features.length), ...facts]) : undefined;
  const files = await encodeArtefact(
    { ...content, head },
    {
      name,
      model: { kind: "implicit-als", options: implicitAls.readOptions({}), precision, factorCount: FACTORS },
      head: hasHead
        ? {
            kind: "mlp",
            options: {},
            candidateCount,
            hidden: HIDDEN,
            features,
            retrievers: kinds.slice(1).map((kind) => ({ kind, options: slim.readOptions({}) })),
            question: "next",
            validation: { lists: 0, retrieval: {}, head: {} },
            fittedTo: await retrieverFingerprint(content),
          }
        : null,
      seed: SEED,
      data: {
        name,
        fingerprint: "0".repeat(64),
        users: 0,
        items: itemCount,
        interactions: 0,
        feedback: "explicit",
        note: "made up",
      },
      evaluations: [],
    },
  );
  await writeArtefact(folder, files);
}

const NOTHING = { items: new Uint32Array(0), scores: new Float32Array(0) };

function madeUpItems(itemCount: number, random: Random): ItemTable {
  const places = Array.from({ length: itemCount }, (_, item) => item);
  const genres = places.map(() =>
    Array.from({ length: 1 + random.nextInteger(3) }, () => `genre ${random.nextInteger(GENRES)}`),
  );
  const languages = places.map((item) => [`language ${item % LANGUAGES}`]);
  return {
    itemIds: createVocabulary(places.map(String)),
    titles: places.map((item) => `Title of item ${item}`),
    categories: new Map([
      ["genres", createCategoryColumn(genres)],
      ["language", createCategoryColumn(languages)],
    ]),
    numbers: new Map([["year", Float64Array.from(places, () => 1950 + random.nextInteger(70))]]),
    texts: new Map(),
  };
}

/** Rows of distinct neighbours, ascending. */
function madeUpWeights(itemCount: number, random: Random): Csr {
  const count = Math.min(NEIGHBOURS, itemCount);
  const indices = new Uint32Array(itemCount * count);
  for (let row = 0; row < itemCount; row++) {
    // One of each stretch of the catalogue: distinct and in order.
    for (let place = 0; place < count; place++) {
      indices[row * count + place] = Math.floor(((place + random.nextFloat()) * itemCount) / count);
    }
  }
  return {
    rowCount: itemCount,
    columnCount: itemCount,
    offsets: Uint32Array.from({ length: itemCount + 1 }, (_, row) => row * count),
    indices,
    values: Float32Array.from(indices, () => 0.01 + 0.3 * random.nextFloat()),
  };
}

function gramOf(values: Float32Array): Float32Array {
  const gram = new Float32Array(FACTORS * FACTORS);
  for (let at = 0; at < values.length; at += FACTORS) {
    for (let row = 0; row < FACTORS; row++) {
      for (let column = 0; column < FACTORS; column++) {
        gram[row * FACTORS + column]! += values[at + row]! * values[at + column]!;
      }
    }
  }
  return gram;
}

function headWeights(featureCount: number) {
  const scales = { means: new Float32Array(featureCount), deviations: new Float32Array(featureCount).fill(1) };
  return weightsToTensors(initialWeights(HIDDEN, scales, createRandom(SEED)));
}
