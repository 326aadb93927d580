import { Worker } from "node:worker_threads";
import { OptionsError, TrainingError } from "../errors.ts";
import type { RunOutcome, RunPart, Setting } from "../evaluation/search/run.ts";
import type { SharedTables } from "../evaluation/search/shared-tables.ts";

/** What every thread of a search is given once. */
export interface TrialSetup {
  readonly tables: SharedTables;
  readonly model: string;
  readonly metric: string;
  /** In the words of the command line; a setting that has a transform of its own goes through that one alone. */
  readonly transforms: readonly string[];
  readonly threshold: number | undefined;
  readonly decideAt: number | undefined;
  /** Metrics that runs are not compared by, nor shown with. */
  readonly leaveOut: ReadonlySet<string>;
  readonly seed: number;
}

/** One run, as it is posted to a thread. */
export interface TrialTask {
  /** From 0. */
  readonly fold: number;
  readonly part: RunPart;
  readonly set: Setting;
}

/** What a thread answers: an outcome, with the message of a failed run, or an option that no run can be done with. */
export type TrialAnswer =
  | { readonly kind: "outcome"; readonly outcome: RunOutcome; readonly message: string | undefined }
  | { readonly kind: "refused"; readonly code: string; readonly message: string };

export interface TrialPool {
  /** Rejects with TrainingError `thread-failed`, OptionsError where a thread refused, or the reason of the signal. */
  run(task: TrialTask): Promise<Extract<TrialAnswer, { kind: "outcome" }>>;
  close(): Promise<void>;
}

interface Job {
  readonly task: TrialTask;
  readonly resolve: (answer: Extract<TrialAnswer, { kind: "outcome" }>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Threads that fit and measure, at most `jobs` of them, each started when there is a run for it. Runs begin in the order
 * in which they are asked for. When one thread fails, or the signal aborts, every run is given up.
 */
export function createTrialPool(setup: TrialSetup, jobs: number, signal: AbortSignal): TrialPool {
  const waiting: Job[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Job>();
  let failure: { readonly reason: unknown } | undefined;

  const close = async (): Promise<void> => {
    failure ??= { reason: new TrainingError("interrupted", "the search was ended") };
    signal.removeEventListener("abort", onAbort);
    const threads = [...idle.splice(0), ...busy.keys()];
    for (const job of [...waiting.splice(0), ...busy.values()]) job.reject(failure.reason);
    busy.clear();
    await Promise.all(threads.map((thread) => thread.terminate()));
  };
  const giveUp = (reason: unknown): void => {
    failure ??= { reason };
    void close();
  };
  const onAbort = (): void => giveUp(signal.reason);
  signal.addEventListener("abort", onAbort);

  const startThread = (): Worker => {
    // The source runs as it is under Node, and as .js once built.
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const thread = new Worker(new URL(`./tune-worker.${extension}`, import.meta.url), { workerData: setup });
    const fail = (cause: unknown): void => {
      if (failure) return;
      const why = cause instanceof Error ? cause.message : String(cause);
      giveUp(new TrainingError("thread-failed", `a thread of the search stopped: ${why}`, { cause }));
    };
    thread.on("error", fail).on("exit", (status) => fail(new Error(`the thread exited with status ${status}`)));
    thread.on("message", (answer: TrialAnswer) => {
      const job = busy.get(thread);
      if (job === undefined) return;
      busy.delete(thread);
      idle.push(thread);
      if (answer.kind === "outcome") job.resolve(answer);
      else job.reject(new OptionsError(answer.code, answer.message));
      next();
    });
    return thread;
  };
  const next = (): void => {
    while (waiting.length > 0 && (idle.length > 0 || busy.size < jobs)) {
      const job = waiting.shift();
      if (job === undefined) return;
      const thread = idle.pop() ?? startThread();
      busy.set(thread, job);
      thread.postMessage(job.task);
    }
  };

  return {
    close,
    run: (task) =>
      new Promise((resolve, reject) => {
        if (failure) reject(failure.reason);
        else {
          waiting.push({ task, resolve, reject });
          next();
        }
      }),
  };
}
