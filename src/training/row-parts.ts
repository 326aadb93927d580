import type { StepContext } from "./context.ts";
import { runWork } from "./steps.ts";
import { inlinePool, type ThreadPool } from "./thread-pool.ts";

/** Ratings below which starting threads takes longer than they save. */
export const WORTH_THREADS = 500_000;

/** Rows up to `end`, which threads share by taking blocks from a counter. */
export interface RowTask {
  readonly end: number;
}

/** Threads that work through rows, or this one alone. */
export interface RowPool extends ThreadPool<RowTask> {
  /** Whether it is this thread that works. */
  readonly blocking: boolean;
}

/**
 * Lets a pool work through rows 0 … rowCount − 1, of which `counter` i32[1] says the next one. Closes the pool. Throws
 * TrainingError `interrupted` when the signal is given, and `thread-failed`.
 */
export async function runRows(
  pool: RowPool,
  rowCount: number,
  counter: Int32Array,
  phase: string,
  context: StepContext,
): Promise<void> {
  const { blocking } = pool;
  try {
    await runWork({ counter, total: rowCount, blocking, run: (end) => pool.run({ end }) }, context, phase);
  } finally {
    await pool.close();
  }
}

/** A pool without threads: a turn of the event loop after each task, so that an interruption is seen. */
export function poolOfOne(run: (task: RowTask) => void): RowPool {
  return { ...inlinePool(run), blocking: true };
}

/** A pool of worker threads. */
export function poolOfThreads(pool: ThreadPool<RowTask>): RowPool {
  return { ...pool, blocking: false };
}
