import { ArtefactError } from "../errors.ts";
import { readAttributes } from "../models/attributes.ts";
import { ones } from "../models/history-weights.ts";
import { HYBRID } from "../models/hybrid.ts";
import { readState } from "../models/state.ts";
import type { Head } from "../neural/head/types.ts";
import { createFactorRetrieval } from "./factor-retrieval.ts";
import { foldInOf } from "./fold-in.ts";
import { createHybridRetrieval } from "./hybrid-retrieval.ts";
import { RATING_KINDS } from "./rating-kinds.ts";
import { createRatingsRetrieval, withRatings } from "./ratings-retrieval.ts";
import type { Retrieval, RetrievalParts } from "./retrieval.ts";
import { createUserKnnRetrieval } from "./user-knn-retrieval.ts";
import { createWeightsRetrieval } from "./weights-retrieval.ts";

/**
 * The retrieval that an artefact calls for: by its weights between items where it has them, whatever the kind of the model;
 * by factors with a way to fold a history in; by the histories of other users; by the state of a model of ratings; none for
 * popularity, which knows no person.
 *
 * A mix of rankings makes a retrieval of each of its members. A model with weights and a state of ratings ranks by the one
 * and predicts by the other. Throws ArtefactError `unknown-model`, and `model-state` for a state that is not what the kind
 * keeps, or `needs-private-files` for a model made of users where only the public files were read.
 */
export function createRetrieval(
  artefact: RetrievalParts,
  kernelModule: WebAssembly.Module,
  head: Head | undefined,
): Retrieval | undefined {
  const { weights, factors, gram, state, manifest, popularity, publicPart } = artefact;
  const { kind, options } = manifest.model;
  const itemCount = artefact.items.itemIds.size;
  if (kind === "user-knn") return createUserKnnRetrieval(artefact);
  if (state && kind === HYBRID && options.task === "ranking") {
    return createHybridRetrieval(artefact, state, (parts) => createRetrieval(parts, kernelModule, undefined));
  }
  const restore = state && RATING_KINDS.get(kind);
  if (state && restore) {
    const reader = readState(kind, state, publicPart);
    const ratings = restore(options, reader, itemCount);
    const connected = state.has("connected") ? reader.u32("connected", itemCount) : undefined;
    reader.finish();
    if (!weights) return createRatingsRetrieval(kernelModule, ratings, { popularity, connected });
    return withRatings(unweighted(createWeightsRetrieval(kernelModule, weights, popularity)), ratings);
  }
  if (weights) return createWeightsRetrieval(kernelModule, weights, popularity);
  const foldIn = foldInOf(manifest.model, itemCount);
  if (foldIn && factors && gram) {
    const attributes = state && readAttributes(kind, state, manifest.model.factorCount - 1);
    return createFactorRetrieval(artefact, { factors, gram, foldIn, attributes }, kernelModule, head);
  }
  if (kind === "popularity") return undefined;
  throw new ArtefactError(
    "unknown-model",
    `model.kind: expected a model that this version serves, with the tensors it needs; got ${kind}`,
  );
}

/** A retrieval by weights for histories of ratings: every item of a history counts 1. */
function unweighted(lists: Retrieval): Retrieval {
  return {
    ...lists,
    get memoryBytes() {
      return lists.memoryBytes;
    },
    scan: (history, ratings, k, options) => lists.scan(history, ones(ratings), k, options),
  };
}
