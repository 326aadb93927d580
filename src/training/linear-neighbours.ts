import { type Csr, transpose } from "../data/csr.ts";
import { countInteractions } from "../models/item-counts.ts";
import { createItemWeightsModel, type ItemWeightsModel } from "../models/item-weights.ts";
import {
  type ItemKnnRankingOptions,
  normalizeColumns,
  sharpen,
  type WeightedItems,
  weightItems,
} from "../models/neighbourhoods/item-knn-ranking.ts";
import type { TrainingContext } from "./context.ts";
import { placeLists, readLists } from "./linear-lists.ts";
import { withLinearThreads } from "./linear-threads.ts";
import { checkTrainingBytes } from "./memory-limit.ts";

/**
 * Fits item neighbourhoods (models/item-knn-ranking.ts) to a users × items matrix, threads over items. O(Σ_u |S_u|²).
 * Throws TrainingError `memory-limit` before it starts, and `interrupted`.
 */
export async function fitItemKnnRanking(
  interactions: Csr,
  options: ItemKnnRankingOptions,
  context: TrainingContext,
): Promise<ItemWeightsModel> {
  const weighted = weightItems(transpose(interactions), options);
  const parts = { ...weighted, users: transpose(weighted.matrix), shrinkage: options.shrinkage };
  const weights = await largestSimilarities("item-knn", parts, options, context);
  return createItemWeightsModel({
    kind: "item-knn",
    options: { ...options },
    weights,
    popularity: countInteractions(interactions),
  });
}

/** Factors of a product of sparse matrices, and the formula of its entries. */
export interface SimilarityParts extends WeightedItems {
  /** users × items: the other factor of the product. */
  readonly users: Csr;
  readonly shrinkage: number;
}

/** B of models/item-weights.ts: column i holds the k largest similarities of item i. */
export function largestSimilarities(
  model: string,
  { matrix, users, formula, ownTerms, terms, shrinkage }: SimilarityParts,
  options: { readonly k: number; readonly normalize: boolean; readonly locality?: number },
  context: TrainingContext,
): Promise<Csr> {
  const itemCount = matrix.rowCount;
  const capacity = Math.max(1, Math.min(options.k, itemCount - 1));
  const interactionBytes = 2 * matrix.indices.length * 8 + (2 * itemCount + users.rowCount) * 4;
  const bytes = interactionBytes + itemCount * (capacity * 8 + 8) + context.threads * itemCount * 8;
  // The lists come out of the kernels once, and once more in order.
  checkTrainingBytes(model, bytes, `use a smaller k (now ${options.k})`, 2 * itemCount * capacity * 8);
  return withLinearThreads(context, async (threads) => {
    const left = threads.place(matrix);
    const right = threads.place(users);
    const placed = { ownTerms: threads.placeArray(ownTerms), terms: threads.placeArray(terms) };
    const lists = placeLists(threads, itemCount, capacity, itemCount * 8);
    await threads.run({ kind: "similar", left, right, formula, ...placed, shrinkage, ...lists }, "items");
    const similarities = readLists(threads, lists, itemCount, true);
    const weights = sharpen(similarities, options.locality ?? 1);
    return options.normalize ? normalizeColumns(weights) : weights;
  });
}
