import { checkInteger } from "../../check.ts";
import type { Csr } from "../../data/csr.ts";
import type { TrainingContext } from "../../training/context.ts";
import { WORTH_THREADS } from "../../training/knn-rating.ts";
import { checkTrainingBytes } from "../../training/memory-limit.ts";
import { poolOfOne, poolOfThreads, type RowTask, runRows } from "../../training/row-parts.ts";
import { createThreadPool } from "../../training/thread-pool.ts";
import type { RatingModel } from "../model.ts";
import type { Savable } from "../state.ts";
import type { SlopeOneOptions } from "./slope-one.ts";
import { createSlopeOneModel, layOutSlopeOne } from "./train-slope-one-memory.ts";
import { createRunner, SLOPE_ONE_TASKS, type SlopeOneSetup } from "./train-slope-one-tasks.ts";

/**
 * Fits Slope One to ratings (users × items), O(Σ_u |S_u|²). Every pair is summed by one thread in ascending order of users, so
 * the result is the same for any number of threads.
 *
 * Throws what layOutSlopeOne throws, and TrainingError `memory-limit` before it starts, `interrupted` and `thread-failed`.
 */
export async function fitSlopeOne(
  module: WebAssembly.Module,
  ratings: Csr,
  options: SlopeOneOptions,
  context: TrainingContext,
): Promise<RatingModel & Savable> {
  const wanted = checkInteger("threads", context.threads, 1, 64);
  const threads = ratings.indices.length < WORTH_THREADS ? 1 : wanted;
  const { columnCount: items, indices } = ratings;
  checkTrainingBytes(
    "slope-one",
    16 * indices.length + 4 * items * Math.max(0, items - 1),
    "leave out rare items, or use item-knn",
  );
  const memory = layOutSlopeOne(module, ratings);
  const setup: SlopeOneSetup = { module, memory: memory.memory, map: memory.map };
  const pool =
    threads === 1
      ? poolOfOne(createRunner(setup))
      : poolOfThreads(await createThreadPool<SlopeOneSetup, RowTask>(SLOPE_ONE_TASKS, new Array(threads).fill(setup)));
  const counter = new Int32Array(memory.memory.buffer, memory.map.counter, 1);
  await runRows(pool, ratings.columnCount, counter, "differences of items", context);
  return createSlopeOneModel(memory, ratings, options);
}
