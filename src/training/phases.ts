import { checkInterrupted } from "./steps.ts";
import type { ThreadPool } from "./thread-pool.ts";

/** A training that asks for one task after another and goes on when it is done; it ends with its result. */
export type Phases<Task, Result> = Generator<Task, Result, void>;

/** Runs all tasks here and now. */
export function runInline<Task, Result>(phases: Phases<Task, Result>, run: (task: Task) => void): Result {
  for (;;) {
    const next = phases.next();
    if (next.done) return next.value;
    run(next.value);
  }
}

/** Runs every task on all threads of a pool. Throws TrainingError `interrupted`, and what the threads throw. */
export async function runInPool<Task, Result>(
  phases: Phases<Task, Result>,
  pool: ThreadPool<Task>,
  signal?: AbortSignal,
): Promise<Result> {
  for (;;) {
    const next = phases.next();
    if (next.done) return next.value;
    checkInterrupted(signal);
    await pool.run(next.value);
  }
}
