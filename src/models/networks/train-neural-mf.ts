import { PAIRWISE_PACKING } from "../pairwise/train-pairwise.ts";
import { trainable } from "../train-model.ts";
import { type NeuralMfOptions, neuralMf } from "./neural-mf.ts";
import { fitPair, pairMemory, settlePair } from "./train-pair.ts";
import { embeddings, oneNumber, type PairNodes, penaltyOf } from "./train-pair-nodes.ts";

function nodesOf(options: NeuralMfOptions): PairNodes {
  const { factors, biases, dense, regularization, biasRegularization } = options;
  const nodes = [
    ...embeddings({ users: factors, items: factors }, penaltyOf(options, regularization)),
    { name: "dot", layer: "dot", inputs: ["users", "items"] },
  ];
  let output = "dot";
  if (dense) {
    nodes.push(...oneNumber([output], "top").nodes);
    output = "top";
  }
  if (!biases) return { nodes, output };
  return {
    nodes: [
      ...nodes,
      ...embeddings({ users: 1, items: 1 }, penaltyOf(options, biasRegularization), "bias-"),
      { name: "score", layer: "residual", inputs: [output, "bias-users", "bias-items"] },
    ],
    output: "score",
  };
}

const jobOf = (options: NeuralMfOptions) => ({ model: neuralMf.name, options, nodes: nodesOf(options) });

/** Fits neural-mf. Errors: those of fitPair. */
export const trainNeuralMf = trainable(neuralMf, {
  settle: settlePair,
  memory: (options, shape) => pairMemory(jobOf(options), shape),
  resumes: "all",
  packing: PAIRWISE_PACKING,
  fit: (data, options, context) => fitPair(jobOf(options), data, context),
});
