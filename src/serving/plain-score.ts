/** The least f32 that is no subnormal: below it a score is 0 that keeps an order (models/popular-tail.ts). */
const LEAST_SCORE = 2 ** -126;

/** A score as the caller sees it. */
export function plainScore(score: number): number {
  return Math.abs(score) < LEAST_SCORE ? 0 : score;
}
