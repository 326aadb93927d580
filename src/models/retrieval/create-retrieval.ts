import type { Retrieve, ServedModel } from "../served-model.ts";
import { createFactorRetrieval } from "./by-factors.ts";
import { createScoresRetrieval } from "./by-scores.ts";
import { createWeightsRetrieval, fitsKernels, scoresOfWeights } from "./by-weights.ts";
import { FACTOR_EXTRAS } from "./factor-extras.ts";
import type { Lists, Retrieval, RetrievalContext } from "./retrieval.ts";
import { retrievalOf } from "./retrieval-of.ts";

/**
 * The retrieval of a model, by the form that the model names; undefined for popularity, which knows no user. Throws
 * RangeError for shapes that do not fit, KernelError `memory-limit`.
 */
export function createRetrieval(served: ServedModel, context: RetrievalContext): Retrieval | undefined {
  const { retrieve, similarTo } = served;
  return retrieve.by === "popularity" ? undefined : retrievalOf(served, listsOf(retrieve, similarTo, context));
}

function listsOf(
  retrieve: Exclude<Retrieve, { readonly by: "popularity" }>,
  similarTo: ServedModel["similarTo"],
  context: RetrievalContext,
): Lists {
  switch (retrieve.by) {
    case "factors":
      return createFactorRetrieval(retrieve, context, FACTOR_EXTRAS);
    case "weights": {
      if (fitsKernels(retrieve.weights)) return createWeightsRetrieval(retrieve, context);
      const plain = scoresOfWeights(retrieve);
      return createScoresRetrieval(plain, plain.similarTo, context);
    }
    case "scores":
      return createScoresRetrieval(retrieve, similarTo, context);
  }
}
