import { log } from "../elementary.ts";
import type { ScoredCandidates } from "../rerankers/rank-candidates.ts";

/**
 * Candidates with boosts b, f32[items], on their scores h: h + ln b. Scores of a head are logits, so that b multiplies the odds of
 * an item. Rounded to f32.
 */
export function boostCandidates({ items, scores }: ScoredCandidates, boost: Float32Array): ScoredCandidates {
  return { items, scores: scores.map((score, place) => score + log(boost[items[place]!]!)) };
}
