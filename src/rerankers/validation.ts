import { log2OfRank } from "../elementary.ts";
import { featuresOf, type HeadExamples } from "./examples.ts";
import type { Head } from "./reranker.ts";

/** Length of the lists on which a head is judged. */
const LIST_LENGTH = 10;

/** Quality of the candidates' order, averaged over the validation groups that have hidden items. */
export interface ListQuality {
  readonly users: number;
  readonly metrics: { readonly "ndcg@10": number; readonly "recall@10": number };
  /** f64[users], nDCG@10 of each, in the order of groupsValidation. */
  readonly ndcg: Float64Array;
}

/**
 * Judges an order of the candidates of the validation groups: the head's, or that of the first retriever where `head` is
 * undefined. Equal scores keep the order of the candidates.
 *
 *   ndcg@10 = Σ_(ranks r < 10 with a positive) 1/log₂(r + 2)  /  Σ_(r < min(10, positiveCount)) 1/log₂(r + 2)
 *   recall@10 = positives in the first 10 / positiveCount
 *
 * The ideal counts all hidden items of the group, also those that retrieval did not find. 0 where no group has any.
 */
export function judgeCandidates(examples: HeadExamples, head: Pick<Head, "score"> | undefined): ListQuality {
  const groups = examples.groupsValidation.filter((group) => examples.positiveCounts[group]! > 0);
  const ndcg = new Float64Array(groups.length);
  let [ndcgSum, recallSum] = [0, 0];
  for (const [place, group] of groups.entries()) {
    const order = orderOf(examples, group, head);
    let [gain, ideal, hits] = [0, 0, 0];
    for (const [rank, candidate] of order.subarray(0, LIST_LENGTH).entries()) {
      if (examples.labels[group * examples.candidateCount + candidate] === 0) continue;
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

/** Places of a group's candidates, best first. */
function orderOf(examples: HeadExamples, group: number, head: Pick<Head, "score"> | undefined): Uint32Array {
  const count = examples.counts[group]!;
  const features = featuresOf(examples, group);
  const width = examples.featureNames.length;
  const places = new Uint32Array(count);
  const retrieved = new Float32Array(count);
  for (let place = 0; place < count; place++) {
    places[place] = place;
    retrieved[place] = features[place * width]!;
  }
  const scores = head ? head.score({ count, features }) : retrieved;
  return places.sort((a, b) => scores[b]! - scores[a]! || a - b);
}
