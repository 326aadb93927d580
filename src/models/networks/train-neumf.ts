import { stackOf } from "./layer-stack.ts";
import { type NeumfOptions, neumf } from "./neumf.ts";
import { trainablePair } from "./train-pair.ts";
import { embeddings, oneNumber, type PairNodes, penaltyOf, stack } from "./train-pair-nodes.ts";

function nodesOf(options: NeumfOptions): PairNodes {
  const { factors, layerFactors, regularization } = options;
  const l2 = penaltyOf(options, regularization);
  const layers = stack(stackOf(options), "pair");
  const top = oneNumber(["product", layers.output]);
  return {
    nodes: [
      ...embeddings({ users: factors, items: factors }, l2),
      { name: "product", layer: "product", inputs: ["users", "items"] },
      ...embeddings({ users: layerFactors, items: layerFactors }, l2, "layer-"),
      { name: "pair", layer: "concat", inputs: ["layer-users", "layer-items"] },
      ...layers.nodes,
      ...top.nodes,
    ],
    output: top.output,
  };
}

/** Fits neumf. Errors: those of trainablePair. */
export const trainNeumf = trainablePair(neumf, nodesOf);
