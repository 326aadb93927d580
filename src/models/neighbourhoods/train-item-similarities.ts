import { type Csr, transpose } from "../../data/csr.ts";
import { log, log1p } from "../../elementary.ts";
import type { TrainingContext } from "../../training/context.ts";
import { largestSimilarities, type WeightedItems } from "../../training/linear-neighbours.ts";
import type { ItemKnnRankingOptions } from "./item-knn-ranking.ts";

/**
 * Finds the weights between items by which item-knn ranks (item-knn-ranking.ts), of a users × items matrix, threads over
 * items. O(Σ_u |S_u|²). Throws TrainingError `interrupted`.
 */
export function findItemSimilarities(
  interactions: Csr,
  options: ItemKnnRankingOptions,
  context: TrainingContext,
): Promise<Csr> {
  const weighted = weightItems(transpose(interactions), options);
  const parts = { ...weighted, users: transpose(weighted.matrix), shrinkage: options.shrinkage };
  return largestSimilarities(parts, options, context);
}

/** Weights the entries of an items × users matrix for a similarity. */
function weightItems(items: Csr, options: ItemKnnRankingOptions): WeightedItems {
  const { rowCount, offsets, indices } = items;
  const counts = Float32Array.from({ length: rowCount }, (_, row) => offsets[row + 1]! - offsets[row]!);
  const values = new Float32Array(indices.length).fill(1);
  if (options.similarity === "jaccard")
    return { matrix: { ...items, values }, formula: 2, ownTerms: counts, terms: counts };
  if (options.similarity !== "cosine") {
    const rarity = rarityOfUsers(items);
    for (let entry = 0; entry < values.length; entry++) values[entry] = rarity[indices[entry]!]!;
  }
  if (options.similarity === "bm25") {
    const mean = indices.length / Math.max(1, rowCount);
    for (let row = 0; row < rowCount; row++) {
      const damping = options.K1 * (1 - options.B + (options.B * counts[row]!) / mean) + 1;
      for (let at = offsets[row]!; at < offsets[row + 1]!; at++) values[at]! *= (options.K1 + 1) / damping;
    }
    const ones = counts.fill(1);
    return { matrix: { ...items, values }, formula: 0, ownTerms: ones, terms: ones };
  }
  const squares = Float64Array.from({ length: rowCount }, (_, row) => {
    let square = 0;
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) square += values[at]! ** 2;
    return square;
  });
  const power = (exponent: number) => Float32Array.from(squares, (square) => square ** exponent);
  const [ownTerms, terms] = [power(options.asymmetry), power(1 - options.asymmetry)];
  return { matrix: { ...items, values }, formula: 1, ownTerms, terms };
}

/** ln(items) − ln(1 + |S_u|) of each user, at least 0. */
function rarityOfUsers({ rowCount, columnCount, indices }: Csr): Float64Array {
  const counts = new Float64Array(columnCount);
  for (const user of indices) counts[user]! += 1;
  return counts.map((count) => Math.max(0, log(rowCount) - log1p(count)));
}
