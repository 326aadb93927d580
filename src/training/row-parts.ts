import { TrainingError } from "../errors.ts";
import type { ThreadPool } from "./thread-pool.ts";

/** Parts of the rows between which an interruption is seen. */
const PARTS = 16;

/** Rows up to `end`, which threads share by taking blocks from a counter. */
export interface RowTask {
  readonly end: number;
}

/**
 * Lets a pool work through rows 0 … rowCount − 1 in parts; `beginAt` sets the counter before each. Closes the pool. Throws
 * TrainingError `interrupted` between two parts when the signal is given, and `thread-failed`.
 */
export async function runRowParts(
  pool: ThreadPool<RowTask>,
  rowCount: number,
  beginAt: (row: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    for (let part = 0; part < PARTS; part++) {
      if (signal?.aborted) {
        throw new TrainingError("interrupted", "training was interrupted; nothing was written", {
          cause: signal.reason,
        });
      }
      beginAt(Math.floor((part * rowCount) / PARTS));
      await pool.run({ end: Math.floor(((part + 1) * rowCount) / PARTS) });
    }
  } finally {
    await pool.close();
  }
}

/** A pool without threads: a turn of the event loop after each task, so that an interruption is seen. */
export function poolOfOne(run: (task: RowTask) => void): ThreadPool<RowTask> {
  return {
    run: (task) => {
      run(task);
      return new Promise((resolve) => setImmediate(resolve));
    },
    close: () => Promise.resolve(),
  };
}
