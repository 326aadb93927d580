import type { Artefact } from "../artefact/artefact.ts";
import type { Retrieval, Retrieved } from "../models/retrieval/retrieval.ts";
import { readFeatures } from "../rerankers/features.ts";
import { factorInputs, type Head } from "../rerankers/reranker.ts";
import { TAG_COLUMN } from "../rerankers/tag-overlap.ts";
import type { History } from "./history.ts";

/** What orders the best retrieved items of an engine anew. */
export interface ReRanker {
  /** How many of the best retrieved items are candidates. */
  readonly candidateCount: number;
  /** f32[count]: scores of the first `count` retrieved items, in their order; higher is better. */
  scores(history: History, retrieved: Retrieved, count: number): Float32Array;
}

/**
 * The head behind a retrieval. undefined where the artefact names no head, none was loaded, or the head reads factors that the
 * retrieval does not have.
 */
export function createReRanker(
  { manifest, items, popularity }: Artefact,
  retrieval: Retrieval | undefined,
  head: Head | undefined,
): ReRanker | undefined {
  const readsFactors = factorInputs(manifest) > 0;
  const vectors = readsFactors ? retrieval?.vectors : undefined;
  if (!head || !manifest.head || !retrieval || (readsFactors && !vectors)) return undefined;
  const features = { popularity, tags: items.categories.get(TAG_COLUMN) };
  return {
    candidateCount: manifest.head.candidateCount,
    scores: (history, { ranking, userFactors }, count) => {
      const candidates = ranking.items.subarray(0, count);
      const factors = vectors && {
        user: userFactors ?? vectors.userFactors(history.items, history.weights, history.sequence),
        items: vectors.itemFactors(candidates),
      };
      const scores = ranking.scores.subarray(0, count);
      return head.score(readFeatures(features, { history: history.items, items: candidates, scores, factors }));
    },
  };
}
