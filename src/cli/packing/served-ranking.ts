import { rowIndices, rowValues } from "../../data/csr.ts";
import { type Interactions, toCsr } from "../../data/interactions.ts";
import type { ItemTable } from "../../data/items.ts";
import { NO_ITEM } from "../../kernels/ranking.ts";
import { countInteractions, popularityOrder, rankByPopularity } from "../../models/item-counts.ts";
import type { RankingModel } from "../../models/model.ts";
import { createRetrieval } from "../../serving/create-retrieval.ts";
import type { FittedContent } from "./content-of.ts";

/**
 * The model as it comes back from what an artefact keeps of it: histories hold values as they were given, and the
 * retrieval weighs them. Throws as createRetrieval does.
 */
export function servedRanking(
  { kind, options, factorCount, content }: FittedContent,
  { items, train }: { readonly items: ItemTable; readonly train: Interactions },
  module: WebAssembly.Module,
): RankingModel {
  const itemCount = train.itemIds.size;
  const matrix = toCsr(train);
  const popularity = countInteractions(matrix);
  const users = { userIds: train.userIds, histories: matrix };
  const order = popularityOrder(popularity);
  const model = { kind, options, precision: "f32", factorCount } as const;
  const manifest = { model, data: { feedback: train.feedback } };
  const retrieval = createRetrieval({ ...content, items, popularity, users, manifest }, module);
  return {
    kind,
    options,
    itemCount,
    recommendBatch: (histories, k) => {
      const batch = rankByPopularity(histories, k, popularity, order);
      for (let row = 0; row < histories.rowCount; row++) {
        const own = rowIndices(histories, row);
        const values = rowValues(histories, row).map((value) => retrieval?.sentWeight(value) ?? 1);
        if (own.length === 0 || !retrieval) continue;
        const search = { filter: undefined, exclude: own };
        const { ranking } = retrieval.scan(own, values, Math.min(k, itemCount), search);
        batch.items.fill(NO_ITEM, row * k, (row + 1) * k).set(ranking.items, row * k);
        batch.scores.fill(Number.NEGATIVE_INFINITY, row * k, (row + 1) * k).set(ranking.scores, row * k);
        batch.popular?.fill(0, row * k, (row + 1) * k).set(ranking.popular ?? [], row * k);
      }
      return batch;
    },
  };
}
