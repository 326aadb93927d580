import { TrainingError } from "../errors.ts";

/**
 * Threads that do the units of a task together where messages would take longer than the task. All that they share is
 *
 *   i32[4]           ticket ‖ units of the task ‖ units done ‖ length of the text
 *   u8[TEXT_BYTES]   why a thread failed
 *   f64[…]           the task, in numbers
 *
 * The ticket is 256 · round + a bit for each unit that nobody has taken yet, or −1 when there will be no more. Whoever clears a
 * bit has the unit. Nobody waits for a thread that comes late or never: it finds nothing to take. Only a unit that was taken is
 * waited for. Each thread has units that it takes first, in every task the same: they are in its cache.
 */
const [TICKET, UNITS, DONE, TEXT_LENGTH] = [0, 1, 2, 3];
const [STATE_BYTES, TEXT_BYTES] = [64, 960];
const MOST_UNITS = 8;
const UNTAKEN = 255;
const LAST_ROUND = 0x3f_ffff;
const CLOSED = -1;

/** How often a thread looks again before it sleeps: about a hundred microseconds, which is what waking takes. */
const LOOKS = 8000;
/** Threads have so many seconds for a unit: longer than any should take. */
const PATIENCE_SECONDS = 120;

/** One side of what threads share. */
interface Views {
  readonly state: Int32Array;
  readonly text: Uint8Array;
  readonly numbers: Float64Array;
}

const viewsOf = (shared: SharedArrayBuffer): Views => ({
  state: new Int32Array(shared, 0, 4),
  text: new Uint8Array(shared, STATE_BYTES, TEXT_BYTES),
  numbers: new Float64Array(shared, STATE_BYTES + TEXT_BYTES),
});

/** The side of the thread that has the tasks. */
export interface Board {
  readonly shared: SharedArrayBuffer;
  /** The task: written before `run`. */
  readonly numbers: Float64Array;
  readonly isClosed: boolean;
  /**
   * Has units 0 … units − 1 done by `work` here and by the threads that serve the board, and returns when all are done. Throws
   * what `work` throws, and TrainingError `thread-failed`.
   */
  run(units: number, work: (unit: number) => void): void;
  /** Says that a thread failed outside of its units: the next task throws. */
  fail(error: unknown): void;
  /** Lets the threads go. */
  close(): void;
}

/** Opens a board for tasks of so many numbers. */
export function openBoard(numberCount: number, patienceSeconds = PATIENCE_SECONDS): Board {
  const shared = new SharedArrayBuffer(STATE_BYTES + TEXT_BYTES + numberCount * 8);
  const { state, numbers, text } = viewsOf(shared);
  let round = 0;
  let failure: unknown;
  const checkThreads = (): void => {
    const length = Atomics.load(state, TEXT_LENGTH);
    if (length > 0) failure ??= failed(new TextDecoder().decode(text.slice(0, length)));
    if (failure !== undefined) throw failure;
  };
  const awaitUnits = (units: number): void => {
    for (let seconds = 0; ; ) {
      const done = Atomics.load(state, DONE);
      checkThreads();
      if (done === units) return;
      // Second by second: a process that was stopped for an hour has waited for one of them.
      if (pause(state, DONE, done, 1000) === "timed-out") seconds++;
      if (seconds >= patienceSeconds) throw failed(`a thread did not finish in ${patienceSeconds} seconds`);
    }
  };
  return {
    shared,
    numbers,
    get isClosed() {
      return Atomics.load(state, TICKET) === CLOSED;
    },
    run(units, work) {
      if (units > MOST_UNITS) throw new RangeError(`units: expected at most ${MOST_UNITS}, got ${units}`);
      checkThreads();
      round = round === LAST_ROUND ? 0 : round + 1;
      Atomics.store(state, UNITS, units);
      Atomics.store(state, DONE, 0);
      Atomics.store(state, TICKET, (round << 8) | (2 ** units - 1));
      Atomics.notify(state, TICKET);
      let own: { readonly error: unknown } | undefined;
      for (let unit = takeUnit(state, 0); unit !== undefined; unit = takeUnit(state, 0)) {
        try {
          // After an error nothing more is begun, but what others have begun is waited for.
          if (own === undefined) work(unit);
        } catch (error) {
          own = { error };
        }
        Atomics.add(state, DONE, 1);
      }
      awaitUnits(units);
      if (own !== undefined) throw own.error;
    },
    fail(error) {
      failure ??= error;
    },
    close() {
      Atomics.store(state, TICKET, CLOSED);
      Atomics.notify(state, TICKET);
    },
  };
}

/**
 * The side of another thread: does units as they come, until the board is closed. It begins with those from `share`, 0 to 1, of
 * the units on; the caller has share 0. What `work` throws ends it.
 */
export function serveBoard(
  shared: SharedArrayBuffer,
  share: number,
  work: (numbers: Float64Array, unit: number) => void,
): void {
  const { state, text, numbers } = viewsOf(shared);
  for (;;) {
    const ticket = Atomics.load(state, TICKET);
    if (ticket === CLOSED) return;
    const unit = takeUnit(state, share);
    if (unit === undefined) {
      pause(state, TICKET, ticket);
      continue;
    }
    try {
      work(numbers, unit);
    } catch (error) {
      const { written } = new TextEncoder().encodeInto(String(error), text);
      Atomics.store(state, TEXT_LENGTH, written);
      throw error;
    } finally {
      Atomics.add(state, DONE, 1);
      Atomics.notify(state, DONE);
    }
  }
}

/** A unit that is this thread's now; undefined when there is none. */
function takeUnit(state: Int32Array, share: number): number | undefined {
  for (;;) {
    const ticket = Atomics.load(state, TICKET);
    const left = ticket & UNTAKEN;
    if (ticket === CLOSED || left === 0) return undefined;
    const later = left & (-1 << Math.floor(share * Atomics.load(state, UNITS)));
    const lowest = (later || left) & -(later || left);
    if (Atomics.compareExchange(state, TICKET, ticket, ticket & ~lowest) === ticket) return 31 - Math.clz32(lowest);
  }
}

/** Waits while a place has this value. */
function pause(state: Int32Array, place: number, value: number, mostMs?: number): ReturnType<typeof Atomics.wait> {
  for (let look = 0; look < LOOKS; look++) if (Atomics.load(state, place) !== value) return "not-equal";
  return Atomics.wait(state, place, value, mostMs);
}

const failed = (reason: string): TrainingError =>
  new TrainingError("thread-failed", `a training thread stopped: ${reason}`, { cause: new Error(reason) });
