import type { Artefact } from "../artefact/artefact.ts";
import { servedModel } from "../models/served.ts";
import type { Head } from "../rerankers/reranker.ts";
import { makeRecommender } from "./make-recommender.ts";
import { createReRanker } from "./re-ranker.ts";
import type { BulkRecommender } from "./types.ts";

/**
 * Makes the engine from a decoded artefact. `head` re-ranks when given; without it requests with rerank are answered by
 * retrieval alone. Throws ArtefactError `unknown-model` for a model kind that this version does not serve, `model-options` for
 * options that its kind does not have or take, and `model-state` for a state that is not what the kind keeps.
 */
export function createRecommender(artefact: Artefact, kernelModule: WebAssembly.Module, head?: Head): BulkRecommender {
  const reRanking = head ? { head, createReRanker } : undefined;
  return makeRecommender(artefact, kernelModule, { find: servedModel, reRanking });
}
