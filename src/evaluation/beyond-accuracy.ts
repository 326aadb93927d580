import { rowIndices, transpose } from "../data/csr.ts";
import { type Interactions, toCsr } from "../data/interactions.ts";
import { log2 } from "../elementary.ts";

/** Value of one user's list from the items in it, best first; `ranked` has no padding. */
export type ListMetric = (ranked: Uint32Array, k: number) => number;

/**
 * Metrics of a list that need no test items, by the name they are printed with: `novelty`, `diversity` and
 * `popularity-bias`. They describe the list; neither a high nor a low value is better in itself.
 *
 * Where an item is common follows from train: n_i is the number of users who have item i there, whatever the value, and
 * U the number of users with any interaction there. A list shorter than k is measured by the items it has; an empty
 * list is NaN, and so are novelty and popularity bias when train is empty. Averaged over users whose value is not NaN,
 * each counting once.
 */
export function listMetrics(train: Interactions): ReadonlyMap<string, ListMetric> {
  const audiences = transpose(toCsr(train));
  const audienceSize = (item: number) => audiences.offsets[item + 1]! - audiences.offsets[item]!;
  const userCount = new Set(train.users).size || Number.NaN;
  const together = createSimilaritySum(train.userIds.size, (item) => rowIndices(audiences, item));
  return new Map<string, ListMetric>([
    ["novelty", (ranked, k) => meanOverItems(ranked, k, (item) => selfInformation(audienceSize(item), userCount))],
    ["diversity", (ranked, k) => intraListDiversity(ranked.subarray(0, k), together)],
    ["popularity-bias", (ranked, k) => meanOverItems(ranked, k, (item) => audienceSize(item) / userCount)],
  ]);
}

/**
 * Novelty of an item: the self-information of meeting a user who has it, in bits.
 *
 *   novelty@k = mean over the first k of −log₂( max(n_i, 1) / U )
 *
 * 0 for items that all users have, log₂ U at most: an item without users counts as if one user had it.
 * Source: Vargas & Castells 2011 (mean self-information, without rank discount).
 */
function selfInformation(audienceSize: number, userCount: number): number {
  return log2(userCount / Math.max(audienceSize, 1));
}

/**
 * Mean of a measure over the first k items.
 *
 *   popularity-bias@k = mean over the first k of n_i / U
 *
 * From 0 to 1. Source: Abdollahpouri et al. 2019 (average recommendation popularity; there in counts, here in shares).
 */
function meanOverItems(ranked: Uint32Array, k: number, measure: (item: number) => number): number {
  const count = Math.min(k, ranked.length);
  let sum = 0;
  for (let rank = 0; rank < count; rank++) sum += measure(ranked[rank]!);
  return sum / count;
}

/**
 * Intra-list diversity: how seldom the items of a list appeal to the same users.
 *
 *   diversity@k = 1 − mean over pairs i < j of the first k of cos(i, j),   cos(i, j) = |U_i ∩ U_j| / √(n_i · n_j)
 *
 * U_i are the users who have item i in train; an item without audience has cosine 0 with all. 0 when all items have the
 * same audience, 1 when no two share a user. NaN with fewer than two items. O(Σ n_i) a list, whatever the number of
 * pairs.
 * Source: Ziegler et al. 2005, with item-item cosine for similarity.
 */
function intraListDiversity(items: Uint32Array, together: (items: Uint32Array) => number): number {
  const orderedPairs = items.length * (items.length - 1);
  if (orderedPairs === 0) return Number.NaN;
  // Rounding may step over the ends by a little.
  return Math.min(1, Math.max(0, 1 - together(items) / orderedPairs));
}

/**
 * Σ_(i ≠ j) cos(i, j) over ordered pairs, by way of the users: Σ_u (Σ_(i∋u) 1/√n_i)² counts each ordered pair and, with
 * cosine 1, each item that has an audience with itself.
 */
function createSimilaritySum(
  userCount: number,
  audienceOf: (item: number) => Uint32Array,
): (items: Uint32Array) => number {
  const sums = new Float64Array(userCount);
  return (items) => {
    let withAudience = 0;
    for (const item of items) {
      const audience = audienceOf(item);
      if (audience.length === 0) continue;
      withAudience++;
      const share = 1 / Math.sqrt(audience.length);
      for (const user of audience) sums[user]! += share;
    }
    let total = 0;
    for (const item of items) {
      for (const user of audienceOf(item)) {
        total += sums[user]! ** 2;
        // Each user counts once, and the next list starts from zeros.
        sums[user] = 0;
      }
    }
    return total - withAudience;
  };
}
