import { instantiateTrainingKernels } from "../kernels/instantiate.ts";
import type { TrainingExports } from "../kernels/training-abi.ts";

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

/** A phase that the threads share by taking blocks from one counter. */
export type LinearTask = SparseDenseTask | DenseProductTask | GramTask;

/** What a thread needs to take part. */
export interface LinearThreadSetup {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** i32[1]: the next block to take. */
  readonly counter: number;
  readonly threadIndex: number;
}

/** Parts that a Gram matrix is summed in: fixed, so that the sums do not depend on how many threads share them. */
export const GRAM_PARTS = 16;

interface Blocks {
  readonly count: number;
  run(block: number): void;
}

/** Makes the function by which one thread works on a task until no block is left. */
export function createLinearRunner(setup: LinearThreadSetup): (task: LinearTask) => void {
  const kernels = instantiateTrainingKernels(setup.module, setup.memory);
  const counter = new Int32Array(setup.memory.buffer, setup.counter, 1);
  return (task) => {
    const { count, run } = blocksOf(kernels, task);
    for (;;) {
      const block = Atomics.add(counter, 0, 1);
      if (block >= count) return;
      run(block);
    }
  };
}

function blocksOf(kernels: TrainingExports, task: LinearTask): Blocks {
  switch (task.kind) {
    case "sparse-dense": {
      const { matrix, dense, stride, out } = task;
      const { offsets, indices, values } = matrix;
      return rowBlocks(matrix.rowCount, 64, (start, end) =>
        kernels.sparseDense(start, end, offsets, indices, values, dense, stride, out),
      );
    }
    case "dense-product": {
      const { rows, rowStride, matrix, innerCount, stride, out } = task;
      return rowBlocks(task.rowCount, 64, (start, end) =>
        kernels.denseProduct(start, end, rows, rowStride, matrix, innerCount, stride, out),
      );
    }
    case "gram": {
      const { rows, rowCount, stride, parts } = task;
      const share = Math.ceil(rowCount / GRAM_PARTS);
      return {
        count: GRAM_PARTS,
        run: (part) => {
          const start = Math.min(rowCount, part * share);
          const count = Math.min(rowCount, start + share) - start;
          kernels.gramF64(rows + start * stride * 4, count, stride, parts + part * stride * stride * 8);
        },
      };
    }
  }
}

/** Blocks of consecutive rows; kernels work on a row alone, so that their size changes no result. */
function rowBlocks(rowCount: number, size: number, run: (start: number, end: number) => void): Blocks {
  return {
    count: Math.ceil(rowCount / size),
    run: (block) => run(block * size, Math.min(rowCount, (block + 1) * size)),
  };
}
