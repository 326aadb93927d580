import { defineModel } from "../define-model.ts";
import { auto, exceptWith, flag, integer, number } from "../option-specs.ts";
import { pairDefinition, pairOptions } from "./pair-options.ts";

/**
 * Matrix factorisation as a network: f(u, i) = p_u·q_i + b_u + b_i, with `dense` f(u, i) = w (p_u·q_i) + b_u + b_i + c.
 * Targets, losses, and how it is served: pair-options.ts. `factors=10 biases=false` is the plain dot of embeddings.
 * Source: Koren, Bell & Volinsky 2009, eq. 4, trained by mini-batches; Rendle et al. 2020 on the dot against an MLP.
 */
const options = {
  /** Width of the embeddings. */
  factors: integer(1, 512, 64),
  /** Whether there are b_u and b_i. */
  biases: flag(true),
  /** Whether a dense layer of one unit stands on top of the dot. */
  dense: flag(false),
  /** λ of the embeddings: the loss of an example has λ (‖p_u‖² + ‖q_i‖²), once a batch for each row. auto: 0.1 for ratings, else 0.0005. */
  regularization: auto(number(0, 1000, 0)),
  /** λ of the biases. */
  biasRegularization: exceptWith("biases", false, number(0, 1000, 0.01)),
  ...pairOptions({ learningRate: 0.003, batchSize: 256, epochs: 25 }),
};

export const neuralMf = defineModel({
  ...pairDefinition,
  name: "neural-mf",
  summary: "factors and biases as a network, by mini-batches: of ratings, likes or what people have",
  learnsFrom: "interactions",
  options,
});

export type NeuralMfOptions = ReturnType<typeof neuralMf.readOptions>;
