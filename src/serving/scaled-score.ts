import { log } from "../elementary.ts";

/**
 * A score times a factor above 0, so that a larger factor is never worse: s·f where s ≥ 0, s/f where it is below. A head's scores
 * are logits of a listwise softmax, whose odds the factor multiplies: s + ln f.
 */
export function scaledScore(score: number, factor: number, isLogit: boolean): number {
  if (isLogit) return score + log(factor);
  return score >= 0 ? score * factor : score / factor;
}
