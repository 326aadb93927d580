import { TrainingError } from "../errors.ts";
import { type PlatformThread, platform, type ThreadStart } from "../platform.ts";
import { nextTurn } from "./steps.ts";

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
  const threads = setups.map((setup) => startThread({ tasks, setup }));
  const close = async (): Promise<void> => {
    await Promise.all(threads.map(({ thread }) => thread.terminate()));
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
      for (const { thread } of threads) thread.post(task);
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
  readonly thread: PlatformThread;
  /** Resolves at the next message; rejects when the thread has stopped or stops before. */
  answer(): Promise<void>;
}

/** Listens for as long as the thread lives: one that dies between two tasks must fail the next task, not hang it. */
function startThread(start: ThreadStart): Thread {
  const starting = platform().startThread;
  if (!starting) {
    throw new TrainingError("no-threads", "threads: expected 1, since a page trains on one thread");
  }
  let failure: TrainingError | undefined;
  let waiting: { resolve(): void; reject(error: TrainingError): void } | undefined;
  const fail = (cause: unknown): void => {
    failure ??= new TrainingError("thread-failed", "a training thread stopped; see the cause", { cause });
    waiting?.reject(failure);
  };
  const thread = starting(start, { onAnswer: () => waiting?.resolve(), onEnd: fail });
  return {
    thread,
    answer: () =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        if (failure) reject(failure);
      }),
  };
}
