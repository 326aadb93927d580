import { createGruEncoder, type GruShape, gruSizes } from "../../kernels/gru-encoder.ts";
import { defineModel } from "../define-model.ts";
import { integer, type OptionsOf } from "../option-specs.ts";
import { checkSequence, sequenceOptions } from "./sequence-options.ts";
import { encodedSequence, readArrays, servedSequences } from "./served-sequences.ts";

/**
 * GRU4Rec: a gated recurrent unit over the last items of a history, whose state after each predicts the next one.
 *
 *   min  1/n Σ_u Σ_t ℓ( z_ut, s_u,t+1 )  +  l2 ‖V‖²,   z_uti = h_ut·v_i + b_i,   h_ut = GRU( v_(s_ut), h_u,t−1 ),  h_u0 = 0
 *
 * s_u is the history, oldest first, in windows of `length` items; losses, validation and serving are those of sasrec.ts;
 * numbers of v and of h are left out with probability `dropout` in training. Items have one row on both sides. Sources: Hidasi,
 * Karatzoglou, Baltrunas & Tikk 2016; Hidasi & Czapp 2023 for the loss.
 */
const options = {
  ...sequenceOptions({ dropout: 0.5, bound: 0.1, epochs: 12, learningRate: 0.005 }),
  /** Units one behind the other. */
  layers: integer(1, 8, 1),
};

/** The options of gru4rec. */
export type Gru4recOptions = OptionsOf<typeof options>;

export const gru4rec = defineModel({
  name: "gru4rec",
  summary: "a gated recurrent unit over the last items of a history, in their order",
  learnsFrom: "interactions",
  readsOrder: true,
  options,
  check: (given) => checkSequence("gru4rec", given),
  settled: encodedSequence,
  restore: (given, state, { itemCount, kernelModule }) => {
    const shape = gruShape(given);
    const arrays = readArrays(state, gruNames(shape), gruSizes(shape));
    return { retrieve: servedSequences(given, createGruEncoder(kernelModule, shape, arrays), state, itemCount) };
  },
});

/** What the encoder looks like. */
export const gruShape = ({
  factors,
  layers,
  length,
}: Pick<Gru4recOptions, "factors" | "layers" | "length">): GruShape => ({
  width: factors,
  layers,
  length,
});

/** Names of the arrays of gruSizes: parameters of the network. */
export const gruNames = ({ layers }: Pick<GruShape, "layers">): string[] =>
  Array.from({ length: layers }, (_, at) =>
    ["kernel", "recurrent", "bias"].map((name) => `unit${at + 1}.${name}`),
  ).flat();
