import type { Artefact } from "../../src/artefact/artefact.ts";
import { createCategoryColumn, type ItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { createRandom } from "../../src/random.ts";

/** Values of the columns: tags fall in frequency, years are whole and some are missing, prices are all different. */
export const TAG_COUNT = 60;
export const FIRST_YEAR = 1950;
export const YEAR_COUNT = 75;
const FACTOR_COUNT = 64;

export const idOf = (item: number): string => `item-${String(item).padStart(12, "0")}`;

/** Random factors of a catalogue with three tags, a year and a price an item. */
export function makeArtefact(itemCount: number, seed: number): Artefact {
  const random = createRandom(seed);
  const column = (next: () => number): Float64Array => Float64Array.from({ length: itemCount }, next);
  const tags = Array.from({ length: itemCount }, () =>
    Array.from({ length: 3 }, () => `tag-${Math.floor(TAG_COUNT * random.nextFloat() ** 2)}`),
  );
  const items: ItemTable = {
    itemIds: createVocabulary(Array.from({ length: itemCount }, (_, item) => idOf(item))),
    titles: tags.map(() => ""),
    categories: new Map([["tags", createCategoryColumn(tags)]]),
    numbers: new Map([
      ["year", column(() => (random.nextFloat() < 0.05 ? Number.NaN : FIRST_YEAR + random.nextInteger(YEAR_COUNT)))],
      ["price", column(() => 100 * random.nextFloat())],
    ]),
    texts: new Map(),
  };
  const gram = new Float32Array(FACTOR_COUNT ** 2);
  for (let factor = 0; factor < FACTOR_COUNT; factor++) gram[factor * (FACTOR_COUNT + 1)] = itemCount / 10;
  return {
    manifest: {
      format: "nearedge-artefact",
      formatVersion: 1,
      name: "filters",
      version: "0".repeat(16),
      model: {
        kind: "implicit-als",
        options: { factors: FACTOR_COUNT },
        precision: "f32",
        factorCount: FACTOR_COUNT,
      },
      head: null,
      seed,
      data: {
        ...{ name: "filters", fingerprint: "0".repeat(64), users: 0, items: itemCount, interactions: 0 },
        ...{ feedback: "implicit", note: "" },
      },
      evaluations: [],
      columns: { categories: ["tags"], numbers: ["year", "price"] },
      files: [],
    },
    items,
    popularity: Float32Array.from({ length: itemCount }, () => random.nextInteger(1000)),
    factors: {
      precision: "f32",
      values: Float32Array.from({ length: itemCount * FACTOR_COUNT }, () => random.nextGaussian()),
    },
    gram,
    weights: undefined,
    users: undefined,
    head: undefined,
  };
}
