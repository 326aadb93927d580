import { instantiateTrainingKernels } from "../../kernels/instantiate-training.ts";
import { BLOCK_ROWS, type SweepsMap } from "../../training/factor-sweeps-memory.ts";

/** URL of this module, from which threads load it. */
export const RATING_SWEEPS_TASKS = import.meta.url;

/** How a half-sweep moves a row: to the minimiser (ridge), or by one multiplicative step (nmf). */
export type RatingSweepKind = "ridge" | "nmf";

/** A phase of training that the threads share by taking blocks from one counter. */
export interface RatingSweepsTask {
  readonly kind: RatingSweepKind | "loss";
  readonly side: "users" | "items";
}

/** What a thread needs to take part. */
export interface RatingSweepsSetup {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly map: SweepsMap;
  readonly threadIndex: number;
}

/** Blocks that a task is divided into. */
export function countSweepBlocks(map: SweepsMap, { side }: RatingSweepsTask): number {
  return Math.ceil(map[side].rowCount / BLOCK_ROWS);
}

/** Makes the function by which one thread works on a task until no block before `end` is left; by default all blocks. */
export function createRunner(setup: RatingSweepsSetup): (task: RatingSweepsTask, end?: number) => void {
  const { map } = setup;
  const kernels = instantiateTrainingKernels(setup.module, setup.memory);
  const counters = new Int32Array(setup.memory.buffer, map.counters, 2);
  const scratch = map.scratch + setup.threadIndex * map.scratchBytes;
  return (task, end) => {
    const { kind, side } = task;
    const own = map[side];
    const other = map[side === "users" ? "items" : "users"].factors;
    const blockCount = countSweepBlocks(map, task);
    const lastBlock = end ?? blockCount;
    const losses = new Float64Array(setup.memory.buffer, own.losses, blockCount);
    const { offsets, indices, values: targets, regularization, factors } = own;
    for (;;) {
      const block = Atomics.add(counters, 0, 1);
      if (block >= lastBlock) return;
      const rows = [block * BLOCK_ROWS, Math.min(own.rowCount, (block + 1) * BLOCK_ROWS)] as const;
      const ratings = [offsets, indices, targets, other, map.stride] as const;
      if (kind === "ridge") {
        const singular = kernels.ridgeSweep(...rows, ...ratings, map.factorCount, regularization, factors, scratch);
        if (singular > 0) Atomics.add(counters, 1, singular);
      } else if (kind === "nmf") {
        kernels.nmfSweep(...rows, ...ratings, regularization, factors, scratch);
      } else {
        // The ratings are counted once, with the users; of the items only the regularisation is left.
        const counted = side === "users" ? targets : 0;
        losses[block] = kernels.ratingLoss(
          ...rows,
          offsets,
          indices,
          counted,
          other,
          map.stride,
          regularization,
          factors,
        );
      }
    }
  };
}
