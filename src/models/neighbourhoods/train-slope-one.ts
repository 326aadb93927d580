import { checkInteger } from "../../check.ts";
import type { Csr } from "../../data/csr.ts";
import { platform } from "../../platform.ts";
import type { TrainingContext } from "../../training/context.ts";
import { poolOfOne, poolOfThreads, type RowTask, runRows, WORTH_THREADS } from "../../training/row-parts.ts";
import { createThreadPool } from "../../training/thread-pool.ts";
import { countInteractions } from "../item-counts.ts";
import { rankedByRatings } from "../served-by-ratings.ts";
import { trainable } from "../train-model.ts";
import { slopeOne, slopeOneState } from "./slope-one.ts";
import {
  bestSupported,
  layOutSlopeOne,
  predictionsInMemory,
  SLOPE_ONE_REMEDY,
  type SlopeOneMemory,
} from "./train-slope-one-memory.ts";
import { createRunner, SLOPE_ONE_TASKS, type SlopeOneSetup } from "./train-slope-one-tasks.ts";

/**
 * Fits Slope One. Every pair of items is summed by one thread in ascending order of users, so the result is the same for any
 * number of threads. The state has the best supported pairs; the training process answers by all of them.
 *
 * Throws what layOutSlopeOne throws, and TrainingError `interrupted` and `thread-failed`.
 */
export const trainSlopeOne = trainable(slopeOne, {
  memory: (_, { items, interactions }) => ({
    kernelBytes: 16 * interactions + 4 * items * Math.max(0, items - 1),
    remedy: SLOPE_ONE_REMEDY,
  }),
  fit: async ({ matrix }, options, context) => {
    const memory = await sumDifferences(await platform().trainingKernels(), matrix, context);
    const all = predictionsInMemory(memory, matrix, options);
    const { retrieve, predict, reaches } = rankedByRatings(all, countInteractions(matrix), undefined);
    return {
      options,
      state: slopeOneState(all.scale, bestSupported(memory, options.keep)),
      overlay: { retrieve, predict, reaches },
    };
  },
});

/** Sums the differences of all pairs of items of ratings (users × items), O(Σ_u |S_u|²). */
async function sumDifferences(
  module: WebAssembly.Module,
  ratings: Csr,
  context: TrainingContext,
): Promise<SlopeOneMemory> {
  const wanted = checkInteger("threads", context.threads, 1, 64);
  const threads = ratings.indices.length < WORTH_THREADS ? 1 : wanted;
  const memory = layOutSlopeOne(module, ratings);
  const setup: SlopeOneSetup = { module, memory: memory.memory, map: memory.map };
  const pool =
    threads === 1
      ? poolOfOne(createRunner(setup))
      : poolOfThreads(await createThreadPool<SlopeOneSetup, RowTask>(SLOPE_ONE_TASKS, new Array(threads).fill(setup)));
  const counter = new Int32Array(memory.memory.buffer, memory.map.counter, 1);
  await runRows(pool, ratings.columnCount, counter, "differences of items", context);
  return memory;
}
