import type { Ranking } from "../kernels/ranking.ts";
import type { RetrievalOptions } from "../models/retrieval/retrieval.ts";
import { unionOf } from "./candidates.ts";
import type { FeatureSpace } from "./features.ts";
import type { Person } from "./person.ts";
import type { Head } from "./reranker.ts";
import type { Retriever } from "./retriever.ts";

/** A head at work behind its retrievers; the first of these makes the lists that are ordered anew. */
export interface HeadAtWork {
  readonly head: Pick<Head, "score">;
  readonly space: FeatureSpace;
  readonly retrievers: readonly Retriever[];
  /** How many candidates are ordered, at most. */
  readonly candidateCount: number;
}

/** Candidates with the scores of a head. */
export interface ScoredCandidates {
  readonly items: Uint32Array;
  readonly scores: Float32Array;
}

/**
 * Scores the best of all retrievers. `own` are the best of the first that follow from the history. What training, evaluation
 * and serving do alike.
 */
export function scoreCandidates(
  { head, space, retrievers, candidateCount }: HeadAtWork,
  person: Person,
  own: Pick<Ranking, "items">,
  options: RetrievalOptions,
): ScoredCandidates {
  const others = retrievers.slice(1).map((retriever) => retriever.best(person, candidateCount, options));
  const first = { items: own.items.subarray(0, candidateCount) };
  const items = unionOf([first, ...others], candidateCount);
  if (items.length === 0) return { items, scores: new Float32Array(0) };
  return { items, scores: head.score({ count: items.length, features: space.read(person, items) }) };
}
