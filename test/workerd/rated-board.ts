import { type EncodedFile, encodeArtefact } from "../../src/artefact/encode.ts";
import { csrFromCoordinates } from "../../src/data/csr.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { stateOf } from "../../src/models/state.ts";

export const RATED_ITEMS = 8;

/**
 * An artefact of ratings from 1 to 5, their mean 3. Item i is called `i`, has one factor (1 when it is even, −1 when it is
 * odd) and no bias: a user who likes even items is predicted the more for them, and by as much the less for odd ones. The
 * user "ann" gave item 0 a 1.
 */
export function ratedBoard(): Promise<EncodedFile[]> {
  const numbers = Array.from({ length: RATED_ITEMS }, (_, item) => item);
  const state = stateOf({
    scale: Float64Array.of(3, 1, 5),
    itemFactors: Float32Array.from(numbers, (item) => (item % 2 ? -1 : 1)),
    itemBiases: new Float32Array(RATED_ITEMS),
  });
  const histories = csrFromCoordinates(1, RATED_ITEMS, Uint32Array.of(0), Uint32Array.of(0), Float32Array.of(1));
  return encodeArtefact(
    {
      items: emptyItemTable(createVocabulary(numbers.map(String))),
      popularity: Float32Array.from(numbers, (item) => RATED_ITEMS - item),
      ...{ factors: undefined, gram: undefined, weights: undefined, head: undefined },
      users: { userIds: createVocabulary(["ann"]), histories },
      state,
    },
    {
      name: "rated board",
      // Without a penalty on the factor, and with so much on the bias that there is none.
      model: {
        kind: "biased-mf",
        options: { factors: 1, userRegularization: 0, biasRegularization: 1000, frequencyRegularization: false },
        ...{ precision: "f32", factorCount: 0 },
      },
      ...{ head: null, seed: 1, evaluations: [] },
      data: {
        ...{ name: "rated board", fingerprint: "0".repeat(64), note: "", feedback: "explicit" },
        ...{ users: 1, items: RATED_ITEMS, interactions: 1 },
      },
    },
  );
}
