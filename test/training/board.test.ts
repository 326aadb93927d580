import { describe, expect, it } from "vitest";
import { type Board, openBoard } from "../../src/training/board.ts";
import { createThreadPool } from "../../src/training/thread-pool.ts";
import { type BoardTask, linger } from "./board-tasks.ts";

const TASKS = new URL("./board-tasks.ts", import.meta.url).href;
const ROUNDS = 2000;
const UNITS = 6;

/** Threads that serve a board for the time of `use`; `ended` is how they end. */
async function served(
  order: BoardTask["order"],
  threads: number,
  use: (board: Board, counts: Int32Array) => void,
  patienceSeconds?: number,
): Promise<{ readonly ended: unknown }> {
  const board = openBoard(2, patienceSeconds);
  const done = new SharedArrayBuffer(ROUNDS * UNITS * 4);
  const pool = await createThreadPool<undefined, BoardTask>(TASKS, Array(threads).fill(undefined));
  const ended = pool.run({ board: board.shared, done, order }).catch((error: unknown) => error);
  try {
    use(board, new Int32Array(done));
    board.close();
    return { ended: await ended };
  } finally {
    board.close();
    await pool.close();
  }
}

/** Has one round after the other done until another thread has taken a unit. */
function untilTaken(board: Board): void {
  for (let own = UNITS; own === UNITS; ) {
    own = 0;
    board.run(UNITS, () => {
      own++;
      linger(1);
    });
  }
}

describe("a board", () => {
  it("has every unit of every task done once, here or by a thread, and lets the threads go", async () => {
    const { ended } = await served("work", 3, (board, counts) => {
      let own = 0;
      for (let round = 0; round < ROUNDS; round++) {
        board.numbers[0] = round * UNITS;
        board.run(UNITS, (unit) => {
          own++;
          linger(0.01);
          Atomics.add(counts, round * UNITS + unit, 1);
        });
        expect([...counts.subarray(round * UNITS, (round + 1) * UNITS)]).toEqual(Array(UNITS).fill(1));
      }
      expect(own).toBeLessThan(ROUNDS * UNITS);
    });
    expect(ended).toBeUndefined();
  });

  it("does not wait for threads that never come", () => {
    const board = openBoard(1);
    const units: number[] = [];
    for (let round = 0; round < 3; round++) board.run(3, (unit) => units.push(unit));
    expect(units).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
    expect(board.isClosed).toBe(false);
    board.close();
    expect(board.isClosed).toBe(true);
  });

  it("throws what a thread has thrown, then and afterwards, and the thread ends with it", async () => {
    const { ended } = await served("throw", 2, (board) => {
      const failure = { code: "thread-failed", message: expect.stringMatching(/stopped: Error: told to throw at \d$/) };
      expect(() => untilTaken(board)).toThrow(expect.objectContaining(failure));
      expect(() => board.run(1, () => undefined)).toThrow(expect.objectContaining(failure));
    });
    expect(ended).toMatchObject({ code: "thread-failed" });
  });

  it("does not wait for ever for a thread that ended without a word", async () => {
    const use = (board: Board): void => {
      expect(() => untilTaken(board)).toThrow(/^a training thread stopped: a thread did not finish in 1 seconds$/);
    };
    expect(await served("exit", 1, use, 1)).toMatchObject({ ended: { code: "thread-failed" } });
  });

  it("throws what the caller's own unit throws when the others are done with theirs", async () => {
    await served("work", 1, (board, counts) => {
      untilTaken(board);
      board.numbers[1] = 20;
      let own = 0;
      const fail = (): never => {
        own++;
        linger(5);
        throw new RangeError("own");
      };
      expect(() => board.run(UNITS, fail)).toThrow(new RangeError("own"));
      expect(own).toBe(1);
      const before = [...counts];
      linger(40);
      expect([...counts]).toEqual(before);
      board.run(UNITS, () => undefined);
    });
  });

  it("throws that a thread failed elsewhere", () => {
    const board = openBoard(0);
    board.fail(new RangeError("elsewhere"));
    expect(() => board.run(2, () => undefined)).toThrow(new RangeError("elsewhere"));
  });
});
