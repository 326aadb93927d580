import type { ItemTable } from "../../data/items.ts";
import { DataError } from "../../errors.ts";
import { checkTermColumns } from "../text/item-terms.ts";
import { itemVectors } from "../text/item-vectors.ts";
import { type HybridMlpOptions, hybridMlp } from "./hybrid-mlp.ts";
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

/** Fits hybrid-mlp. Errors: those of itemVectors and trainablePair; DataError `no-text` where no term is left. */
export const trainHybridMlp = trainablePair(hybridMlp, nodesOf, {
  checkColumns: ({ columns }, { items }) => checkTermColumns(hybridMlp.name, items, columns),
  itemInputs: (items, options) => ({ terms: termsOf(items, options) }),
  usualTerms: USUAL_TERMS,
});

function termsOf(items: ItemTable, { columns, language, minDocumentFrequency }: HybridMlpOptions) {
  const reading = { ngrams: [1, 1], stopWords: "auto", sublinear: true } as const;
  const { vectors } = itemVectors(hybridMlp.name, items, { ...reading, columns, language, minDocumentFrequency });
  if (vectors.columnCount > 0) return vectors;
  throw new DataError(
    "no-text",
    `${hybridMlp.name}: expected terms in ${minDocumentFrequency} items or more, got none; lower minDocumentFrequency, or name other columns`,
  );
}
