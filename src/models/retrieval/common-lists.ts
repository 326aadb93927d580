import type { Retrieve } from "../served-model.ts";
import type { Lists, RetrievalContext } from "./retrieval.ts";

/** The lists of the forms that common models have; undefined for another form. Throws as createRetrieval does. */
export async function commonLists(retrieve: Retrieve, context: RetrievalContext): Promise<Lists | undefined> {
  if (retrieve.by === "factors") {
    if (retrieve.reach) return undefined;
    const { createFactorRetrieval } = await import("./by-factors.ts");
    return createFactorRetrieval(retrieve, context);
  }
  if (retrieve.by !== "weights") return undefined;
  const { createWeightsRetrieval, fitsKernels } = await import("./by-weights.ts");
  return fitsKernels(retrieve.weights) ? createWeightsRetrieval(retrieve, context) : undefined;
}
