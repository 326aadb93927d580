import { rowIndices } from "../data/csr.ts";
import type { CategoryColumn } from "../data/items.ts";
import { NO_ITEM, type RankingBatch } from "../kernels/ranking.ts";
import type { RankingModel } from "../models/model.ts";
import { WITH_HEAD } from "../models/with-head.ts";
import { readFeatures } from "./features.ts";
import { orderByHead } from "./order.ts";
import type { Head } from "./reranker.ts";
import { type FittedRetrieval, followingLength } from "./retrieval-plan.ts";

/**
 * Retrieval followed by a head: the best `candidateCount` retrieved items in the order of the head's scores, of those that
 * follow from the history; the rest of the list as retrieved. What the serving engine does, for evaluation over many users.
 *
 * Equal head scores go by item index. k up to candidateCount: the scores of one row are the head's.
 */
export function createRerankedModel(
  { model, popularity, vectors }: Pick<FittedRetrieval, "model" | "popularity" | "vectors">,
  head: Head,
  candidateCount: number,
  tags: CategoryColumn | undefined,
): RankingModel {
  return {
    kind: `${model.kind}${WITH_HEAD}`,
    options: model.options,
    itemCount: model.itemCount,
    recommendBatch: (histories, k) => {
      const width = Math.max(k, candidateCount);
      const retrieved = model.recommendBatch(histories, width);
      const users = vectors?.userFactors(histories);
      const batch: RankingBatch = {
        queryCount: histories.rowCount,
        k,
        items: new Uint32Array(histories.rowCount * k).fill(NO_ITEM),
        scores: new Float32Array(histories.rowCount * k).fill(Number.NEGATIVE_INFINITY),
      };
      for (let row = 0; row < histories.rowCount; row++) {
        const places = retrieved.items.subarray(row * width, (row + 1) * width);
        const scores = retrieved.scores.subarray(row * width, (row + 1) * width);
        const count = Math.min(followingLength(retrieved, histories, row), candidateCount);
        const items = places.subarray(0, count);
        const factors = vectors &&
          users && {
            user: users.subarray(row * vectors.factorCount, (row + 1) * vectors.factorCount),
            items: vectors.itemFactors(items),
          };
        const candidates = { history: rowIndices(histories, row), items, scores: scores.subarray(0, count), factors };
        const headScores = count === 0 ? NO_SCORES : head.score(readFeatures({ popularity, tags }, candidates));
        const ranked = orderByHead({ items: places, scores }, headScores);
        batch.items.set(ranked.items.subarray(0, k), row * k);
        batch.scores.set(ranked.scores.subarray(0, k), row * k);
      }
      return batch;
    },
  };
}

const NO_SCORES = new Float32Array(0);
