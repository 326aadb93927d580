import type { Artefact } from "../../src/artefact/artefact.ts";
import { createCategoryColumn, emptyItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { createRandom } from "../../src/random.ts";
import type { Head } from "../../src/rerankers/reranker.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import type { BulkRecommender, RecommendResponse } from "../../src/serving/types.ts";
import { featureNames } from "../rerankers/untrained-head.ts";

/** A catalogue of drawn factors, in which a list can be long: 1,501 items, 8 factors, genres of which every item has one or two. */
export const LARGE_COUNT = 1501;
export const FACTORS = 8;
export const GENRES = ["crime", "drama", "comedy", "western", "animation"];

const random = createRandom(29);
const NUMBERS = Array.from({ length: LARGE_COUNT }, (_, item) => item);
export const ROWS = Float32Array.from({ length: LARGE_COUNT * FACTORS }, () => random.nextGaussian() + 0.4);
/** Most items are of crime. */
export const GENRES_OF = NUMBERS.map((item) => {
  const second = GENRES[random.nextInteger(GENRES.length)] ?? "drama";
  return item % 100 < 97 ? ["crime"] : [...new Set(["crime", second])].slice(item % 2);
});
const items = {
  ...emptyItemTable(createVocabulary(NUMBERS.map((item) => `i${item}`))),
  categories: new Map([["genres", createCategoryColumn(GENRES_OF)]]),
  numbers: new Map([
    ["year", Float64Array.from(NUMBERS, (item) => (item % 7 === 0 ? Number.NaN : 1950 + (item % 60)))],
  ]),
};
const popularity = Float32Array.from(NUMBERS, (item) => LARGE_COUNT - item);

function gramOf(rows: Float32Array, weight: number): Float32Array {
  const gram = new Float32Array(FACTORS * FACTORS);
  for (let row = 0; row < FACTORS; row++) {
    for (let column = 0; column < FACTORS; column++) {
      let sum = 0;
      for (const item of NUMBERS) sum += rows[item * FACTORS + row]! * rows[item * FACTORS + column]!;
      gram[row * FACTORS + column] = weight * sum;
    }
  }
  return gram;
}

const FEATURES = featureNames(["implicit-als"], { items, popularity, head: undefined });

function artefact(hasHead: boolean): Artefact {
  return {
    manifest: {
      ...{ format: "nearedge-artefact", formatVersion: 1, name: "large", version: "1".repeat(16) },
      model: {
        kind: "implicit-als",
        options: { factors: FACTORS, regularization: 0.01, unobservedWeight: 0.1 },
        precision: "f32",
        factorCount: FACTORS,
      },
      head: hasHead ? { kind: "mlp", options: {}, candidateCount: 200, hidden: [], features: FEATURES } : null,
      seed: 1,
      data: {
        ...{ name: "large", fingerprint: "0".repeat(64), note: "", feedback: "implicit" },
        ...{ users: 0, items: LARGE_COUNT, interactions: 4 },
      },
      evaluations: [],
      columns: { categories: ["genres"], numbers: ["year"] },
      files: [],
    },
    items,
    popularity,
    factors: { precision: "f32", values: ROWS },
    gram: gramOf(ROWS, 0.1),
    weights: undefined,
    users: undefined,
    head: hasHead ? new Map() : undefined,
  };
}

export const LARGE_ARTEFACT = artefact(false);
/** A history that the catalogue has. */
export const HISTORY = ["i3", "i77", "i1200", "i41"];
export const idsIn = ({ items: listed }: RecommendResponse): string[] => listed.map(({ itemId }) => itemId);
export const numberOf = (itemId: string): number => Number(itemId.slice(1));

/** Orders candidates by a hash of their places: in no order that retrieval knows. */
const MIXING: Head = {
  score: ({ count, features }) => {
    const width = features.length / count;
    return Float32Array.from({ length: count }, (_, row) => Math.fround(((features[row * width]! * 997) % 7) - 3));
  },
  memory: () => ({ tensors: 0, bytes: 0 }),
  dispose: () => undefined,
};

export async function largeEngine(hasHead = false): Promise<BulkRecommender> {
  return createRecommender(artefact(hasHead), await kernelModule(), hasHead ? MIXING : undefined);
}
