import type { Answer, MakeSearcher } from "./searcher.ts";
import { passes, queryOf } from "./workload.ts";

/**
 * What one would write without WebAssembly, and write well: the filter is asked before an item is scored, four sums
 * hide the latency of additions, and the k best are kept in a heap of typed arrays.
 */
export const searchJavaScript: MakeSearcher = async (workload, job, k) => {
  if (job === "batch") throw new Error("the JavaScript loop takes one query at a time");
  const { factors, itemCount, factorCount } = workload;
  const mask = job === "filtered" ? workload.mask : undefined;
  const heap = createHeap(k);
  return {
    search: (query) => {
      const own = queryOf(workload, query);
      heap.clear();
      for (let item = 0; item < itemCount; item++) {
        if (mask === undefined || passes(mask, item)) heap.offer(dot(own, factors, item * factorCount), item);
      }
      return heap.sorted();
    },
    read: (found) => found as Answer,
  };
};

/** query · factors[start …], the length a multiple of 4 or not. */
function dot(query: Float32Array, factors: Float32Array, start: number): number {
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  let at = 0;
  for (; at + 3 < query.length; at += 4) {
    sum0 += query[at]! * factors[start + at]!;
    sum1 += query[at + 1]! * factors[start + at + 1]!;
    sum2 += query[at + 2]! * factors[start + at + 2]!;
    sum3 += query[at + 3]! * factors[start + at + 3]!;
  }
  for (; at < query.length; at++) sum0 += query[at]! * factors[start + at]!;
  return sum0 + sum1 + (sum2 + sum3);
}

/** The k best of what was offered; the root is the worst of them. Score descending, then item ascending. */
function createHeap(k: number) {
  const scores = new Float64Array(k);
  const items = new Uint32Array(k);
  let count = 0;
  const ranksAfter = (a: number, b: number): boolean =>
    scores[a]! < scores[b]! || (scores[a] === scores[b] && items[a]! > items[b]!);
  const swap = (a: number, b: number): void => {
    const score = scores[a]!;
    const item = items[a]!;
    scores[a] = scores[b]!;
    items[a] = items[b]!;
    scores[b] = score;
    items[b] = item;
  };
  const siftDown = (end: number): void => {
    for (let at = 0, child = 1; child < end; at = child, child = 2 * at + 1) {
      if (child + 1 < end && ranksAfter(child + 1, child)) child++;
      if (!ranksAfter(child, at)) return;
      swap(child, at);
    }
  };
  return {
    clear: (): void => {
      count = 0;
    },
    offer: (score: number, item: number): void => {
      if (count === k) {
        // Items come in ascending order, so an equal score cannot enter.
        if (!(score > scores[0]!)) return;
        scores[0] = score;
        items[0] = item;
        siftDown(k);
        return;
      }
      scores[count] = score;
      items[count] = item;
      for (let at = count, parent = (at - 1) >> 1; at > 0 && ranksAfter(at, parent); parent = (at - 1) >> 1) {
        swap(at, parent);
        at = parent;
      }
      count++;
    },
    sorted: (): Answer => {
      for (let end = count - 1; end > 0; end--) {
        swap(0, end);
        siftDown(end);
      }
      return { items: items.slice(0, count), scores: Float32Array.from(scores.subarray(0, count)) };
    },
  };
}
