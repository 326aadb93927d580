import { checkInteger } from "../check.ts";
import type { Ranking } from "../kernels/ranking.ts";
import { IndexSet } from "./index-set.ts";

/**
 * The best of several lists, u32[at most `count`]: the first of each, then the second of each, and so on, each item once.
 * Lists take turns in their order, so that every retriever has its share of the places.
 */
export function unionOf(lists: readonly Pick<Ranking, "items">[], count: number): Uint32Array {
  checkInteger("count", count, 0, 0x7fff_ffff);
  let [longest, total] = [0, 0];
  for (const { items } of lists) {
    longest = Math.max(longest, items.length);
    total += items.length;
  }
  const union = new Uint32Array(Math.min(count, total));
  seen.empty(union.length);
  let found = 0;
  for (let rank = 0; rank < longest; rank++) {
    for (let list = 0; list < lists.length; list++) {
      if (found === union.length) return union;
      const { items } = lists[list]!;
      if (rank < items.length && seen.add(items[rank]!)) union[found++] = items[rank]!;
    }
  }
  return union.subarray(0, found);
}

/** What one union holds; only for the length of a call. */
const seen = new IndexSet();
