import { type EncodedFile, encodeArtefact } from "../../src/artefact/encode.ts";
import type { ArtefactContent } from "../../src/artefact/pack.ts";
import { csrFromCoordinates } from "../../src/data/csr.ts";
import { createCategoryColumn } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { turning, withUntrainedHead } from "../rerankers/untrained-head.ts";

/**
 * An artefact whose answers can be worked out by hand. Item i is called `i` and has the factors [1 + i/100, 0] when it
 * is even (black) and [0, 1 + i/100] when it is odd (white); item 0 is the most popular, item 19 the least. A user who
 * likes black gets the black items from the highest number down, then the white ones, all of score 0, from 1 up. The
 * head is one that turns the order of retrieval round.
 */
export const ITEM_COUNT = 20;
/** The history of the user "ann". */
export const ANN = ["0", "2"];
/** What ann gets. */
export const BLACK_DOWN = ["18", "16", "14", "12", "10", "8", "6", "4"];
export const WHITE_UP = ["1", "3", "5", "7", "9", "11", "13", "15", "17", "19"];

const UNOBSERVED_WEIGHT = 0.1;

export async function checkerboard(parts: {
  head: boolean;
  options?: Readonly<Record<string, string | number>>;
}): Promise<EncodedFile[]> {
  const numbers = Array.from({ length: ITEM_COUNT }, (_, item) => item);
  const length = (item: number) => 1 + item / 100;
  const values = Float32Array.from(numbers.flatMap((item) => (item % 2 ? [0, length(item)] : [length(item), 0])));
  const energy = (colour: number) =>
    numbers.filter((item) => item % 2 === colour).reduce((sum, item) => sum + length(item) ** 2, 0);
  const itemIds = createVocabulary(numbers.map(String));
  const content: ArtefactContent = {
    items: {
      itemIds,
      titles: numbers.map((item) => (item === 7 ? "" : `Item ${item}`)),
      categories: new Map([["colour", createCategoryColumn(numbers.map((item) => [item % 2 ? "white" : "black"]))]]),
      numbers: new Map([["place", Float64Array.from(numbers)]]),
      texts: new Map(),
    },
    popularity: Float32Array.from(numbers, (item) => ITEM_COUNT - item),
    factors: { precision: "f32", values },
    gram: Float32Array.of(UNOBSERVED_WEIGHT * energy(0), 0, 0, UNOBSERVED_WEIGHT * energy(1)),
    weights: undefined,
    users: {
      userIds: createVocabulary(["ann"]),
      histories: csrFromCoordinates(1, ITEM_COUNT, Uint32Array.of(0, 0), Uint32Array.of(0, 2), Float32Array.of(1, 1)),
    },
    head: undefined,
  };
  const headed = parts.head
    ? await withUntrainedHead(content, "implicit-als", { hidden: [4], change: turning })
    : { content, head: null };
  return encodeArtefact(headed.content, {
    name: "checkerboard",
    model: {
      kind: "implicit-als",
      options: { factors: 2, regularization: 0.01, unobservedWeight: UNOBSERVED_WEIGHT, ...parts.options },
      precision: "f32",
      factorCount: 2,
    },
    head: headed.head,
    seed: 1,
    data: {
      name: "checkerboard",
      fingerprint: "0".repeat(64),
      users: 1,
      items: ITEM_COUNT,
      interactions: 2,
      feedback: "implicit",
      note: "",
    },
    evaluations: [],
  });
}
