import { instantiateTrainingKernels } from "../../kernels/instantiate-training.ts";
import type { RowTask } from "../../training/row-parts.ts";
import { BLOCK_ITEMS, type ItemNeighboursMap } from "./train-item-neighbours-memory.ts";

/** URL of this module, from which threads load it. */
export const ITEM_NEIGHBOURS_TASKS = import.meta.url;

/** What a thread needs to take part. */
export interface ItemNeighboursSetup {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly map: ItemNeighboursMap;
  readonly threadIndex: number;
}

/** Makes the function by which one thread finds neighbours until no block is left. */
export function createRunner(setup: ItemNeighboursSetup): (task: RowTask) => void {
  const { memory, map, threadIndex } = setup;
  const kernels = instantiateTrainingKernels(setup.module, memory);
  const counter = new Int32Array(memory.buffer, map.counter, 1);
  const itemOffsets = new Uint32Array(memory.buffer, map.itemOffsets, map.itemCount + 1);
  const counts = new Uint32Array(memory.buffer, map.counts, map.itemCount);
  const scratch = map.scratch + threadIndex * map.scratchBytes;
  const sums = new Uint8Array(memory.buffer, scratch, map.plan.bytesPerRow * map.itemCount);
  const findNeighbours = (item: number): void => {
    const start = itemOffsets[item]!;
    const count = itemOffsets[item + 1]! - start;
    const { formula, minimumSupport, offset, shrinkage } = map.plan;
    const [users, values] = [map.users + 4 * start, map.byItem + 4 * start];
    sums.fill(0);
    kernels[map.plan.sums](users, values, count, map.userOffsets, map.items, map.byUser, scratch);
    kernels.finishSimilarities(
      formula,
      map.itemCount,
      scratch,
      minimumSupport,
      offset,
      shrinkage,
      map.queries + 24 * item,
      map.terms,
      scratch + map.similarities,
    );
    const place = 4 * item * map.keep;
    counts[item] = kernels.keepNearest(
      scratch + map.similarities,
      map.itemCount,
      item,
      map.keep,
      map.indices + place,
      map.weights + place,
      scratch + map.sorting,
    );
  };
  return ({ end }) => {
    for (;;) {
      const first = Atomics.add(counter, 0, BLOCK_ITEMS);
      if (first >= end) return;
      for (let item = first; item < Math.min(end, first + BLOCK_ITEMS); item++) findNeighbours(item);
    }
  };
}
