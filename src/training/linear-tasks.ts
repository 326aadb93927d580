import { instantiateTrainingKernels } from "../kernels/instantiate-training.ts";
import type { TrainingExports } from "../kernels/training-abi.ts";

/** URL of this module, from which threads load it. */
export const LINEAR_TASKS = import.meta.url;

/** Where a sparse matrix lies in the shared memory. */
export interface PlacedCsr {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly offsets: number;
  readonly indices: number;
  readonly values: number;
}

/** out ← A·X for a sparse A and dense rows X. */
export interface SparseDenseTask {
  readonly kind: "sparse-dense";
  readonly matrix: PlacedCsr;
  readonly dense: number;
  readonly stride: number;
  readonly out: number;
}

/** out ← R·M for tall rows R and a small M f32[innerCount × stride]. */
export interface DenseProductTask {
  readonly kind: "dense-product";
  readonly rows: number;
  readonly rowCount: number;
  readonly rowStride: number;
  readonly matrix: number;
  readonly innerCount: number;
  readonly stride: number;
  readonly out: number;
}

/** Part p of `parts` ← Gram matrix of its share of the rows, f64[stride × stride] each. */
export interface GramTask {
  readonly kind: "gram";
  readonly rows: number;
  readonly rowCount: number;
  readonly stride: number;
  readonly parts: number;
}

/** Lists of fixed length by row, as kernels write them; a thread's scratch lies at scratch + thread · scratchBytes. */
interface ListOutput {
  readonly capacity: number;
  readonly indices: number;
  readonly values: number;
  readonly counts: number;
  readonly scratch: number;
  readonly scratchBytes: number;
}

/** The largest similarities of each row of `left` · `right`; formulas are numbered as in assembly/similarity.ts. */
export interface SimilarTask extends ListOutput {
  readonly kind: "similar";
  readonly left: PlacedCsr;
  readonly right: PlacedCsr;
  readonly formula: 0 | 1 | 2;
  readonly ownTerms: number;
  readonly terms: number;
  readonly shrinkage: number;
}

/** The weights of SLIM, item by item. */
export interface SlimTask extends ListOutput {
  readonly kind: "slim";
  readonly users: PlacedCsr;
  readonly items: PlacedCsr;
  readonly l1: number;
  readonly l2: number;
  readonly epochs: number;
  readonly tolerance: number;
  readonly objectives: number;
}

/** XᵀX up to the diagonal, into a square of `size` rows of zeros. */
export interface CountTogetherTask {
  readonly kind: "count-together";
  readonly users: PlacedCsr;
  readonly items: PlacedCsr;
  readonly size: number;
  readonly matrix: number;
}

/** One half of sweeping a block of the matrix: the panels, then all rows. */
export interface SweepTask {
  readonly kind: "sweep-panel" | "sweep-row";
  readonly swept: number;
  readonly size: number;
  readonly matrix: number;
  readonly inverse: number;
  readonly left: number;
  readonly right: number;
}

/** A phase that the threads share by taking blocks from one counter. */
export type LinearTask =
  | SparseDenseTask
  | DenseProductTask
  | GramTask
  | SimilarTask
  | SlimTask
  | CountTogetherTask
  | SweepTask;

/** What a thread needs to take part. */
export interface LinearThreadSetup {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** i32[1]: the next block to take. */
  readonly counter: number;
  readonly threadIndex: number;
}

/** Rows and columns that the matrix inverse sweeps at a time (BLOCK in assembly/sweep.ts). */
export const SWEEP_BLOCK = 64;

/** Parts that a Gram matrix is summed in: fixed, so that the sums do not depend on how many threads share them. */
export const GRAM_PARTS = 16;

/** Rows of a block; kernels work on a row alone, so that it changes no result. A row that may take long is a block of its own. */
const BLOCK_ROWS = { "sparse-dense": 64, "dense-product": 64, similar: 1, slim: 1, "count-together": 1 } as const;

/** Blocks that a task is divided into. */
export function countBlocks(task: LinearTask): number {
  switch (task.kind) {
    case "sparse-dense":
      return Math.ceil(task.matrix.rowCount / BLOCK_ROWS[task.kind]);
    case "dense-product":
      return Math.ceil(task.rowCount / BLOCK_ROWS[task.kind]);
    case "gram":
      return GRAM_PARTS;
    case "similar":
      return Math.ceil(task.left.rowCount / BLOCK_ROWS[task.kind]);
    case "slim":
    case "count-together":
      return Math.ceil(task.items.rowCount / BLOCK_ROWS[task.kind]);
    case "sweep-panel":
    case "sweep-row":
      return task.size / SWEEP_BLOCK;
  }
}

