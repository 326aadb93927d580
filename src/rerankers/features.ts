import type { CategoryColumn } from "../data/items.ts";
import type { HeadInput } from "./reranker.ts";
import { tagOverlap } from "./tag-overlap.ts";

/** What a re-ranker reads of the items of a catalogue. */
export interface ItemFeatures {
  /** f32[items], interactions of each item (a count). */
  readonly popularity: Float32Array;
  readonly tags: CategoryColumn | undefined;
}

/** Candidates of one user, best retrieved first. */
export interface Candidates {
  /** Items of the user, u32, ascending. */
  readonly history: Uint32Array;
  /** u32[n] */
  readonly items: Uint32Array;
  /** f32[n], retrieval scores, descending. */
  readonly scores: Float32Array;
  /** Factors of the user and of the candidates, where the re-ranker reads some. */
  readonly factors?: { readonly user: Float32Array; readonly items: Float32Array } | undefined;
}

const NO_FACTORS = new Float32Array(0);

/** The features of candidates, as every re-ranker gets them in training, evaluation and serving. O(n · (d + tags)). */
export function readFeatures({ popularity, tags }: ItemFeatures, candidates: Candidates): HeadInput {
  const { history, items, scores, factors } = candidates;
  return {
    userFactors: factors?.user ?? NO_FACTORS,
    candidateFactors: factors?.items ?? NO_FACTORS,
    retrievalScores: scores,
    popularity: Float32Array.from(items, (item) => popularity[item]!),
    tagOverlap: tagOverlap(tags, history, items),
  };
}
