import type { Artefact } from "../../src/artefact/artefact.ts";
import { ITEM_ROWS } from "../../src/models/imported/dot.ts";
import type { OptionValues } from "../../src/models/option-specs.ts";
import { matrixState } from "../../src/models/state.ts";
import { createRandom } from "../../src/random.ts";
import { artefact, ITEM_COUNT } from "../serving/fixture.ts";

/** Length of the vectors. */
export const LENGTH = 6;

const random = createRandom(15);

/** The vectors of the catalogue of test/serving/fixture.ts, and a bias of each item. */
export const VECTORS: readonly (readonly number[])[] = Array.from({ length: ITEM_COUNT }, () =>
  Array.from({ length: LENGTH }, () => Math.fround(random.nextGaussian())),
);
export const BIASES: readonly number[] = VECTORS.map(() => Math.fround(random.nextGaussian()));

/** The same, each of length 1. */
export const UNIT_VECTORS: readonly (readonly number[])[] = VECTORS.map((vector) => {
  const size = Math.hypot(...vector);
  return vector.map((value) => Math.fround(value / size));
});

/** An artefact of vectors that were made elsewhere, with these options. A bias is divided by `biasLane`. */
export function dotArtefact(given: OptionValues = {}): Artefact {
  const whole = artefact();
  const options = { factors: LENGTH, ...given };
  const vectors = given.normalise === true ? UNIT_VECTORS : VECTORS;
  const lane = Number(given.biasLane ?? 1);
  const rows = vectors.map((vector, item) => (given.bias === true ? [...vector, (BIASES[item] ?? 0) / lane] : vector));
  const state = matrixState(ITEM_ROWS, Float32Array.from(rows.flat()), rows[0]?.length ?? 0);
  const model = { kind: "dot", options, precision: "f32", factorCount: 0 } as const;
  return { ...whole, manifest: { ...whole.manifest, model }, factors: undefined, gram: undefined, state };
}
