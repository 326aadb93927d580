import { stackOf } from "./layer-stack.ts";
import { type NcfMlpOptions, ncfMlp } from "./ncf-mlp.ts";
import { trainablePair } from "./train-pair.ts";
import { embeddings, oneNumber, type PairNodes, penaltyOf, stack } from "./train-pair-nodes.ts";

function nodesOf(options: NcfMlpOptions): PairNodes {
  const { join, skip, userFactors, itemFactors, regularization } = options;
  const hasDot = join === "dot" || skip !== "none";
  const begins = skip === "before" ? ["dot", "users", "items"] : join === "dot" ? ["dot"] : ["users", "items"];
  const begin = begins.length > 1 ? "pair" : "dot";
  const layers = stack(stackOf(options), begin);
  const top = oneNumber(skip === "after" ? [layers.output, "dot", "users", "items"] : [layers.output]);
  return {
    nodes: [
      ...embeddings({ users: userFactors, items: itemFactors }, penaltyOf(options, regularization)),
      ...(hasDot ? [{ name: "dot", layer: "dot", inputs: ["users", "items"] }] : []),
      ...(begins.length > 1 ? [{ name: "pair", layer: "concat", inputs: begins }] : []),
      ...layers.nodes,
      ...top.nodes,
    ],
    output: top.output,
  };
}

/** Fits ncf-mlp. Errors: those of trainablePair. */
export const trainNcfMlp = trainablePair(ncfMlp, nodesOf);
