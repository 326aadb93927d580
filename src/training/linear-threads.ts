import { checkInteger } from "../check.ts";
import type { Csr } from "../data/csr.ts";
import { createArena, createLayout, MAXIMUM_PAGES } from "../kernels/layout.ts";
import { memoryOfPages, trainingHeapBase } from "../kernels/training-memory.ts";
import { platform } from "../platform.ts";
import type { TrainingContext } from "./context.ts";
import {
  countBlocks,
  createRunner,
  LINEAR_TASKS,
  type LinearTask,
  type LinearThreadSetup,
  type PlacedCsr,
} from "./linear-tasks.ts";
import { runWork } from "./steps.ts";
import { createThreadPool, inlinePool } from "./thread-pool.ts";

/** Threads over one shared memory, in which the caller reserves regions. Views end when more is reserved. */
export interface LinearThreads {
  readonly threadCount: number;
  /** Reserves zeroed bytes. Throws KernelError `memory-limit`. */
  allocate(byteLength: number): number;
  /** Copies a sparse matrix into the memory. */
  place(matrix: Csr): PlacedCsr;
  placeArray(values: Uint32Array | Float32Array): number;
  f32(pointer: number, length: number): Float32Array;
  f64(pointer: number, length: number): Float64Array;
  u32(pointer: number, length: number): Uint32Array;
  /** Runs a phase on all threads, and reports its steps where it has a name. Throws TrainingError `interrupted`. */
  run(task: LinearTask, name?: string): Promise<void>;
}

/** Opens threads for the time of `work`; they and their memory are gone afterwards. */
export async function withLinearThreads<Result>(
  context: TrainingContext,
  work: (threads: LinearThreads) => Promise<Result>,
): Promise<Result> {
  const threadCount = checkInteger("threads", context.threads, 1, 64);
  const module = await platform().trainingKernels();
  const memory = memoryOfPages(1, MAXIMUM_PAGES);
  const layout = createLayout(trainingHeapBase(module));
  const counter = layout.region(4);
  const arena = createArena(memory, layout.end);
  const setups = Array.from({ length: threadCount }, (_, threadIndex): LinearThreadSetup => {
    return { module, memory, counter, threadIndex };
  });
  const [first] = setups;
  const pool: LinearPool =
    threadCount === 1 && first
      ? inlinePool(createRunner(first))
      : await createThreadPool<LinearThreadSetup, LinearTask>(LINEAR_TASKS, setups);
  const place = (values: Uint32Array | Float32Array): number => {
    const pointer = arena.allocate(values.byteLength);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    new Uint8Array(memory.buffer, pointer, values.byteLength).set(bytes);
    return pointer;
  };
  try {
    return await work({
      threadCount,
      allocate: (byteLength) => arena.allocate(byteLength),
      placeArray: place,
      place: ({ rowCount, columnCount, offsets, indices, values }) => {
        return { rowCount, columnCount, offsets: place(offsets), indices: place(indices), values: place(values) };
      },
      f32: (pointer, length) => new Float32Array(memory.buffer, pointer, length),
      f64: (pointer, length) => new Float64Array(memory.buffer, pointer, length),
      u32: (pointer, length) => new Uint32Array(memory.buffer, pointer, length),
      run: (task, name) => {
        const work = {
          counter: new Int32Array(memory.buffer, counter, 1),
          total: countBlocks(task),
          blocking: threadCount === 1,
          run: (end: number) => pool.run(task, end),
        };
        return runWork(work, context, name);
      },
    });
  } finally {
    await pool.close();
  }
}

/** Worker threads go on until no block is left, the calling one up to `end`. */
interface LinearPool {
  run(task: LinearTask, end: number): Promise<void>;
  close(): Promise<void>;
}
