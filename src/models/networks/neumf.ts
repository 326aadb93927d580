import { defineModel } from "../define-model.ts";
import { following, integer } from "../option-specs.ts";
import { stackOptions } from "./layer-stack.ts";
import { pairDefinition, pairOptions } from "./pair-options.ts";

/**
 * Neural matrix factorisation: the element-wise product of two embeddings beside dense layers over two others,
 * f(u, i) = w·[ p_u ⊙ q_i , h(…h([p′_u q′_i])) ] + c, trained together from random weights.
 *
 * Targets, losses, and how it is served: pair-options.ts. Source: He et al. 2017, section 3.4, eq. 12.
 */
const options = {
  /** Width of the embeddings whose product is taken. */
  factors: integer(1, 4096, 32),
  /** Width of those that the dense layers begin from. */
  layerFactors: following("factors", integer(1, 4096, 32)),
  ...stackOptions("64/32/16", { regularization: 0 }),
  ...pairOptions({
    target: "implicit",
    learningRate: 0.003,
    learningRateSchedule: "cosine",
    batchSize: 256,
    epochs: 10,
  }),
};

export const neumf = defineModel({
  ...pairDefinition,
  name: "neumf",
  summary: "products of embeddings beside dense layers over others",
  learnsFrom: "interactions",
  options,
});

export type NeumfOptions = ReturnType<typeof neumf.readOptions>;
