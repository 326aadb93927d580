import { TrainingError } from "../errors.ts";
import { platform } from "../platform.ts";
import type { StepContext } from "./context.ts";

/** Blocks of work that threads take from a counter until none is left. */
export interface SharedWork {
  /** i32[1]: the next block to take. */
  readonly counter: Int32Array;
  readonly total: number;
  /** Whether `run` works on the calling thread: it then gets a slice at a time. */
  readonly blocking: boolean;
  /** Works from the counter's block up to `end`, which is left out; ends with a turn of the event loop. */
  run(end: number): Promise<void>;
}

/** How long the calling thread works before the event loop has a turn: a page that trains goes on being drawn. */
export const SLICE_MS = 50;
/** How often other threads are looked at. */
const WATCH_MS = 200;
/** A slice has at most so many times the blocks of the one before. */
const LARGEST_GROWTH = 4;
/** A counter from which nobody takes a block. */
const BEYOND = 0x7000_0000;

/** A turn of the event loop, so that an interruption is seen. */
export const nextTurn = (): Promise<void> => platform().nextTurn();

/** Throws TrainingError `interrupted` when the signal says so; nothing is kept of what was trained. */
export function checkInterrupted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new TrainingError("interrupted", "training was interrupted; nothing was written", { cause: signal.reason });
}

/**
 * Does all the work. An interruption ends it with the blocks that are being worked on, and throws TrainingError `interrupted`.
 * Steps are reported under the name of `phase`, where it has one.
 */
export async function runWork(work: SharedWork, { onStep, signal }: StepContext, phase?: string): Promise<void> {
  checkInterrupted(signal);
  const report = (done: number): void => {
    if (phase !== undefined) onStep?.({ phase, done: Math.min(done, work.total), total: work.total });
  };
  await (work.blocking ? runInSlices(work, signal, report) : runWatched(work, signal, report));
  checkInterrupted(signal);
  report(work.total);
}

async function runInSlices(
  { counter, total, run }: SharedWork,
  signal: AbortSignal | undefined,
  report: (done: number) => void,
): Promise<void> {
  let size = 1;
  for (let begin = 0; begin < total; ) {
    checkInterrupted(signal);
    const end = Math.min(total, begin + size);
    counter[0] = begin;
    const startedMs = performance.now();
    await run(end);
    const affordable = ((end - begin) * SLICE_MS) / Math.max(performance.now() - startedMs, 1e-3);
    size = Math.max(1, Math.floor(Math.min(affordable, LARGEST_GROWTH * size)));
    begin = end;
    report(begin);
  }
}

async function runWatched(
  { counter, total, run }: SharedWork,
  signal: AbortSignal | undefined,
  report: (done: number) => void,
): Promise<void> {
  counter[0] = 0;
  const watch = setInterval(() => report(Atomics.load(counter, 0)), WATCH_MS);
  // Threads find nothing more to take.
  const stop = (): void => void Atomics.store(counter, 0, BEYOND);
  signal?.addEventListener("abort", stop);
  try {
    await run(total);
  } finally {
    clearInterval(watch);
    signal?.removeEventListener("abort", stop);
  }
}
