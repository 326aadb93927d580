import { checkLength } from "../check.ts";

/** How many rows of each class share one score. */
export interface ScoreGroup {
  readonly positives: number;
  readonly negatives: number;
}

/**
 * Rows counted by distinct score, the highest score first: what a threshold moving down meets, step by step.
 *
 * `actual` is u8[rows], 1 for positive and anything else for negative; `scores` f64[rows]. O(rows log rows). Throws
 * RangeError for different lengths and for a score that is NaN, which has no place in an order.
 */
export function countByScore(actual: Uint8Array, scores: Float64Array): ScoreGroup[] {
  checkLength("scores", scores.length, actual.length);
  const nan = scores.findIndex(Number.isNaN);
  if (nan !== -1) throw new RangeError(`scores: row ${nan}: expected a number, got NaN`);
  const order = Uint32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!);
  const groups: ScoreGroup[] = [];
  for (let start = 0; start < order.length; ) {
    const score = scores[order[start]!];
    let positives = 0;
    let end = start;
    for (; end < order.length && scores[order[end]!] === score; end++) {
      if (actual[order[end]!] === 1) positives++;
    }
    groups.push({ positives, negatives: end - start - positives });
    start = end;
  }
  return groups;
}
