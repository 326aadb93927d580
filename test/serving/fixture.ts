import type { Artefact } from "../../src/artefact/artefact.ts";
import type { HeadManifest } from "../../src/artefact/manifest.ts";
import { csrFromCoordinates } from "../../src/data/csr.ts";
import { createCategoryColumn, type ItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { stateOf } from "../../src/models/state.ts";
import type { Head } from "../../src/rerankers/reranker.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import type { BulkRecommender, ColumnConditions, Recommender } from "../../src/serving/types.ts";
import { featureNames } from "../rerankers/untrained-head.ts";

/**
 * A catalogue small enough to work out answers by hand. Item i is called `i`. Even items are black with the factors
 * [1 + i/100, 0], odd ones white with [0, 1 + i/100]: a user who has black items gets black ones from the highest number
 * down, then the white ones, all of score 0, from 1 up. 21 items fill neither a block of four nor a byte of a mask.
 */
export const ITEM_COUNT = 21;
const NUMBERS = Array.from({ length: ITEM_COUNT }, (_, item) => item);
const UNOBSERVED_WEIGHT = 0.1;
const REGULARIZATION = 0.01;
const size = (item: number) => 1 + item / 100;

export const ITEMS: ItemTable = {
  itemIds: createVocabulary(NUMBERS.map(String)),
  titles: NUMBERS.map((item) => (item === 7 ? "" : `Item ${item}`)),
  categories: new Map([
    ["colour", createCategoryColumn(NUMBERS.map((item) => [item % 2 ? "white" : "black"]))],
    // Item 0 has no tag, item 6 has three.
    ["tags", createCategoryColumn(NUMBERS.map((item) => ["two", "three", "five"].filter((_, at) => hasTag(item, at))))],
  ]),
  numbers: new Map([["year", Float64Array.from(NUMBERS, (item) => (item % 5 === 4 ? Number.NaN : 1990 + item))]]),
  texts: new Map(),
};

function hasTag(item: number, at: number): boolean {
  return item > 0 && (item === 6 || item % ([2, 3, 5][at] ?? 1) === 0);
}

/** Interactions of each item: falling, but items 5 and 6 are level. */
export const POPULARITY = Float32Array.from(NUMBERS, (item) => (item === 6 ? 15 : 20 - item));

/** Item indices by popularity. */
export const POPULAR = NUMBERS;

/** Whether an item passes a filter, said anew in plain words: the yardstick for the compiled mask. */
export function passes(filter: ColumnConditions, item: number): boolean {
  return Object.entries(filter).every(([name, condition]) => {
    if (name === "year") {
      const year = ITEMS.numbers.get(name)?.[item] ?? Number.NaN;
      if (typeof condition === "number") return year === condition;
      const { min = -1e9, max = 1e9 } = condition as { min?: number; max?: number };
      return min <= year && year <= max;
    }
    const own =
      name === "colour" ? [item % 2 ? "white" : "black"] : ["two", "three", "five"].filter((_, at) => hasTag(item, at));
    const negated = typeof condition === "object" && "not" in condition;
    const wanted = [negated ? condition.not : condition].flat();
    return own.some((value) => wanted.includes(value)) !== negated;
  });
}

/** Known users: ann took 0 and 2; bob took nothing; cleo took 1 with the weight 3, and 2. */
const USERS = {
  userIds: createVocabulary(["ann", "bob", "cleo"]),
  histories: csrFromCoordinates(
    3,
    ITEM_COUNT,
    Uint32Array.of(0, 0, 2, 2),
    Uint32Array.of(0, 2, 1, 2),
    Float32Array.of(1, 1, 3, 1),
  ),
};

/** What a head reads of a candidate here. */
export const FEATURES = featureNames(["implicit-als"], { items: ITEMS, popularity: POPULARITY, head: undefined });

/** With a head where `head` says what its manifest does; its weights are none, for heads that tests bring. */
export function artefact(head: Partial<HeadManifest> | null = null): Artefact {
  const energy = (colour: number) =>
    NUMBERS.filter((item) => item % 2 === colour).reduce((sum, item) => sum + size(item) ** 2, 0);
  return {
    manifest: {
      format: "nearedge-artefact",
      formatVersion: 1,
      name: "fixture",
      version: "0".repeat(16),
      model: {
        kind: "implicit-als",
        options: { factors: 2, regularization: REGULARIZATION, unobservedWeight: UNOBSERVED_WEIGHT },
        precision: "f32",
        factorCount: 2,
      },
      head: head && { kind: "mlp", options: {}, candidateCount: 6, hidden: [], features: FEATURES, ...head },
      seed: 1,
      data: {
        name: "fixture",
        fingerprint: "0".repeat(64),
        users: 3,
        items: ITEM_COUNT,
        interactions: 4,
        feedback: "implicit",
        note: "",
      },
      evaluations: [],
      columns: { categories: ["colour", "tags"], numbers: ["year"] },
      files: [],
    },
    items: ITEMS,
    popularity: POPULARITY,
    factors: {
      precision: "f32",
      values: Float32Array.from(NUMBERS.flatMap((item) => (item % 2 ? [0, size(item)] : [size(item), 0]))),
    },
    gram: Float32Array.of(UNOBSERVED_WEIGHT * energy(0), 0, 0, UNOBSERVED_WEIGHT * energy(1)),
    weights: undefined,
    users: USERS,
    head: head ? new Map() : undefined,
  };
}

export async function engine(head?: Head, headManifest: Partial<HeadManifest> = {}): Promise<BulkRecommender> {
  return createRecommender(artefact(head ? headManifest : null), await kernelModule(), head);
}

/** What an item is above or below the mean rating, in eighths: exact in f32. */
export const itemBias = (item: number) => (item - 10) / 8;

/**
 * The same catalogue with ratings from 1 to 5, their mean 3, served as biased-mf without anything in its factors: a user who
 * gave n items r has the bias b = Σ (r − 3 − b_i) / 2n, and is predicted 3 + b + b_i, within the scale.
 */
export function ratingsArtefact(): Artefact {
  const whole = artefact();
  const options = { factors: 1, regularization: 1, frequencyRegularization: false };
  const model = { kind: "biased-mf", options, precision: "f32", factorCount: 0 } as const;
  const state = stateOf({
    scale: Float64Array.of(3, 1, 5),
    itemFactors: new Float32Array(ITEM_COUNT),
    itemBiases: Float32Array.from(NUMBERS, itemBias),
  });
  const histories = { ...USERS.histories, values: Float32Array.of(4, 2, 5, 1) };
  const users = { ...USERS, histories };
  return { ...whole, manifest: { ...whole.manifest, model }, factors: undefined, gram: undefined, users, state };
}

/** The same catalogue without factors. */
export async function popularityEngine(): Promise<Recommender> {
  const whole = artefact();
  const model = { kind: "popularity", options: {}, precision: "f32", factorCount: 0 } as const;
  const bare = { ...whole, manifest: { ...whole.manifest, model }, factors: undefined, gram: undefined };
  return createRecommender(bare, await kernelModule());
}

/**
 * The score of an item for a user who has `history` (item → weight), in f64. The two colours do not mix, so that the normal
 * equations fall into two of one unknown each: x = Σ w·y / (α₀·Σy² + Σ w·y² + λ·n).
 */
export function scoreOf(history: ReadonlyMap<number, number>, item: number): number {
  let numerator = 0;
  let denominator = REGULARIZATION * (history.size + UNOBSERVED_WEIGHT * ITEM_COUNT);
  for (const other of NUMBERS) {
    if (other % 2 !== item % 2) continue;
    const weight = history.get(other) ?? 0;
    numerator += weight * size(other);
    denominator += (weight + UNOBSERVED_WEIGHT) * size(other) ** 2;
  }
  return (numerator / denominator) * size(item);
}

export const idsOf = (answer: { readonly items: readonly { readonly itemId: string }[] }) =>
  answer.items.map(({ itemId }) => Number(itemId));
