import { trainable } from "../train-model.ts";
import { type ResidualMfOptions, residualMf } from "./residual-mf.ts";
import { fitPair, pairMemory, pairPacking, settlePair } from "./train-pair.ts";
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

const jobOf = (options: ResidualMfOptions) => ({ model: residualMf.name, options, nodes: nodesOf(options) });

/** Fits residual-mf. Errors: those of fitPair. */
export const trainResidualMf = trainable(residualMf, {
  settle: settlePair,
  memory: (options, shape) => pairMemory(jobOf(options), shape),
  resumes: "all",
  packingFor: pairPacking,
  fit: (data, options, context) => fitPair(jobOf(options), data, context),
});
