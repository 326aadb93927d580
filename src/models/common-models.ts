import type { Model } from "./define-model.ts";
import type { Lists, RetrievalContext } from "./retrieval/retrieval.ts";
import type { Retrieve } from "./served-model.ts";

/**
 * Models that are served most, each loaded by itself: a page that has one of them need not load all. A model that is not listed is
 * found by served.ts.
 */
export const COMMON: Readonly<Record<string, () => Promise<Model>>> = {
  "implicit-als": async () => (await import("./implicit-als/implicit-als.ts")).implicitAls,
  bpr: async () => (await import("./pairwise/bpr.ts")).bpr,
  slim: async () => (await import("./item-weights/slim.ts")).slim,
  ease: async () => (await import("./item-weights/ease.ts")).ease,
};

/** A model by its name; undefined for one that is not common. */
export async function commonModel(name: string): Promise<Model | undefined> {
  return Object.hasOwn(COMMON, name) ? COMMON[name]?.() : undefined;
}

/** The lists of the forms that common models have; undefined for another form. Throws as createRetrieval does. */
export async function commonLists(retrieve: Retrieve, context: RetrievalContext): Promise<Lists | undefined> {
  if (retrieve.by === "factors") {
    if (retrieve.reach || retrieve.foldsIn?.nonNegative) return undefined;
    const { createFactorRetrieval } = await import("./retrieval/by-factors.ts");
    return createFactorRetrieval(retrieve, context);
  }
  if (retrieve.by !== "weights") return undefined;
  const { createWeightsRetrieval, fitsKernels } = await import("./retrieval/by-weights.ts");
  return fitsKernels(retrieve.weights) ? createWeightsRetrieval(retrieve, context) : undefined;
}
