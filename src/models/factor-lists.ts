import type { Csr } from "../data/csr.ts";
import type { ItemIndex } from "../kernels/item-index.ts";
import { NO_ITEM, type RankingBatch } from "../kernels/ranking.ts";
import { listedIn, maskOf, type PopularItems, scoresIn, withPopularTails } from "./popular-tail.ts";

/** Factors of every row of `histories`, f32[rows × factorCount]; zero for an empty row. */
export function foldInRows(
  histories: Csr,
  factorCount: number,
  weightOf: (value: number) => number,
  foldIn: (history: Uint32Array, weights: Float32Array) => Float32Array,
): Float32Array {
  const queries = new Float32Array(histories.rowCount * factorCount);
  for (let row = 0; row < histories.rowCount; row++) {
    const start = histories.offsets[row]!;
    const end = histories.offsets[row + 1]!;
    if (start === end) continue;
    const weights = histories.values.slice(start, end).map(weightOf);
    queries.set(foldIn(histories.indices.subarray(start, end), weights), row * factorCount);
  }
  return queries;
}

/** The same lists in rows of k places. */
function widen(batch: RankingBatch, k: number): RankingBatch {
  if (batch.k === k) return batch;
  const items = new Uint32Array(batch.queryCount * k).fill(NO_ITEM);
  const scores = new Float32Array(batch.queryCount * k).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < batch.queryCount; row++) {
    items.set(batch.items.subarray(row * batch.k, (row + 1) * batch.k), row * k);
    scores.set(batch.scores.subarray(row * batch.k, (row + 1) * batch.k), row * k);
  }
  return { queryCount: batch.queryCount, k, items, scores };
}

/**
 * The best items for these users, f32[rows × factorCount], each row without its own items, in rows of k places that end
 * where the signal does (models/popular-tail.ts). A row without history is ranked by popularity.
 */
export function recommendByFactors(
  index: ItemIndex,
  queries: Float32Array,
  histories: Csr,
  k: number,
  popular: PopularItems,
): RankingBatch {
  const { itemCount, factorCount } = index;
  const exclude = { offsets: histories.offsets, items: histories.indices };
  const found = widen(index.scanBatch(queries, histories.rowCount, Math.min(k, itemCount), { exclude }), k);
  const queryOf = (row: number) => queries.subarray(row * factorCount, (row + 1) * factorCount);
  for (let row = 0; row < histories.rowCount; row++) {
    const [start, end] = [row * k, row * k + listedIn(found.items, row, k)];
    index.quieten(queryOf(row), { items: found.items.subarray(start, end), scores: found.scores.subarray(start, end) });
  }
  return withPopularTails(found, histories, popular, (row) => (items) => {
    const ranking = index.scan(queryOf(row), items.length, { filter: maskOf(items, itemCount) });
    index.quieten(queryOf(row), ranking);
    return scoresIn(ranking);
  });
}
