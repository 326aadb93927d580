import { rowIndices } from "../data/csr.ts";
import type { CategoryColumn } from "../data/items.ts";
import { NO_ITEM, type RankingBatch } from "../kernels/ranking.ts";
import { foldInRows } from "../models/factor-lists.ts";
import { type ImplicitAlsModel, implicitAlsOptions, observedWeight } from "../models/implicit-als.ts";
import type { RankingModel } from "../models/model.ts";
import { signalLength } from "../models/popular-tail.ts";
import { orderByHead } from "../models/rerank.ts";
import { tagOverlap } from "../models/tag-overlap.ts";
import type { Head } from "./head/types.ts";

/**
 * Retrieval followed by a head: the best `candidateCount` retrieved items in the order of the head's scores, of those that
 * follow from the history; the rest of the list as retrieved. What the serving engine does, for evaluation over many users.
 *
 * Equal head scores go by item index. k up to candidateCount: the scores of one row are the head's.
 */
export function createRerankedModel(
  retrieval: ImplicitAlsModel,
  head: Head,
  candidateCount: number,
  tags: CategoryColumn | undefined,
): RankingModel {
  const options = implicitAlsOptions(retrieval.options);
  return {
    kind: `${retrieval.kind}+head`,
    options: retrieval.options,
    itemCount: retrieval.itemCount,
    recommendBatch: (histories, k) => {
      const width = Math.max(k, candidateCount);
      const retrieved = retrieval.recommendBatch(histories, width);
      const weightOf = (value: number): number => observedWeight(options, value);
      const users = foldInRows(histories, retrieval.factorCount, weightOf, retrieval.foldIn);
      const batch: RankingBatch = {
        queryCount: histories.rowCount,
        k,
        items: new Uint32Array(histories.rowCount * k).fill(NO_ITEM),
        scores: new Float32Array(histories.rowCount * k).fill(Number.NEGATIVE_INFINITY),
      };
      for (let row = 0; row < histories.rowCount; row++) {
        const places = retrieved.items.subarray(row * width, (row + 1) * width);
        const scores = retrieved.scores.subarray(row * width, (row + 1) * width);
        const history = rowIndices(histories, row);
        const marks = retrieved.popular?.subarray(row * width, (row + 1) * width);
        const found = places.indexOf(NO_ITEM) < 0 ? width : places.indexOf(NO_ITEM);
        const listed = { items: places.subarray(0, found), scores, popular: marks?.subarray(0, found) };
        const count = Math.min(signalLength(listed), candidateCount);
        const user = users.subarray(row * retrieval.factorCount, (row + 1) * retrieval.factorCount);
        const ranked = rerank(retrieval, head, tags, user, history, places, scores, count);
        batch.items.set(ranked.items.subarray(0, k), row * k);
        batch.scores.set(ranked.scores.subarray(0, k), row * k);
      }
      return batch;
    },
  };
}

function rerank(
  retrieval: ImplicitAlsModel,
  head: Head,
  tags: CategoryColumn | undefined,
  userFactors: Float32Array,
  history: Uint32Array,
  places: Uint32Array,
  retrieved: Float32Array,
  count: number,
): { items: Uint32Array; scores: Float32Array } {
  if (count === 0) return { items: places, scores: retrieved };
  const candidates = places.subarray(0, count);
  const headScores = head.score({
    userFactors,
    candidateFactors: retrieval.index.factorsOf(candidates),
    retrievalScores: retrieved.subarray(0, count),
    popularity: Float32Array.from(candidates, (item) => retrieval.popularity[item]!),
    tagOverlap: tagOverlap(tags, history, candidates),
  });
  return orderByHead({ items: places, scores: retrieved }, headScores);
}
