import { checkInteger } from "../check.ts";
import type { Ranking } from "../kernels/ranking.ts";

/**
 * The best of several lists, u32[at most `count`]: the first of each, then the second of each, and so on, each item once.
 * Lists take turns in their order, so that every retriever has its share of the places.
 */
export function unionOf(lists: readonly Pick<Ranking, "items">[], count: number): Uint32Array {
  checkInteger("count", count, 0, 0x7fff_ffff);
  const found = new Set<number>();
  const longest = Math.max(0, ...lists.map(({ items }) => items.length));
  for (let rank = 0; rank < longest; rank++) {
    for (const { items } of lists) {
      if (found.size === count) return Uint32Array.from(found);
      if (rank < items.length) found.add(items[rank]!);
    }
  }
  return Uint32Array.from(found);
}
