import { checkTermColumns } from "../text/item-terms.ts";
import { type HybridMlpOptions, hybridMlp } from "./hybrid-mlp.ts";
import { networkTerms } from "./train-item-terms.ts";
import { trainablePair } from "./train-pair.ts";
import { embeddings, oneNumber, type PairNodes, penaltyOf } from "./train-pair-nodes.ts";

/** What texts are taken to have where they are not read yet: terms in all, and terms of an item. */
const USUAL_TERMS = { terms: 25_000, mostTerms: 100 };

function nodesOf(options: HybridMlpOptions): PairNodes {
  const { userFactors, itemFactors, termUnits, contentUnits, hidden, dropout, idDropout, regularization } = options;
  const l2 = penaltyOf(options, regularization);
  const top = oneNumber([dropout > 0 ? "dropped" : "hidden"]);
  return {
    nodes: [
      ...embeddings({ users: userFactors, items: itemFactors }, l2),
      ...(idDropout > 0
        ? [{ name: "items-left", layer: "row-dropout", inputs: ["items"], options: { rate: idDropout } } as const]
        : []),
      { name: "texts", layer: "bag", inputs: ["terms"], options: { width: termUnits, bias: true } },
      { name: "texts-relu", layer: "activation", inputs: ["texts"], options: { name: "relu" } },
      { name: "content", layer: "dense", inputs: ["texts-relu"], options: { units: contentUnits, activation: "relu" } },
      { name: "joined", layer: "concat", inputs: ["users", idDropout > 0 ? "items-left" : "items", "content"] },
      { name: "hidden", layer: "dense", inputs: ["joined"], options: { units: hidden, activation: "relu" } },
      ...(dropout > 0
        ? [{ name: "dropped", layer: "dropout", inputs: ["hidden"], options: { rate: dropout } } as const]
        : []),
      ...top.nodes,
    ],
    output: top.output,
  };
}

/** Fits hybrid-mlp. Errors: those of networkTerms and trainablePair. */
export const trainHybridMlp = trainablePair(hybridMlp, nodesOf, {
  checkColumns: ({ columns }, { items }) => checkTermColumns(hybridMlp.name, items, columns),
  itemInputs: (items, options) => ({ terms: networkTerms(hybridMlp.name, items, options) }),
  usualTerms: USUAL_TERMS,
});
