import type { ServedModel } from "../served-model.ts";
import type { Lists, Retrieval } from "./retrieval.ts";

/** The retrieval of a model whose lists are these. */
export function retrievalOf(served: ServedModel, lists: Lists): Retrieval {
  const { predict, reaches, isAlike, sentWeight = () => 1 } = served;
  return {
    get memoryBytes() {
      return lists.memoryBytes;
    },
    vectors: lists.vectors,
    itemWeights: lists.itemWeights,
    scan: lists.scan,
    scanBatch: lists.scanBatch,
    scanAttributes: lists.scanAttributes,
    similar: lists.similar,
    dislikes: lists.dislikes,
    likeness: lists.likeness,
    parts: lists.parts,
    sentWeight,
    isAlike,
    reaches,
    predict:
      predict &&
      ((history, weights, wanted) => {
        const predictedRating = predict(history, weights);
        return Float64Array.from(wanted, (item) => predictedRating(item));
      }),
  };
}
