import { instantiateTrainingKernels } from "../../kernels/instantiate-training.ts";
import type { RowTask } from "../../training/row-parts.ts";
import { type SlopeOneMap, sumSlopeOneRows } from "./train-slope-one-memory.ts";

/** URL of this module, from which threads load it. */
export const SLOPE_ONE_TASKS = import.meta.url;

/** Rows that a thread takes at a time. */
const BLOCK_ROWS = 16;

/** What a thread needs to take part. */
export interface SlopeOneSetup {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly map: SlopeOneMap;
}

/** Makes the function by which one thread sums rows until no block is left. */
export function createRunner({ module, memory, map }: SlopeOneSetup): (task: RowTask) => void {
  const kernels = instantiateTrainingKernels(module, memory);
  const counter = new Int32Array(memory.buffer, map.counter, 1);
  return ({ end }) => {
    for (;;) {
      const first = Atomics.add(counter, 0, BLOCK_ROWS);
      if (first >= end) return;
      sumSlopeOneRows(kernels, map, first, Math.min(end, first + BLOCK_ROWS));
    }
  };
}
