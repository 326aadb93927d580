import { log2OfRank } from "../elementary.ts";
import { NO_ITEM } from "../kernels/ranking.ts";

/**
 * One user's ranking after comparison with their test items. Relevance is binary: an item is relevant when the user has
 * it in test, whatever its value.
 */
export interface JudgedRanking {
  /** u8[list length], best first: 1 where the item at that rank is one of the user's test items. */
  readonly hits: Uint8Array;
  /** How many test items the user has, found or not. */
  readonly relevantCount: number;
}

/** A metric of one user's ranking at a list length. */
export type RankingMetric = (ranking: JudgedRanking, k: number) => number;

/**
 * Share of the user's test items among the first k.
 *
 *   recall@k = hits in the first k / |test items of the user|
 *
 * The denominator is not capped at k: a user with more than k test items cannot reach 1. From 0 to 1. Averaged over
 * users who have test items, each counting once; NaN for a user without any.
 */
export function recallAtK(ranking: JudgedRanking, k: number): number {
  return countHits(ranking, k) / ranking.relevantCount;
}

/**
 * Share of the first k places that hold a test item of the user.
 *
 *   precision@k = hits in the first k / k
 *
 * The denominator is k even where the ranking is shorter: an empty place is a miss. From 0 to 1, and at most
 * |test items| / k. Averaged over users who have test items, each counting once; NaN for a user without any.
 */
export function precisionAtK(ranking: JudgedRanking, k: number): number {
  return ranking.relevantCount === 0 ? Number.NaN : countHits(ranking, k) / k;
}

/**
 * Normalised discounted cumulative gain with binary gain: hits count more the higher they stand.
 *
 *   ndcg@k = Σ_(ranks r < k with a hit) 1/log₂(r + 2)  /  Σ_(r < min(k, |test items|)) 1/log₂(r + 2),   r from 0
 *
 * 1 when test items fill the list from the top until they or the places run out. From 0 to 1. Averaged over users who
 * have test items, each counting once; NaN for a user without any. Source: Järvelin & Kekäläinen 2002, binary gain.
 */
export function ndcgAtK(ranking: JudgedRanking, k: number): number {
  const { hits, relevantCount } = ranking;
  let gain = 0;
  for (let rank = 0; rank < Math.min(k, hits.length); rank++) {
    if (hits[rank] === 1) gain += discount(rank);
  }
  let ideal = 0;
  for (let rank = 0; rank < Math.min(k, relevantCount); rank++) ideal += discount(rank);
  return gain / ideal;
}

/**
 * Average precision: the precision at each hit of the first k, averaged over the user's test items.
 *
 *   map@k = Σ_(ranks r < k with a hit) (hits up to and with rank r) / (r + 1)  /  |test items of the user|,   r from 0
 *
 * The denominator is not capped at k: test items beyond the first k count with precision 0, and a user with more than k
 * of them cannot reach 1 (map_cut of trec_eval). Others divide by min(k, |test items|), which gives higher figures.
 * From 0 to 1. Averaged over users who have test items, each counting once; NaN for a user without any.
 * Source: Buckley & Voorhees 2000.
 */
export function averagePrecisionAtK(ranking: JudgedRanking, k: number): number {
  const { hits, relevantCount } = ranking;
  let found = 0;
  let sum = 0;
  for (let rank = 0; rank < Math.min(k, hits.length); rank++) {
    if (hits[rank] === 1) sum += ++found / (rank + 1);
  }
  return sum / relevantCount;
}

/**
 * How high the first test item stands, as the inverse of its place.
 *
 *   mrr@k = 1 / (r + 1) for the lowest rank r < k with a hit, r from 0;  0 without a hit in the first k
 *
 * Further hits count nothing. From 0 to 1. Averaged over users who have test items, each counting once; NaN for a user
 * without any. Source: Voorhees 1999.
 */
export function reciprocalRankAtK(ranking: JudgedRanking, k: number): number {
  if (ranking.relevantCount === 0) return Number.NaN;
  const first = ranking.hits.subarray(0, k).indexOf(1);
  return first === -1 ? 0 : 1 / (first + 1);
}

/**
 * Whether any of the first k is a test item of the user.
 *
 *   hit-rate@k = 1 when there is a hit in the first k, else 0
 *
 * With one test item a user (leave-last-out) it equals recall. Averaged over users who have test items, each counting
 * once, it is the share of users served at least once; NaN for a user without any.
 */
export function hitRateAtK(ranking: JudgedRanking, k: number): number {
  return ranking.relevantCount === 0 ? Number.NaN : Math.min(1, countHits(ranking, k));
}

/**
 * Share of the catalogue that appears in the first k of at least one user.
 *
 *   coverage@k = |union over users of their first k| / |items of the vocabulary|
 *
 * A property of all rankings together: it has no value for a single user. Users without test items do not take part, as
 * nobody asked for their rankings. From 0 to 1; NaN for an empty catalogue.
 *
 * `bestRanks` is u32[items]: the best rank, from 0, at which each item was recommended, NO_ITEM where it never was.
 */
export function coverageAtK(bestRanks: Uint32Array, k: number): number {
  let shown = 0;
  for (const rank of bestRanks) {
    if (rank !== NO_ITEM && rank < k) shown++;
  }
  return shown / bestRanks.length;
}

/**
 * Inequality of attention: how unevenly the first k of all users fall on the items of the catalogue (Gini index).
 *
 *   gini@k = Σ_j (2j − n − 1) x_j / (n · Σ_j x_j),   x_1 ≤ … ≤ x_n exposures, n = |items of the vocabulary|
 *
 * 0 when every item is recommended equally often; (n − 1)/n, near 1, when one item gets every place. The divisor is n;
 * some authors have n − 1. A list holds an item once, so full lists of k items cannot pass 1 − k/n. A property of all
 * rankings together, like coverage. NaN when nothing was recommended or the catalogue is empty.
 *
 * `exposures` is u32[items]: how many users have the item in their first k. O(n log n).
 * Source: Castells, Hurley & Vargas 2022 (with n − 1); Gini 1912.
 */
export function giniAtK(exposures: Uint32Array): number {
  const count = exposures.length;
  let total = 0;
  let weighted = 0;
  for (const [place, exposure] of exposures.toSorted().entries()) {
    total += exposure;
    weighted += (2 * place + 1 - count) * exposure;
  }
  return weighted / (count * total);
}

/** Metrics that have a value for every user, by the name they are printed with, in the order of tables. */
export const PER_USER_METRICS: ReadonlyMap<string, RankingMetric> = new Map([
  ["recall", recallAtK],
  ["precision", precisionAtK],
  ["ndcg", ndcgAtK],
  ["map", averagePrecisionAtK],
  ["mrr", reciprocalRankAtK],
  ["hit-rate", hitRateAtK],
]);

function countHits({ hits }: JudgedRanking, k: number): number {
  let count = 0;
  for (let rank = 0; rank < Math.min(k, hits.length); rank++) count += hits[rank]!;
  return count;
}

function discount(rank: number): number {
  return 1 / log2OfRank(rank);
}
