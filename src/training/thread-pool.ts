import { Worker } from "node:worker_threads";
import { TrainingError } from "../errors.ts";
import { nextTurn } from "./steps.ts";
import type { ThreadStart } from "./worker.ts";

/** Threads that run the same task together. */
export interface ThreadPool<Task> {
  /** Runs the task on every thread; resolves when all are done. Rejects with TrainingError when a thread fails. */
  run(task: Task): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts one thread for each setup, which runs what the module `tasks` (a URL) makes by its createRunner; see worker.ts.
 * A thread answers when it is ready, and to each task when it is done.
 */
export async function createThreadPool<Setup, Task>(
  tasks: string,
  setups: readonly Setup[],
): Promise<ThreadPool<Task>> {
  // The source runs as it is under Node, and as .js once built.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const file = new URL(`./worker.${extension}`, import.meta.url);
  const threads = setups.map((setup) => {
    const workerData: ThreadStart<Setup> = { tasks, setup };
    return startThread(new Worker(file, { workerData }));
  });
  const close = async (): Promise<void> => {
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  };
  try {
    await Promise.all(threads.map((thread) => thread.answer()));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    close,
    run: async (task) => {
      const done = threads.map((thread) => thread.answer());
      for (const { worker } of threads) worker.postMessage(task);
      await Promise.all(done);
    },
  };
}

/** One thread: no worker, but a turn of the event loop after each task, so that an interruption is seen. */
export function inlinePool<Task extends readonly unknown[]>(run: (...task: Task) => void) {
  return {
    run: (...task: Task): Promise<void> => {
      run(...task);
      return nextTurn();
    },
    close: () => Promise.resolve(),
  };
}

interface Thread {
  readonly worker: Worker;
  /** Resolves at the next message; rejects when the thread has stopped or stops before. */
  answer(): Promise<void>;
}

/** Listens for as long as the thread lives: one that dies between two tasks must fail the next task, not hang it. */
function startThread(worker: Worker): Thread {
  let failure: TrainingError | undefined;
  let waiting: { resolve(): void; reject(error: TrainingError): void } | undefined;
  const fail = (cause: unknown): void => {
    failure ??= new TrainingError("thread-failed", "a training thread stopped; see the cause", { cause });
    waiting?.reject(failure);
  };
  worker.on("message", () => waiting?.resolve());
  worker.on("error", fail);
  worker.on("exit", (status) => fail(new Error(`the thread exited with status ${status}`)));
  return {
    worker,
    answer: () =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        if (failure) reject(failure);
      }),
  };
}
