import { defineModel } from "../define-model.ts";
import { integer, number } from "../option-specs.ts";
import { pairDefinition, pairOptions } from "./pair-options.ts";

/**
 * A residual network over embeddings, joined with their dot:
 *
 *   z = [p_u q_i],   h = relu(A₃ relu(A₂ relu(A₁ z))) + z,   f(u, i) = w·[h, p_u·q_i] + c
 *
 * A₁ has twice the width of an embedding, A₂ `hidden`, A₃ twice the width again, so that z can be added.
 * Targets, losses, and how it is served: pair-options.ts. The skip is that of He et al. 2016.
 */
const options = {
  /** Width of the embeddings. */
  factors: integer(1, 4096, 32),
  /** Width of the middle layer. */
  hidden: integer(1, 65_536, 64),
  /** λ of the embeddings: the loss of an example has λ (‖p_u‖² + ‖q_i‖²), once a batch for each row. */
  regularization: number(0, 1000, 0.02),
  ...pairOptions({ learningRate: 0.001, batchSize: 256, epochs: 20, validationShare: 0.1 }),
};

export const residualMf = defineModel({
  ...pairDefinition,
  name: "residual-mf",
  summary: "dense layers with a skip around them, joined with the dot of the embeddings",
  learnsFrom: "interactions",
  options,
});

export type ResidualMfOptions = ReturnType<typeof residualMf.readOptions>;
