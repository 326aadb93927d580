import { instantiateTrainingKernels } from "../../kernels/instantiate-training.ts";
import { BLOCK_ROWS } from "../../training/factor-sweeps-memory.ts";
import { type AlsMemoryMap, GRAM_PARTS } from "./train-als-memory.ts";

/** URL of this module, from which threads load it. */
export const ALS_TASKS = import.meta.url;

/** A phase of training that the threads share by taking blocks from one counter. */
export interface AlsTask {
  readonly kind: "gram" | "sweep" | "loss";
  readonly side: "users" | "items";
  /** Conjugate-gradient steps; 0 = another solver. */
  readonly cgSteps: number;
  /** Factors that are solved at a time, a multiple of 4; 0 = another solver. With both 0, Cholesky. */
  readonly blockSize: number;
  /** What the left side of the equations takes off a weight: assembly/als.ts. */
  readonly shift: number;
}

/** What a thread needs to take part. */
export interface AlsThreadSetup {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly map: AlsMemoryMap;
  readonly threadIndex: number;
}

/** Makes the function by which one thread works on a task until no block is left. */
export function createRunner(setup: AlsThreadSetup): (task: AlsTask) => void {
  const { map } = setup;
  const kernels = instantiateTrainingKernels(setup.module, setup.memory);
  const counters = new Int32Array(setup.memory.buffer, map.counters, 2);
  const scratch = map.scratch + setup.threadIndex * map.scratchBytes;
  const predictions = map.predictions + setup.threadIndex * map.predictionBytes;
  return ({ kind, side, cgSteps, blockSize, shift }) => {
    const own = map[side];
    const other = map[side === "users" ? "items" : "users"];
    const blockCount = kind === "gram" ? GRAM_PARTS : Math.ceil(own.rowCount / BLOCK_ROWS);
    const losses = new Float64Array(setup.memory.buffer, own.losses, Math.ceil(own.rowCount / BLOCK_ROWS));
    for (;;) {
      const block = Atomics.add(counters, 0, 1);
      if (block >= blockCount) return;
      if (kind === "gram") {
        const rows = Math.ceil(own.rowCount / GRAM_PARTS);
        const start = Math.min(own.rowCount, block * rows);
        const count = Math.min(own.rowCount, start + rows) - start;
        const out = own.gramParts + block * map.stride * map.stride * 4;
        kernels.gram(own.factors + start * map.stride * 4, count, map.stride, out);
        continue;
      }
      const start = block * BLOCK_ROWS;
      const end = Math.min(own.rowCount, start + BLOCK_ROWS);
      if (kind === "loss") {
        // The interactions are counted once, with the users; of the items only the regularisation is left.
        losses[block] = kernels.alsLoss(
          start,
          end,
          own.offsets,
          own.indices,
          side === "users" ? own.values : 0,
          shift,
          other.factors,
          map.stride,
          own.regularization,
          own.factors,
        );
      } else if (cgSteps > 0) {
        kernels.alsSweepCg(
          start,
          end,
          own.offsets,
          own.indices,
          own.values,
          shift,
          other.factors,
          map.stride,
          other.gram,
          own.regularization,
          own.factors,
          scratch,
          cgSteps,
        );
      } else {
        const shape = [start, end, own.offsets, own.indices, own.values, shift, other.factors, map.stride] as const;
        const equations = [map.factorCount, other.gram, own.regularization, own.factors, scratch] as const;
        const singular =
          blockSize > 0
            ? kernels.alsSweepBlock(...shape, ...equations, predictions, blockSize)
            : kernels.alsSweepCholesky(...shape, ...equations);
        if (singular > 0) Atomics.add(counters, 1, singular);
      }
    }
  };
}
