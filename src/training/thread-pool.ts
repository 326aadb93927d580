import { Worker } from "node:worker_threads";
import { TrainingError } from "../errors.ts";

/** Threads that run the same task together. */
export interface ThreadPool<Task> {
  /** Runs the task on every thread; resolves when all are done. Rejects with TrainingError when a thread fails. */
  run(task: Task): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts one worker thread for each setup, running the module `name` of this folder. The module receives its setup as
 * workerData, answers "ready", then "done" to each task.
 */
export async function createThreadPool<Setup, Task>(name: string, setups: readonly Setup[]): Promise<ThreadPool<Task>> {
  // The source runs as it is under Node, and as .js once built.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const file = new URL(`./${name}.${extension}`, import.meta.url);
  const workers = setups.map((setup) => new Worker(file, { workerData: setup }));
  const close = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker.terminate()));
  };
  try {
    await Promise.all(workers.map(nextMessage));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    close,
    run: async (task) => {
      const done = workers.map(nextMessage);
      for (const worker of workers) worker.postMessage(task);
      await Promise.all(done);
    },
  };
}

function nextMessage(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (cause?: unknown): void => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      if (cause === undefined) resolve();
      else reject(new TrainingError("thread-failed", "a training thread stopped; see the cause", { cause }));
    };
    const onMessage = (): void => settle();
    const onError = (error: unknown): void => settle(error ?? new Error("unknown failure"));
    const onExit = (code: number): void => settle(new Error(`the thread exited with status ${code}`));
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
  });
}
