import { checkLength } from "../check.ts";

/** What a model returned for one user, best first and without padding. */
export interface ScoredRanking {
  /** u8[returned]: 1 where the item at that rank is one of the user's test items. */
  readonly hits: Uint8Array;
  /** f32[returned], never rising; neighbours of equal score are tied. */
  readonly scores: Float32Array;
}

/**
 * AUC over the items of one user: the chance that a test item is ranked above an item that is not one.
 *
 *   auc = Σ_(test item i) Σ_(other item j) [i above j] + ½ [i and j tied]  /  (|test items| · |other items|)
 *
 * Equal scores count one half. Items that the model did not return are tied with one another, below all that it
 * returned. 1 when test items come first, ½ for a ranking without skill, 0 when they come last. Averaged over users who
 * have test items, each counting once; NaN for a user without test items or without other items.
 *
 * `relevantCount` is the number of test items that compete, returned or not, and `candidateCount` the number of all
 * items that compete, test items included. O(returned). Throws RangeError where the counts are smaller than what was
 * returned.
 * Source: Hanley & McNeil 1982; for recommendation Rendle et al. 2009.
 */
export function itemAuc(ranking: ScoredRanking, relevantCount: number, candidateCount: number): number {
  const { hits, scores } = ranking;
  checkLength("scores", scores.length, hits.length);
  const otherCount = candidateCount - relevantCount;
  let relevantAbove = 0;
  let otherAbove = 0;
  let pairs = 0;
  for (let start = 0; start < hits.length; ) {
    let relevant = 0;
    let other = 0;
    let end = start;
    for (; end < hits.length && (end === start || scores[end] === scores[start]); end++) {
      if (hits[end] === 1) relevant++;
      else other++;
    }
    pairs += other * (relevantAbove + relevant / 2);
    relevantAbove += relevant;
    otherAbove += other;
    start = end;
  }
  checkCounts(relevantAbove, otherAbove, relevantCount, otherCount);
  // The items that were not returned are one last group of equals.
  const [relevantLeft, otherLeft] = [relevantCount - relevantAbove, otherCount - otherAbove];
  pairs += otherLeft * (relevantAbove + relevantLeft / 2);
  return pairs / (relevantCount * otherCount);
}

function checkCounts(relevant: number, other: number, relevantCount: number, otherCount: number): void {
  if (relevant <= relevantCount && other <= otherCount) return;
  throw new RangeError(
    `itemAuc: expected at most ${relevantCount} test items and ${otherCount} others among those returned, ` +
      `got ${relevant} and ${other}; count every item that competes`,
  );
}
