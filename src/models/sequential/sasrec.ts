import { type AttentionShape, attentionSizes, createAttentionEncoder } from "../../kernels/attention-encoder.ts";
import { defineModel } from "../define-model.ts";
import { integer, number, type OptionsOf } from "../option-specs.ts";
import { checkSequence, sequenceOptions } from "./sequence-options.ts";
import { encodedSequence, readArrays, servedSequences } from "./served-sequences.ts";

/**
 * SASRec: causal self-attention over the last items of a history, by which each of them predicts the next one.
 *
 *   min  1/n Σ_u Σ_t ℓ( z_ut, s_u,t+1 )  +  l2 ‖V‖²,   z_uti = h_ut·v_i + b_i
 *
 *   x⁰_t = √d v_(s_t) + p_t    a = x + A( N(x) )      xᵏ = a + relu( N(a) W + c ) W′ + c′      h = N( x^blocks )
 *
 * s_u is the history, oldest first, in windows of `length` items, a drawn share of which, `reversed`, is read from its end; A
 * is attention by heads over the positions up to t, whose scores lose `recency` for each place between, with a linear map
 * behind (src/neural/layers/causal-attention.ts), N a layer norm; numbers of x⁰ and of what is added to x are left out with
 * probability `dropout` in training. ℓ is one of
 *
 *   softmax            −ln( exp z_s / Σ_i exp z_i )   over all items
 *   sampled-softmax    the same over the items that the batch wants and `negatives` more, each z_i less ln q_i
 *   gbce               −β ln σ(z_s) − Σ_k ln(1 − σ(z_k))   over `negatives` items k drawn evenly; β = α( t(1 − 1/α) + 1/α ),
 *                      α = negatives/(items − 1), t = `calibration`
 *
 * The last items of a share of the users, `validationShare`, are kept from training: how well they are predicted says when to stop.
 * Values of interactions are not read; users are not stored: a history is encoded, and the rows (v_i, b_i) are scanned.
 *
 * Sources: Kang & McAuley 2018, section III, with the norm before each layer (Xiong et al. 2020); Press, Smith & Lewis 2022 for
 * recency; Petrov & Macdonald 2023, equations 8 and 12 for gbce; Klenitskiy & Vasilev 2023 for the softmax over all items.
 */
const options = {
  ...sequenceOptions({ dropout: 0.45, bound: 0.05, epochs: 14, learningRate: 0.003 }),
  /** Blocks of attention. */
  blocks: integer(1, 16, 2),
  /** Heads of attention: factors is a multiple of four times as many. */
  heads: integer(1, 64, 1),
  /** Units of the layer behind attention, a multiple of 4; 0 for as many as factors. */
  hidden: integer(0, 4096, 0),
  /** What a score of attention loses for each item that lies between; 0 for attention that learns all from positions. */
  recency: number(0, 100, 0.3),
};

/** The options of sasrec. */
export type SasrecOptions = OptionsOf<typeof options>;

export const sasrec = defineModel({
  name: "sasrec",
  summary: "causal self-attention over the last items of a history, in their order",
  learnsFrom: "interactions",
  readsOrder: true,
  options,
  check: (given) => {
    checkSequence("sasrec", given, 4 * given.heads);
    if (given.hidden % 4 !== 0) throw new RangeError(`sasrec: hidden: expected a multiple of 4, got ${given.hidden}`);
  },
  settled: encodedSequence,
  // Artefacts from before this option have attention without it.
  expand: (given) => ("biasLane" in given ? { recency: 0, ...given } : given),
  restore: (given, state, { itemCount, kernelModule }) => {
    const shape = attentionShape(given);
    const arrays = readArrays(state, attentionNames(shape), attentionSizes(shape));
    const encoder = createAttentionEncoder(kernelModule, shape, arrays);
    return { retrieve: servedSequences(given, encoder, state, itemCount) };
  },
});

type Shaped = Pick<SasrecOptions, "factors" | "hidden" | "heads" | "blocks" | "length" | "recency">;

/** What the encoder looks like. */
export const attentionShape = ({ factors, hidden, heads, blocks, length, recency }: Shaped): AttentionShape => ({
  width: factors,
  hidden: hidden === 0 ? factors : hidden,
  heads,
  blocks,
  length,
  slope: recency,
});

/** Names of the arrays of attentionSizes: parameters of the network. */
export const attentionNames = ({ blocks }: Pick<AttentionShape, "blocks">): string[] => [
  "placed.table",
  ...Array.from({ length: blocks }, (_, at) =>
    ["Norm.scale", "Norm.shift", "Qkv.kernel", "Qkv.bias", "Heads.kernel", "Heads.bias"]
      .map((name) => `attention${at + 1}${name}`)
      .concat(
        ["Norm.scale", "Norm.shift", "Up.kernel", "Up.bias", "Down.kernel", "Down.bias"].map(
          (name) => `layer${at + 1}${name}`,
        ),
      ),
  ).flat(),
  ...["encoded.scale", "encoded.shift"],
];