/** Makes the function by which one thread works on a task until no block before `end` is left; by default all blocks. */
export function createRunner(setup: LinearThreadSetup): (task: LinearTask, end?: number) => void {
  const kernels = instantiateTrainingKernels(setup.module, setup.memory);
  return (task, end = countBlocks(task)) => {
    // Derived anew: a memory that is not shared leaves its views behind when it grows.
    const counter = new Int32Array(setup.memory.buffer, setup.counter, 1);
    const run = createBlockRunner(kernels, task, setup.threadIndex);
    for (;;) {
      const block = Atomics.add(counter, 0, 1);
      if (block >= end) return;
      run(block);
    }
  };
}

function createBlockRunner(kernels: TrainingExports, task: LinearTask, thread: number): (block: number) => void {
  switch (task.kind) {
    case "sparse-dense": {
      const { matrix, dense, stride, out } = task;
      const { offsets, indices, values } = matrix;
      return byRows(matrix.rowCount, BLOCK_ROWS[task.kind], (start, end) =>
        kernels.sparseDense(start, end, offsets, indices, values, dense, stride, out),
      );
    }
    case "dense-product": {
      const { rows, rowStride, matrix, innerCount, stride, out } = task;
      return byRows(task.rowCount, BLOCK_ROWS[task.kind], (start, end) =>
        kernels.denseProduct(start, end, rows, rowStride, matrix, innerCount, stride, out),
      );
    }
    case "gram": {
      const { rows, rowCount, stride, parts } = task;
      const share = Math.ceil(rowCount / GRAM_PARTS);
      return (part) => {
        const start = Math.min(rowCount, part * share);
        const count = Math.min(rowCount, start + share) - start;
        kernels.gramF64(rows + start * stride * 4, count, stride, parts + part * stride * stride * 8);
      };
    }
    case "similar": {
      const { left, right, formula, ownTerms, terms, shrinkage, capacity, indices, values, counts } = task;
      const scratch = task.scratch + thread * task.scratchBytes;
      const inputs = [left.offsets, left.indices, left.values, right.offsets, right.indices, right.values] as const;
      const how = [right.columnCount, formula, ownTerms, terms, shrinkage] as const;
      return byRows(left.rowCount, BLOCK_ROWS[task.kind], (start, end) =>
        kernels.similarRows(start, end, ...inputs, ...how, capacity, indices, values, counts, scratch),
      );
    }
    case "slim": {
      const { users, items, l1, l2, epochs, tolerance, capacity, indices, values, counts, objectives } = task;
      const scratch = task.scratch + thread * task.scratchBytes;
      const inputs = [users.offsets, users.indices, items.offsets, items.indices] as const;
      const sizes = [users.rowCount, items.rowCount] as const;
      const outputs = [capacity, indices, values, counts, objectives] as const;
      return byRows(items.rowCount, BLOCK_ROWS[task.kind], (start, end) =>
        kernels.slimItems(start, end, ...sizes, ...inputs, l1, l2, epochs, tolerance, ...outputs, scratch),
      );
    }
    case "count-together": {
      const { users, items, size, matrix } = task;
      const inputs = [users.offsets, users.indices, items.offsets, items.indices] as const;
      return byRows(items.rowCount, BLOCK_ROWS[task.kind], (start, end) =>
        kernels.countTogether(start, end, ...inputs, size, matrix),
      );
    }
    case "sweep-panel":
    case "sweep-row": {
      const { kind, swept, size, matrix, inverse, left, right } = task;
      const last = size / SWEEP_BLOCK - 1;
      const sweep = kind === "sweep-panel" ? kernels.sweepPanel : kernels.sweepRow;
      // The last rows are the longest: they come first, so that no thread is left alone with one.
      return (block) => sweep(last - block, swept, size, matrix, inverse, left, right);
    }
  }
}

/** Blocks of consecutive rows. */
function byRows(rowCount: number, size: number, run: (start: number, end: number) => void): (block: number) => void {
  return (block) => run(block * size, Math.min(rowCount, (block + 1) * size));
}
