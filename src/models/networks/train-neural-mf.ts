import { type NeuralMfOptions, neuralMf } from "./neural-mf.ts";
import { trainablePair } from "./train-pair.ts";
import { embeddings, oneNumber, type PairNodes, penaltyOf } from "./train-pair-nodes.ts";

/** Chosen on validation data: ratings say something of every embedding, drawn negatives next to nothing. */
function regularizationOf({ regularization, target }: NeuralMfOptions): number {
  if (regularization !== "auto") return regularization;
  return target === "rating" ? 0.1 : 0.0005;
}

function nodesOf(options: NeuralMfOptions): PairNodes {
  const { factors, biases, dense, biasRegularization } = options;
  const nodes = [
    ...embeddings({ users: factors, items: factors }, penaltyOf(options, regularizationOf(options))),
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

/** Fits neural-mf. Errors: those of trainablePair. */
export const trainNeuralMf = trainablePair(neuralMf, nodesOf, {
  settle: (options) => ({ ...options, regularization: regularizationOf(options) }),
});
