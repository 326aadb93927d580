import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type EncodedFile, encodeArtefact } from "../../../src/artefact/encode.ts";
import { createCategoryColumn, emptyItemTable } from "../../../src/data/items.ts";
import { openDataset } from "../../../src/data/open-dataset.ts";
import { createVocabulary } from "../../../src/data/vocabulary.ts";
import { trainArtefact } from "../../../src/packing/train-artefact.ts";
import { createRandom } from "../../../src/random.ts";
import { demoArtefactFiles } from "../demo-artefact.ts";

const path = (place: string): string => fileURLToPath(new URL(`../../../${place}`, import.meta.url));
const movielens = `${process.env.NEAREDGE_DATA ?? path("../shared/data")}/ml-latest-small`;

/** A catalogue that the page must look right with; undefined where its data are not there. */
export interface ShownCatalogue {
  readonly name: string;
  readonly files: (() => Promise<readonly EncodedFile[]>) | undefined;
}

export const CATALOGUES: readonly ShownCatalogue[] = [
  { name: "the built-in catalogue", files: demoArtefactFiles },
  {
    name: "MovieLens",
    files: existsSync(movielens) ? () => trained(`${movielens}/ratings.csv`, `${movielens}/movies.csv`) : undefined,
  },
  { name: "the shop", files: () => trained(path("examples/shop/orders.csv"), path("examples/shop/products.csv")) },
];

async function trained(interactions: string, itemsPath: string): Promise<readonly EncodedFile[]> {
  const dataset = await openDataset(interactions, { itemsPath });
  // Looks do not depend on how well it is trained.
  const request = { model: "implicit-als", options: { factors: 16, epochs: 3 }, head: "none", judgeUsers: 200 };
  const { files } = await trainArtefact(
    dataset,
    { ...request, name: undefined, users: false },
    { seed: 1, threads: 1 },
  );
  return files;
}

const FACTOR_COUNT = 16;
const KINDS = ["chair", "table", "lamp", "rug", "shelf", "vase"];

/** Drawn factors and invented products: `itemCount` of them, with a category, a brand and a price. */
export function largeCatalogue(itemCount: number): Promise<readonly EncodedFile[]> {
  const random = createRandom(itemCount);
  const items = Array.from({ length: itemCount }, (_, item) => item);
  const values = Float32Array.from({ length: itemCount * FACTOR_COUNT }, () => random.nextGaussian());
  const gram = new Float32Array(FACTOR_COUNT * FACTOR_COUNT);
  for (let lane = 0; lane < FACTOR_COUNT; lane++) gram[lane * (FACTOR_COUNT + 1)] = itemCount / 10;
  const kindOf = (item: number): string => KINDS[item % KINDS.length] ?? "";
  const options = { factors: FACTOR_COUNT, regularization: 0.1, unobservedWeight: 0.1, epochs: 1 };
  return encodeArtefact(
    {
      items: {
        ...emptyItemTable(createVocabulary(items.map((item) => `p${item}`))),
        titles: items.map((item) => `Number ${item} ${kindOf(item)}`),
        categories: new Map([
          ["category", createCategoryColumn(items.map((item) => [kindOf(item)]))],
          ["brand", createCategoryColumn(items.map((item) => [`Brand ${item % 97}`]))],
        ]),
        numbers: new Map([["price", Float64Array.from(items, (item) => 5 + ((item * 31) % 400))]]),
      },
      popularity: Float32Array.from(items, (item) => 1 + ((item * 37) % 997)),
      ...{ factors: { precision: "f32", values }, gram },
      ...{ weights: undefined, users: undefined, head: undefined },
    },
    {
      ...{ name: "Many products", head: null, seed: 1, evaluations: [] },
      model: { kind: "implicit-als", options, precision: "f32", factorCount: FACTOR_COUNT },
      data: {
        ...{ name: "made-up test data", fingerprint: "0".repeat(64), users: 100, items: itemCount },
        ...{ interactions: itemCount, feedback: "implicit", note: "" },
      },
    },
  );
}
