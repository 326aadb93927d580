import { type EncodedFile, encodeArtefact } from "../../src/artefact/encode.ts";
import { csrFromCoordinates } from "../../src/data/csr.ts";
import { createCategoryColumn } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { createRandom } from "../../src/random.ts";
import { stirred, turning, withUntrainedHead } from "../rerankers/untrained-head.ts";
import { USER_COUNT } from "./requests.ts";

/** Enough for the search in two passes; each row of factors occurs in 33 items. */
const ITEM_COUNT = 33_000;
const DISTINCT_ROWS = 1000;
const FACTOR_COUNT = 16;
const HISTORY_LENGTH = 5;
const UNOBSERVED_WEIGHT = 0.1;
const HIDDEN = [8];

/** The row of factors that an item shares: items of the same row score the same in every list. */
export const rowOf = (item: number): number => item % DISTINCT_ROWS;

/** A catalogue full of equal scores: item i has the factors, the popularity and the tag of item i mod 1000. */
export async function tiedArtefact(): Promise<readonly EncodedFile[]> {
  const random = createRandom(5);
  const rows = Float32Array.from({ length: DISTINCT_ROWS * FACTOR_COUNT }, () => random.nextGaussian());
  const values = new Float32Array(ITEM_COUNT * FACTOR_COUNT);
  for (let at = 0; at < values.length; at += rows.length) values.set(rows, at);
  const itemNumbers = Array.from({ length: ITEM_COUNT }, (_, item) => item);
  const entries = Uint32Array.from({ length: USER_COUNT * HISTORY_LENGTH }, (_, at) => at);
  const columns = entries.map((at) => (at * 997) % ITEM_COUNT);
  const content = {
    items: {
      itemIds: createVocabulary(itemNumbers.map((item) => `item ${item}`)),
      titles: itemNumbers.map(() => ""),
      categories: new Map([["tags", createCategoryColumn(itemNumbers.map((item) => [`tag ${rowOf(item) % 7}`]))]]),
      numbers: new Map([["number", Float64Array.from(itemNumbers)]]),
      texts: new Map(),
    },
    popularity: Float32Array.from(itemNumbers, (item) => 1 + (rowOf(item) % 50)),
    factors: { precision: "f32" as const, values },
    gram: gramOf(values),
    weights: undefined,
    users: {
      userIds: createVocabulary(Array.from({ length: USER_COUNT }, (_, user) => `user/${user}`)),
      histories: csrFromCoordinates(
        USER_COUNT,
        ITEM_COUNT,
        entries.map((at) => Math.floor(at / HISTORY_LENGTH)),
        columns,
        new Float32Array(entries.length).fill(1),
      ),
    },
    head: undefined,
  };
  const headed = await withUntrainedHead(content, "implicit-als", {
    hidden: HIDDEN,
    change: (weights) => turning(stirred(weights)),
  });
  return encodeArtefact(headed.content, {
    name: "ties",
    model: {
      kind: "implicit-als",
      options: { factors: FACTOR_COUNT, regularization: 0.1, unobservedWeight: UNOBSERVED_WEIGHT },
      precision: "f32",
      factorCount: FACTOR_COUNT,
    },
    head: headed.head,
    seed: 5,
    data: {
      name: "ties",
      fingerprint: "0".repeat(64),
      users: USER_COUNT,
      items: ITEM_COUNT,
      interactions: entries.length,
      feedback: "implicit",
      note: "",
    },
    evaluations: [],
  });
}

/** α₀·YᵀY. */
function gramOf(values: Float32Array): Float32Array {
  const gram = new Float64Array(FACTOR_COUNT * FACTOR_COUNT);
  for (let row = 0; row < values.length; row += FACTOR_COUNT) {
    for (let a = 0; a < FACTOR_COUNT; a++) {
      for (let b = 0; b < FACTOR_COUNT; b++) {
        gram[a * FACTOR_COUNT + b]! += UNOBSERVED_WEIGHT * values[row + a]! * values[row + b]!;
      }
    }
  }
  return Float32Array.from(gram);
}
