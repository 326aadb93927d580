import { NO_ITEM, type RankingBatch } from "../../kernels/ranking.ts";

/**
 * Merges the best items of a block, whose first item is `start`, into the best of the blocks before it: score descending, then
 * index ascending. Writes into `batch`; a list of the block is not longer than one of the batch.
 */
export function mergeBlock(batch: RankingBatch, block: RankingBatch, start: number): void {
  const { k } = batch;
  const items = new Uint32Array(k);
  const scores = new Float32Array(k);
  for (let query = 0; query < batch.queryCount; query++) {
    const [known, fresh] = [query * k, query * block.k];
    if (block.items[fresh] === NO_ITEM) continue;
    let [left, right] = [0, 0];
    for (let place = 0; place < k; place++) {
      const hasRight = right < block.k && block.items[fresh + right] !== NO_ITEM;
      // Items of earlier blocks have lower indices: of equals they come first.
      if (hasRight && !(batch.scores[known + left]! >= block.scores[fresh + right]!)) {
        items[place] = block.items[fresh + right]! + start;
        scores[place] = block.scores[fresh + right]!;
        right++;
      } else {
        items[place] = batch.items[known + left]!;
        scores[place] = batch.scores[known + left]!;
        left++;
      }
    }
    batch.items.set(items, known);
    batch.scores.set(scores, known);
  }
}
