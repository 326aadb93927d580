import { GEMM_SCRATCH_BYTES } from "../kernels/training/neural-abi.ts";
import { serveBoard } from "../training/board.ts";
import { createGradientWork } from "./gradient-work.ts";
import { readJob } from "./jobs.ts";
import { mathOn } from "./kernel-math.ts";
import { createLayerWork } from "./layer-work.ts";
import type { Pointer } from "./math.ts";
import { optimiserOf } from "./optimisers.ts";
import { planTraining, type TrainingOptions } from "./training.ts";

/** URL of this module, from which threads load it. */
export const NETWORK_TASKS = import.meta.url;

export interface NetworkThread {
  readonly module: WebAssembly.Module;
  /** Which of them it is: 1 … threads − 1, since the calling thread is one too. */
  readonly index: number;
  readonly threads: number;
}

/** A training to take part in until its board is closed. A thread draws up the same plan of the memory for itself. */
export interface NetworkTask {
  readonly options: TrainingOptions;
  readonly base: Pointer;
  readonly memory: WebAssembly.Memory;
  readonly board: SharedArrayBuffer;
  /** Of the first thread; those of the others follow. */
  readonly scratch: Pointer;
}

/** Makes the function by which a thread takes part. */
export function createRunner({ module, index, threads }: NetworkThread): (task: NetworkTask) => void {
  return ({ options, base, memory, board, scratch }) => {
    const plan = planTraining(options, { realBytes: 4, base });
    const math = mathOn(module, memory, scratch + (index - 1) * GEMM_SCRATCH_BYTES);
    const optimiser = optimiserOf(options.optimiser);
    const work = { ...createLayerWork(plan, math), ...createGradientWork(plan, math, optimiser) };
    serveBoard(board, index / threads, (numbers, unit) => {
      const job = readJob(plan, numbers);
      work[job.task](job, unit);
    });
  };
}
