import { serveBoard } from "../../src/training/board.ts";

/** A thread that serves a board, and how: see createRunner. */
export interface BoardTask {
  readonly board: SharedArrayBuffer;
  /** i32[…]: how often each unit was done by a thread like this. */
  readonly done: SharedArrayBuffer;
  readonly order: "work" | "throw" | "exit";
}

/** Is busy: others get their turn. */
export function linger(ms: number): void {
  for (const begin = performance.now(); performance.now() - begin < ms; );
}

/** Counts the units that it does. A task is the place of its first unit, and how long each takes. Or dies at its first unit. */
export function createRunner(): (task: BoardTask) => void {
  return ({ board, done, order }) => {
    const counts = new Int32Array(done);
    serveBoard(board, 0.5, ([first = 0, ms = 0], unit) => {
      if (order === "throw") throw new Error(`told to throw at ${unit}`);
      if (order === "exit") process.exit(7);
      linger(ms);
      Atomics.add(counts, first + unit, 1);
    });
  };
}
