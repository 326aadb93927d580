import type { Retrieve, ServedModel } from "../served-model.ts";
import { createFactorRetrieval } from "./by-factors.ts";
import { createScoresRetrieval } from "./by-scores.ts";
import { createWeightsRetrieval, fitsKernels, scoresOfWeights } from "./by-weights.ts";
import type { Lists, Retrieval, RetrievalContext } from "./retrieval.ts";

/**
 * The retrieval of a model, by the form that the model names; undefined for popularity, which knows no user. Throws
 * RangeError for shapes that do not fit, KernelError `memory-limit`.
 */
export function createRetrieval(served: ServedModel, context: RetrievalContext): Retrieval | undefined {
  const { retrieve, predict, reaches, isAlike, sentWeight = () => 1 } = served;
  if (retrieve.by === "popularity") return undefined;
  const lists = listsOf(retrieve, served.similarTo, context);
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

function listsOf(
  retrieve: Exclude<Retrieve, { readonly by: "popularity" }>,
  similarTo: ServedModel["similarTo"],
  context: RetrievalContext,
): Lists {
  switch (retrieve.by) {
    case "factors":
      return createFactorRetrieval(retrieve, context);
    case "weights": {
      if (fitsKernels(retrieve.weights)) return createWeightsRetrieval(retrieve, context);
      const plain = scoresOfWeights(retrieve);
      return createScoresRetrieval(plain, plain.similarTo, context);
    }
    case "scores":
      return createScoresRetrieval(retrieve, similarTo, context);
  }
}
