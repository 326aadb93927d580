import type { Artefact } from "../artefact/artefact.ts";
import type { Retrieval, Retrieved } from "../models/retrieval/retrieval.ts";
import { TAG_COLUMN, tagOverlap } from "../models/tag-overlap.ts";
import type { Head } from "../neural/head/types.ts";
import type { History } from "./history.ts";

/** What orders the best retrieved items of an engine anew. */
export interface ReRanker {
  /** How many of the best retrieved items are candidates. */
  readonly candidateCount: number;
  /** f32[count]: scores of the first `count` retrieved items, in their order; higher is better. */
  scores(history: History, retrieved: Retrieved, count: number): Float32Array;
}

/**
 * The head behind a retrieval: the one place that knows what a head reads. undefined where the artefact names no head, none was
 * loaded, or the retrieval has no factors for it to read.
 */
export function createReRanker(
  { manifest, items, popularity }: Artefact,
  retrieval: Retrieval | undefined,
  head: Head | undefined,
): ReRanker | undefined {
  const vectors = retrieval?.vectors;
  if (!head || !manifest.head || !vectors) return undefined;
  const tags = items.categories.get(TAG_COLUMN);
  return {
    candidateCount: manifest.head.candidateCount,
    scores: (history, { ranking, userFactors }, count) => {
      const candidates = ranking.items.subarray(0, count);
      return head.score({
        userFactors: userFactors ?? vectors.userFactors(history.items, history.weights),
        candidateFactors: vectors.itemFactors(candidates),
        retrievalScores: ranking.scores.subarray(0, count),
        popularity: Float32Array.from(candidates, (item) => popularity[item]!),
        tagOverlap: tagOverlap(tags, history.items, candidates),
      });
    },
  };
}
