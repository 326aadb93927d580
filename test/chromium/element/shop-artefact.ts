import { type EncodedFile, encodeArtefact } from "../../../src/artefact/encode.ts";
import { createCategoryColumn } from "../../../src/data/items.ts";
import { createVocabulary } from "../../../src/data/vocabulary.ts";
import { createRandom } from "../../../src/random.ts";

const KINDS = ["tent", "lamp", "boot", "stove", "rope", "pack", "map", "mug"];
const UNOBSERVED_WEIGHT = 0.05;
/** A product whose title, picture and link would do something if they were taken for more than texts. */
export const HOSTILE = { itemId: "p8", title: '<img src="x" onerror="document.title=1">' };
const PICTURE = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

export const kindOf = (itemId: string): number => Number(itemId.slice(1)) % KINDS.length;

/**
 * An artefact of products p0, p1 …, made without training and without a head: product i is of kind i mod 8, and its factors are that
 * kind, so that whoever has one of a kind must be recommended others of it. Lower numbers are more popular.
 */
export async function shopFiles(
  itemCount: number,
  name = "Shop",
  { image, link } = { image: "image", link: "link" },
): Promise<readonly EncodedFile[]> {
  const ids = Array.from({ length: itemCount }, (_, item) => `p${item}`);
  const factorCount = 16;
  const factors = new Float32Array(itemCount * factorCount);
  const random = createRandom(5);
  for (const [item, id] of ids.entries()) {
    factors[item * factorCount + kindOf(id)] = 1;
    // A little of something else, so that no two products have the same score.
    factors[item * factorCount + KINDS.length + (item % 5)] = 0.05 * random.nextFloat();
  }
  const gram = new Float32Array(factorCount ** 2);
  for (let row = 0; row < factors.length; row += factorCount) {
    for (let a = 0; a < factorCount; a++) {
      for (let b = 0; b < factorCount; b++) {
        gram[a * factorCount + b]! += UNOBSERVED_WEIGHT * factors[row + a]! * factors[row + b]!;
      }
    }
  }
  const hostile = (id: string, text: string, otherwise: string): string => (id === HOSTILE.itemId ? text : otherwise);
  const content = {
    items: {
      itemIds: createVocabulary(ids),
      titles: ids.map((id) => hostile(id, HOSTILE.title, `${KINDS[kindOf(id)]} ${id}`)),
      categories: new Map([["kind", createCategoryColumn(ids.map((id) => [KINDS[kindOf(id)] ?? ""]))]]),
      numbers: new Map([["price", Float64Array.from(ids, (_, item) => 10 + (item % 90) + 0.5)]]),
      texts: new Map(),
    },
    texts: new Map([
      [image, ids.map((id) => hostile(id, "javascript:document.title=2", PICTURE))],
      [link, ids.map((id) => hostile(id, "javascript:document.title=3", `/products/${id}`))],
    ]),
    popularity: Float32Array.from(ids, (_, item) => itemCount - item),
    factors: { precision: "f32" as const, values: factors },
    gram,
    ...{ weights: undefined, users: undefined, head: undefined },
  };
  return encodeArtefact(content, {
    name,
    model: {
      kind: "implicit-als",
      options: { factors: factorCount, regularization: 0.1, unobservedWeight: UNOBSERVED_WEIGHT, epochs: 1 },
      precision: "f32",
      factorCount,
    },
    head: null,
    seed: 7,
    data: {
      ...{ name: "made-up test data", fingerprint: "0".repeat(64), users: 100, items: itemCount, note: "" },
      ...{ interactions: (itemCount * (itemCount + 1)) / 2, feedback: "implicit" },
    },
    evaluations: [],
  });
}
