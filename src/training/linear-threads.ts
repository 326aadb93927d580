import { checkInteger } from "../check.ts";
import type { Csr } from "../data/csr.ts";
import { TrainingError } from "../errors.ts";
import { instantiateTrainingKernels } from "../kernels/instantiate.ts";
import { createArena, createLayout, MAXIMUM_PAGES } from "../kernels/layout.ts";
import { threadedKernelModule } from "../kernels/module.node.ts";
import { createLinearRunner, type LinearTask, type LinearThreadSetup, type PlacedCsr } from "./linear-tasks.ts";
import { createThreadPool, type ThreadPool } from "./thread-pool.ts";

/** How linear algebra is run; neither changes the result. */
export interface LinearControl {
  /** 1 to 64 */
  readonly threads: number;
  /** Interrupts between two phases with TrainingError `interrupted`. */
  readonly signal?: AbortSignal | undefined;
}

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
  /** Runs a phase on all threads. Throws TrainingError `interrupted` before it, when the signal says so. */
  run(task: LinearTask): Promise<void>;
}

/** Opens threads for the time of `work`; they and their memory are gone afterwards. */
export async function withLinearThreads<Result>(
  control: LinearControl,
  work: (threads: LinearThreads) => Promise<Result>,
): Promise<Result> {
  const threadCount = checkInteger("threads", control.threads, 1, 64);
  const module = await threadedKernelModule();
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_PAGES, shared: true });
  const layout = createLayout(instantiateTrainingKernels(module, memory).heapBase());
  const counter = layout.region(4);
  const arena = createArena(memory, layout.end);
  const setups = Array.from({ length: threadCount }, (_, threadIndex): LinearThreadSetup => {
    return { module, memory, counter, threadIndex };
  });
  const [first] = setups;
  const pool: ThreadPool<LinearTask> =
    threadCount === 1 && first ? inlinePool(first) : await createThreadPool("linear-worker", setups);
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
      run: async (task) => {
        if (control.signal?.aborted) {
          const cause = control.signal.reason;
          throw new TrainingError("interrupted", "training was interrupted; nothing was written", { cause });
        }
        new Int32Array(memory.buffer, counter, 1).fill(0);
        await pool.run(task);
      },
    });
  } finally {
    await pool.close();
  }
}

/** One thread: no worker, but a turn of the event loop after each phase, so that an interruption is seen. */
function inlinePool(setup: LinearThreadSetup): ThreadPool<LinearTask> {
  const run = createLinearRunner(setup);
  return {
    run: (task) => {
      run(task);
      return new Promise((resolve) => setImmediate(resolve));
    },
    close: () => Promise.resolve(),
  };
}
