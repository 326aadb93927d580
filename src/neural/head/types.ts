/**
 * The candidates of one request, as the head sees them. n = candidate count, d = factor count.
 * Feature definitions live in features.ts and are the same in training and serving.
 */
export interface HeadInput {
  /** f32[d], folded in from the history. */
  readonly userFactors: Float32Array;
  /** f32[n × d], row-major: factors of the candidates, best retrieved first. */
  readonly candidateFactors: Float32Array;
  /** f32[n], retrieval scores, descending. */
  readonly retrievalScores: Float32Array;
  /** f32[n], interactions of each candidate (a count, not yet transformed). */
  readonly popularity: Float32Array;
  /** f32[n], share of the candidate's tags that occur in the history's tags, 0 … 1; 0 where items have no tags. */
  readonly tagOverlap: Float32Array;
}

/** A re-ranking head, ready to serve. */
export interface Head {
  /** Scores of the candidates, f32[n], in the order they were given; higher is better. Synchronous, leaves no tensor. */
  score(input: HeadInput): Float32Array;
  /** Tensors and bytes alive in the backend: constant between requests. */
  memory(): { readonly tensors: number; readonly bytes: number };
  dispose(): void;
}
