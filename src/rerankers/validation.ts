import { log2OfRank } from "../elementary.ts";
import { candidateColumns, candidatesOf, type HeadExamples } from "./examples.ts";
import type { Head } from "./reranker.ts";

/** Length of the lists on which a head is judged. */
const LIST_LENGTH = 10;

/** Quality of the candidates' order, averaged over the validation users that have held-out items. */
export interface ListQuality {
  readonly users: number;
  readonly metrics: { readonly "ndcg@10": number; readonly "recall@10": number };
  /** f64[users], nDCG@10 of each user, in the order of groupsValidation. */
  readonly ndcg: Float64Array;
}

/**
 * Judges an order of the candidates of the validation groups: the head's, or retrieval's where `head` is undefined. Equal
 * scores keep retrieval's order.
 *
 *   ndcg@10 = Σ_(ranks r < 10 with a positive) 1/log₂(r + 2)  /  Σ_(r < min(10, positiveCount)) 1/log₂(r + 2)
 *   recall@10 = positives in the first 10 / positiveCount
 *
 * The ideal counts all held-out items of the user, also those that retrieval did not find. 0 where no user has any.
 */
export function judgeCandidates(examples: HeadExamples, head: Head | undefined): ListQuality {
  const groups = examples.groupsValidation.filter((group) => examples.positiveCounts[group]! > 0);
  const ndcg = new Float64Array(groups.length);
  let [ndcgSum, recallSum] = [0, 0];
  for (const [place, group] of groups.entries()) {
    const order = head === undefined ? undefined : headOrder(examples, group, head);
    const count = Math.min(LIST_LENGTH, candidatesOf(examples, group));
    let [gain, ideal, hits] = [0, 0, 0];
    for (let rank = 0; rank < count; rank++) {
      if (examples.labels[group * examples.candidateCount + (order?.[rank] ?? rank)] === 0) continue;
      gain += 1 / log2OfRank(rank);
      hits++;
    }
    const positives = examples.positiveCounts[group]!;
    for (let rank = 0; rank < Math.min(LIST_LENGTH, positives); rank++) ideal += 1 / log2OfRank(rank);
    ndcg[place] = gain / ideal;
    ndcgSum += gain / ideal;
    recallSum += hits / positives;
  }
  const users = Math.max(1, groups.length);
  return {
    users: groups.length,
    metrics: { "ndcg@10": ndcgSum / users, "recall@10": recallSum / users },
    ndcg,
  };
}

/** Places of a group's candidates in the order of the head's scores. */
function headOrder(examples: HeadExamples, group: number, head: Head): Uint32Array {
  const { factorCount, candidateCount, candidateItems, itemFactors } = examples;
  const count = candidatesOf(examples, group);
  const candidateFactors = new Float32Array(count * factorCount);
  for (let place = 0; place < count; place++) {
    const item = candidateItems[group * candidateCount + place]! * factorCount;
    candidateFactors.set(itemFactors.subarray(item, item + factorCount), place * factorCount);
  }
  const scores = head.score({
    userFactors: examples.userFactors.subarray(group * factorCount, (group + 1) * factorCount),
    candidateFactors,
    ...candidateColumns(examples, group, count),
  });
  return Uint32Array.from({ length: count }, (_, place) => place).sort((a, b) => scores[b]! - scores[a]! || a - b);
}
