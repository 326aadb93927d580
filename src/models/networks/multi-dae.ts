import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { defineModel } from "../define-model.ts";
import { integer, number, type OptionsOf } from "../option-specs.ts";
import { encodedHistory, servedEncoder } from "./encoded-history.ts";
import type { EncoderLayer } from "./encoder.ts";
import { checkLoop, loopOptions } from "./loop-options.ts";

/**
 * Mult-DAE: a denoising autoencoder of histories with a multinomial likelihood.
 *
 *   min  1/U Σ_u Σ_(i∈S_u) −ln π_ui  +  l2 ( ‖W‖² + ‖V‖² + … ),   π_u = softmax_i( h_u·v_i + b_i )
 *
 *   h_u = tanh( Σ_(j∈S_u) m_uj/√|S_u| · w_j + c ),   m_uj = 0 with probability `dropout`, else 1/(1 − dropout); m = 1 in serving
 *
 * With `hidden` > 0 a layer of so many units, tanh as well, stands before h. Values of interactions are not read. Users are
 * not stored: a history is encoded (encoder.ts), and the rows (v_i, b_i) are scanned. An item that nobody has is where the
 * likelihood puts it, last. Source: Liang, Krishnan, Hoffman & Jebara 2018, section 2.4 and equation 2.
 */
const options = {
  /** Units of h: dimension of the items' rows, where the bias takes one more lane. */
  factors: integer(1, MAXIMUM_FACTOR_COUNT - 1, 200),
  /** Units of a layer before h; 0 for none. */
  hidden: integer(0, 4096, 0),
  /** Share of a history's items that a step does not see. */
  dropout: number(0, 0.99, 0.5),
  /** Penalty on weights, not on biases; those of the first layer in the steps that read them. */
  l2: number(0, 1000, 0.01),
  ...loopOptions({ learningRate: 0.001, batchSize: 100, epochs: 100 }),
};

/** The options of multi-dae. */
export type MultiDaeOptions = OptionsOf<typeof options>;

export const multiDae = defineModel({
  name: "multi-dae",
  summary: "denoising autoencoder of histories with a multinomial likelihood",
  learnsFrom: "interactions",
  options,
  check: checkLoop,
  settled: encodedHistory,
  restore: (given, state, { itemCount }) => ({
    retrieve: servedEncoder(given, multiDaeLayers(given), state, itemCount),
  }),
});

/** The layers of the encoder, the bag first. */
export function multiDaeLayers({ hidden, factors }: Pick<MultiDaeOptions, "hidden" | "factors">): EncoderLayer[] {
  return [...(hidden > 0 ? [hidden] : []), factors].map((units) => ({ units, activation: "tanh" }));
}
