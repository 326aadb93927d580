import { type ResidualMfOptions, residualMf } from "./residual-mf.ts";
import { trainablePair } from "./train-pair.ts";
import { embeddings, oneNumber, type PairNodes, penaltyOf } from "./train-pair-nodes.ts";

function nodesOf(options: ResidualMfOptions): PairNodes {
  const { factors, hidden, regularization } = options;
  const layer = (name: string, from: string, units: number) =>
    ({ name, layer: "dense", inputs: [from], options: { units, activation: "relu" } }) as const;
  const top = oneNumber(["joined", "dot"]);
  return {
    nodes: [
      ...embeddings({ users: factors, items: factors }, penaltyOf(options, regularization)),
      { name: "pair", layer: "concat", inputs: ["users", "items"] },
      layer("wide", "pair", 2 * factors),
      layer("hidden", "wide", hidden),
      layer("back", "hidden", 2 * factors),
      { name: "joined", layer: "residual", inputs: ["back", "pair"] },
      { name: "dot", layer: "dot", inputs: ["users", "items"] },
      ...top.nodes,
    ],
    output: top.output,
  };
}

/** Fits residual-mf. Errors: those of trainablePair. */
export const trainResidualMf = trainablePair(residualMf, nodesOf);
