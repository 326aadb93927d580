import { createLayout } from "../../kernels/layout.ts";
import { keepNearestBytes } from "../../kernels/training/similarity-abi.ts";
import type { DataShape } from "../train-model.ts";
import type { SimilarityPlan } from "./similarity-plan.ts";

/** Items that a thread takes at a time. */
export const BLOCK_ITEMS = 16;

/** Where everything lies in the memory that the threads share; plain numbers, so that it can be posted. */
export interface ItemNeighboursMap {
  readonly itemCount: number;
  /** Neighbours kept an item, at most all others. */
  readonly keep: number;
  readonly plan: SimilarityPlan;
  /** Ratings by item: u32[items + 1], u32[…], f32[…] compared values. */
  readonly itemOffsets: number;
  readonly users: number;
  readonly byItem: number;
  /** The same by user. */
  readonly userOffsets: number;
  readonly items: number;
  readonly byUser: number;
  /** f64[items × 2] and f64[items × 3], see models/similarity-terms.ts. */
  readonly terms: number;
  readonly queries: number;
  /** u32[items × keep], f32[items × keep], u32[items]: what is found. */
  readonly indices: number;
  readonly weights: number;
  readonly counts: number;
  /** i32[1]: next block to take. */
  readonly counter: number;
  /** Of thread t at scratch + t · scratchBytes: sums, similarities, lists to be sorted. */
  readonly scratch: number;
  readonly scratchBytes: number;
  readonly similarities: number;
  readonly sorting: number;
  readonly byteLength: number;
}

/** Draws up the memory: 16 bytes a rating, 8 · keep an item, and scratch a thread. */
export function planItemNeighbours(
  heapBase: number,
  { users, items: itemCount, interactions }: DataShape,
  plan: SimilarityPlan,
  wantedKeep: number,
  threadCount: number,
): ItemNeighboursMap {
  const keep = Math.max(1, Math.min(wantedKeep, itemCount - 1));
  const entries = 4 * interactions;
  const layout = createLayout(heapBase);
  const parts = createLayout(0);
  parts.region(plan.bytesPerRow * itemCount);
  const similarities = parts.region(8 * itemCount);
  const sorting = parts.region(keepNearestBytes(itemCount));
  return {
    itemCount,
    keep,
    plan,
    itemOffsets: layout.region(4 * (itemCount + 1)),
    users: layout.region(entries),
    byItem: layout.region(entries),
    userOffsets: layout.region(4 * (users + 1)),
    items: layout.region(entries),
    byUser: layout.region(entries),
    terms: layout.region(16 * itemCount),
    queries: layout.region(24 * itemCount),
    indices: layout.region(4 * itemCount * keep),
    weights: layout.region(4 * itemCount * keep),
    counts: layout.region(4 * itemCount),
    counter: layout.region(4),
    scratch: layout.region(parts.end * threadCount),
    scratchBytes: parts.end,
    similarities,
    sorting,
    byteLength: layout.end,
  };
}
