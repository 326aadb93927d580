import { checkInterrupted } from "./steps.ts";
import type { ThreadPool } from "./thread-pool.ts";

/** A training that asks for one task after another and goes on when it is done; it ends with its result. */
export type Phases<Task, Result> = Generator<Task, Result, void>;

/** Progress after each epoch. */
export interface EpochProgress {
  /** 1 … epochs. */
  readonly epoch: number;
  readonly epochs: number;
  /** The objective of the model's file, penalties included, after this epoch. */
  readonly objective: number;
  readonly elapsedMs: number;
}

/** How training runs; of these only the seed changes the result. */
export interface PhaseControl {
  readonly seed: number;
  readonly onEpoch?: ((progress: EpochProgress) => void) | undefined;
  /** Interrupts between two phases with TrainingError `interrupted`. */
  readonly signal?: AbortSignal | undefined;
}

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
