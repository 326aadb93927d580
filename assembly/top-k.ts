/**
 * The k best (score, item) pairs of a scan, kept as a binary heap whose root is the worst of them.
 *
 * heapPtr points at 8-byte entries {score: f32, item: u32}. Order everywhere: score descending, then item ascending.
 * NaN scores are never kept. Cost: one comparison for an item that does not enter, O(log k) for one that does.
 */

// @ts-ignore: decorator
@inline
const ENTRY_SHIFT: usize = 3;

/** Whether (score a, item a) ranks after (score b, item b). */
// @ts-ignore: decorator
@inline
function ranksAfter(scoreA: f32, itemA: u32, scoreB: f32, itemB: u32): bool {
  return scoreA < scoreB || (scoreA == scoreB && itemA > itemB);
}

function siftDown(heapPtr: usize, count: i32, score: f32, item: u32): void {
  let hole = 0;
  while (true) {
    let child = 2 * hole + 1;
    if (child >= count) break;
    let childPtr = heapPtr + (<usize>child << ENTRY_SHIFT);
    if (child + 1 < count) {
      const rightPtr = childPtr + 8;
      if (ranksAfter(load<f32>(rightPtr), load<u32>(rightPtr, 4), load<f32>(childPtr), load<u32>(childPtr, 4))) {
        child++;
        childPtr = rightPtr;
      }
    }
    if (!ranksAfter(load<f32>(childPtr), load<u32>(childPtr, 4), score, item)) break;
    const holePtr = heapPtr + (<usize>hole << ENTRY_SHIFT);
    store<u64>(holePtr, load<u64>(childPtr));
    hole = child;
  }
  const holePtr = heapPtr + (<usize>hole << ENTRY_SHIFT);
  store<f32>(holePtr, score);
  store<u32>(holePtr, item, 4);
}

/** Offers a pair to the heap of capacity k that holds `count`; returns the new count. */
export function offer(heapPtr: usize, count: i32, k: i32, score: f32, item: u32): i32 {
  if (score != score) return count;
  if (count == k) {
    if (!ranksAfter(load<f32>(heapPtr), load<u32>(heapPtr, 4), score, item)) return count;
    siftDown(heapPtr, k, score, item);
    return count;
  }
  let hole = count;
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    const parentPtr = heapPtr + (<usize>parent << ENTRY_SHIFT);
    if (!ranksAfter(score, item, load<f32>(parentPtr), load<u32>(parentPtr, 4))) break;
    store<u64>(heapPtr + (<usize>hole << ENTRY_SHIFT), load<u64>(parentPtr));
    hole = parent;
  }
  const holePtr = heapPtr + (<usize>hole << ENTRY_SHIFT);
  store<f32>(holePtr, score);
  store<u32>(holePtr, item, 4);
  return count + 1;
}

/** Sorts the heap in place, best first (heap sort). */
export function sortHeap(heapPtr: usize, count: i32): void {
  for (let last = count - 1; last > 0; last--) {
    const lastPtr = heapPtr + (<usize>last << ENTRY_SHIFT);
    const score = load<f32>(lastPtr);
    const item = load<u32>(lastPtr, 4);
    store<u64>(lastPtr, load<u64>(heapPtr));
    siftDown(heapPtr, last, score, item);
  }
}

/** Whether `item` is in the ascending list excludePtr u32[excludeCount]: binary search without a branch that depends on it. */
export function isExcluded(excludePtr: usize, excludeCount: i32, item: u32): bool {
  let at = excludePtr;
  let left = excludeCount;
  while (left > 1) {
    const half = left >> 1;
    const middle = at + (<usize>half << 2);
    at = select<usize>(middle, at, load<u32>(middle) <= item);
    left -= half;
  }
  return left > 0 && load<u32>(at) == item;
}
