import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { defineModel } from "../define-model.ts";
import { exceptWith, integer, number, type OptionsOf } from "../option-specs.ts";
import { encodedHistory, servedEncoder } from "./encoded-history.ts";
import type { EncoderLayer } from "./encoder.ts";
import { checkLoop, loopOptions } from "./loop-options.ts";

/**
 * Mult-VAE: a variational autoencoder of histories with a multinomial likelihood and a weighted divergence.
 *
 *   min  1/U Σ_u [ Σ_(i∈S_u) −ln π_ui + β KL( N(μ_u, e^ℓ_u) ‖ N(0, I) ) ]  +  l2 ( ‖W‖² + … ),   π_u = softmax_i( h_u·v_i + b_i )
 *
 *   e_u = tanh( Σ_(j∈S_u) m_uj/√|S_u| · w_j + c ),   (μ_u, ℓ_u) = e_u·A + a,   z_u ~ N(μ_u, e^ℓ_u),   h_u = tanh( z_u·D + d )
 *
 * m as in multi-dae. β grows evenly to `beta` within `annealSteps` steps. With factors=0 there is no D: h_u = z_u. In serving
 * z_u = μ_u, and A and D are one matrix. Values of interactions are not read; users are not stored: a history is encoded, and
 * the rows (v_i, b_i) are scanned. Source: Liang, Krishnan, Hoffman & Jebara 2018, equations 3 to 7.
 */
const options = {
  /** Units of e. */
  hidden: integer(1, 4096, 300),
  /** Units of z. */
  latent: integer(1, MAXIMUM_FACTOR_COUNT - 1, 100),
  /** Units of h: dimension of the items' rows, where the bias takes one more lane; 0 for z itself. */
  factors: integer(0, MAXIMUM_FACTOR_COUNT - 1, 0),
  /** Share of a history's items that a step does not see. */
  dropout: number(0, 0.99, 0.5),
  /** The largest β. */
  beta: number(0, 1000, 0.2),
  /** Steps in which β grows to that; 0 for none. */
  annealSteps: exceptWith("beta", 0, integer(0, 1_000_000_000, 500)),
  /** Penalty on weights, not on biases; those of the first layer in the steps that read them. */
  l2: number(0, 1000, 0.01),
  ...loopOptions({ learningRate: 0.001, batchSize: 100, epochs: 100 }),
};

/** The options of multi-vae. */
export type MultiVaeOptions = OptionsOf<typeof options>;

export const multiVae = defineModel({
  name: "multi-vae",
  summary: "variational autoencoder of histories with a multinomial likelihood",
  learnsFrom: "interactions",
  options,
  check: checkLoop,
  settled: encodedHistory,
  restore: (given, state, { itemCount }) => ({
    retrieve: servedEncoder(given, multiVaeLayers(given), state, itemCount),
  }),
});

/** The layers as they are served, the bag first. */
export function multiVaeLayers({
  hidden,
  latent,
  factors,
}: Pick<MultiVaeOptions, "hidden" | "latent" | "factors">): EncoderLayer[] {
  const last: EncoderLayer =
    factors > 0 ? { units: factors, activation: "tanh" } : { units: latent, activation: "none" };
  return [{ units: hidden, activation: "tanh" }, last];
}
