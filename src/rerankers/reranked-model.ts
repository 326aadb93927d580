import { rowIndices, rowSequence, rowValues } from "../data/csr.ts";
import { NO_ITEM, type Ranking, type RankingBatch } from "../kernels/ranking.ts";
import type { RankingModel } from "../models/model.ts";
import { listedIn, signalLength } from "../models/popular-tail.ts";
import { WITH_HEAD } from "../models/with-head.ts";
import { featureSpace } from "./features.ts";
import type { ItemFacts } from "./item-facts.ts";
import { orderByHead } from "./order.ts";
import { personOf } from "./person.ts";
import { scoreCandidates } from "./rank-candidates.ts";
import type { Head } from "./reranker.ts";
import type { FittedRetrievals } from "./retrieval-plan.ts";

/**
 * Retrieval followed by a head: the best items of the retrievers, at most `candidateCount`, in the order of the head's scores, of
 * those that follow from the history; then the rest of the first retriever's list. What the serving engine does, for evaluation
 * over many users.
 *
 * Equal head scores go by item index. k up to candidateCount: the scores of one row are the head's.
 */
export function createRerankedModel(
  fitted: FittedRetrievals,
  head: Pick<Head, "score">,
  candidateCount: number,
  facts: ItemFacts,
): RankingModel {
  const [{ model }] = fitted;
  const retrievers = fitted.map(({ retriever }) => retriever);
  const atWork = { head, retrievers, candidateCount, space: featureSpace(retrievers, facts) };
  return {
    kind: `${model.kind}${WITH_HEAD}`,
    options: model.options,
    itemCount: model.itemCount,
    recommendBatch: (histories, k) => {
      const width = Math.max(k, candidateCount);
      const retrieved = model.recommendBatch(histories, width);
      const batch = {
        queryCount: histories.rowCount,
        k,
        items: new Uint32Array(histories.rowCount * k).fill(NO_ITEM),
        scores: new Float32Array(histories.rowCount * k).fill(Number.NEGATIVE_INFINITY),
        popular: new Uint8Array(histories.rowCount * k),
      };
      for (let row = 0; row < histories.rowCount; row++) {
        const list = listOf(retrieved, row);
        const own = rowIndices(histories, row);
        const person = personOf(own, rowValues(histories, row), rowSequence(histories, row));
        const followed = own.length === 0 ? 0 : signalLength(list);
        const candidates =
          followed === 0
            ? undefined
            : scoreCandidates(
                atWork,
                person,
                { items: list.items.subarray(0, followed) },
                { filter: undefined, exclude: own },
              );
        const ranked = candidates ? orderByHead(list, candidates) : list;
        batch.items.set(ranked.items.subarray(0, k), row * k);
        batch.scores.set(ranked.scores.subarray(0, k), row * k);
        if (ranked.popular) batch.popular.set(ranked.popular.subarray(0, k), row * k);
      }
      return batch;
    },
  };
}

/** One row of a batch, without its empty places. */
function listOf({ k, items, scores, popular }: RankingBatch, row: number): Ranking {
  const [start, end] = [row * k, row * k + listedIn(items, row, k)];
  return {
    items: items.subarray(start, end),
    scores: scores.subarray(start, end),
    popular: popular?.subarray(start, end),
  };
}
