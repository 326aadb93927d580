import type { ItemIndex } from "../../kernels/item-index.ts";
import { NO_ITEM, type Ranking } from "../../kernels/ranking.ts";
import type { BatchRow, RetrievalOptions } from "./retrieval.ts";

/**
 * `index.scan` of the best `width` items for each row by one call of the batch kernel, which reads the catalogue once for
 * many users. Scores are those of a direct scan to the last bit; an index that is searched in two passes finds the best of
 * an int8 copy, and must be asked for one user at a time where lists are to be the same.
 */
export function scanRows(
  index: ItemIndex,
  queries: readonly Float32Array[],
  rows: readonly BatchRow[],
  width: number,
  { filter, boost }: Pick<RetrievalOptions, "filter" | "boost">,
): Ranking[] {
  const joined = new Float32Array(rows.length * index.factorCount);
  const offsets = new Uint32Array(rows.length + 1);
  for (const [row, query] of queries.entries()) {
    joined.set(query, row * index.factorCount);
    offsets[row + 1] = offsets[row]! + rows[row]!.exclude.length;
  }
  const excluded = new Uint32Array(offsets[rows.length]!);
  for (const [row, { exclude }] of rows.entries()) excluded.set(exclude, offsets[row]!);
  const batch = index.scanBatch(joined, rows.length, width, {
    exclude: { offsets, items: excluded },
    filter: filter?.mask,
    boost,
  });
  return rows.map((_, row) => {
    const own = batch.items.subarray(row * width, (row + 1) * width);
    const found = own.indexOf(NO_ITEM);
    const end = found < 0 ? width : found;
    return { items: own.subarray(0, end), scores: batch.scores.subarray(row * width, row * width + end) };
  });
}
