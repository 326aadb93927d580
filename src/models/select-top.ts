import { NO_ITEM, type RankingBatch } from "../kernels/ranking.ts";

/**
 * Writes the best items of `scores` that are not marked into one row of the batch: score descending, then item ascending;
 * places that stay free are NO_ITEM. A binary heap with the worst kept item on top. O(items · log k).
 */
export function selectTop(
  scores: Float32Array,
  isOwn: Uint8Array,
  { k, items, scores: kept }: RankingBatch,
  row: number,
): void {
  const length = Math.min(k, scores.length);
  const heap = new Uint32Array(length);
  let size = 0;
  const isWorse = (a: number, b: number): boolean => scores[a]! < scores[b]! || (scores[a] === scores[b] && a > b);
  const sink = (from: number): void => {
    let place = from;
    for (;;) {
      const left = 2 * place + 1;
      if (left >= size) return;
      const child = left + 1 < size && isWorse(heap[left + 1]!, heap[left]!) ? left + 1 : left;
      if (!isWorse(heap[child]!, heap[place]!)) return;
      [heap[place], heap[child]] = [heap[child]!, heap[place]!];
      place = child;
    }
  };
  for (let item = 0; item < scores.length; item++) {
    if (isOwn[item] === 1) continue;
    if (size < length) {
      let place = size++;
      heap[place] = item;
      for (
        let parent = (place - 1) >> 1;
        place > 0 && isWorse(heap[place]!, heap[parent]!);
        parent = (place - 1) >> 1
      ) {
        [heap[place], heap[parent]] = [heap[parent]!, heap[place]!];
        place = parent;
      }
    } else if (isWorse(heap[0]!, item)) {
      heap[0] = item;
      sink(0);
    }
  }
  const start = row * k;
  items.fill(NO_ITEM, start, start + k);
  kept.fill(Number.NEGATIVE_INFINITY, start, start + k);
  while (size > 0) {
    const worst = heap[0]!;
    size--;
    heap[0] = heap[size]!;
    sink(0);
    items[start + size] = worst;
    kept[start + size] = scores[worst]!;
  }
}
