import { type Csr, transpose } from "../../data/csr.ts";
import { TrainingError } from "../../errors.ts";
import type { StepContext, TrainingContext } from "../../training/context.ts";
import { SWEEP_BLOCK } from "../../training/linear-tasks.ts";
import { type LinearThreads, withLinearThreads } from "../../training/linear-threads.ts";
import { checkInterrupted, nextTurn } from "../../training/steps.ts";
import type { Model } from "../define-model.ts";
import { csrState, type ModelState, WEIGHTS } from "../state.ts";
import type { DataShape, MemoryEstimate } from "../train-model.ts";

/** Rows of weights that are read between two looks at the signal. */
const ROWS_A_TURN = 256;
const WEIGHTS_PHASE = "weights of items";

/** What models of a closed form differ in. */
export interface ClosedForm {
  /** Entries kept of each row, the largest in size; 0 keeps all. */
  readonly keep: number;
  /** What to increase where the matrix cannot be inverted. */
  readonly regularization: number;
  /** Λ_i, the penalty of the weights of an item, by the number of its users. */
  readonly penaltyOf: (users: number) => number;
}

/**
 * Fits the weights B of min ‖X − X·B‖²_F + Σ_ij Λ_i B_ij² with diag(B) = 0, which are −P_ij / P_jj of P = (XᵀX + Λ)⁻¹: the
 * matrix in O(Σ_u |S_u|²), then items³/2 multiplications, threads over rows of blocks. `closedFormMemory` says what it needs.
 *
 * Throws TrainingError `diverged` when a block cannot be inverted, in the name of `model`; `interrupted`.
 */
export function fitClosedForm(
  model: Pick<Model, "name" | "options">,
  interactions: Csr,
  { keep, regularization, penaltyOf }: ClosedForm,
  context: TrainingContext,
): Promise<ModelState> {
  return withLinearThreads(context, async (threads) => {
    const itemCount = interactions.columnCount;
    const size = sizeOf(itemCount);
    const users = threads.place(interactions);
    const items = threads.place(transpose(interactions));
    const matrix = threads.allocate(size * size * 4);
    await threads.run({ kind: "count-together", users, items, size, matrix }, "Gram matrix, items");
    const cells = threads.f32(matrix, size * size);
    // The diagonal of XᵀX is the number of users of each item; padding is 1, which the inverse leaves alone.
    for (let at = 0; at < size; at++) cells[at * size + at]! += at < itemCount ? penaltyOf(cells[at * size + at]!) : 1;
    if (!(await sweep(threads, matrix, size, context.onStep))) throw notInverted(model, regularization);
    const weights = await readWeights(threads.f32(matrix, size * size), size, itemCount, keep, context);
    return csrState(WEIGHTS, weights);
  });
}

/** 4 · items² bytes of kernels, up to about 32,500 items, and with keep=0 twice that for the weights. */
export function closedFormMemory(
  { keep }: Pick<ClosedForm, "keep">,
  { users, items, interactions }: DataShape,
): MemoryEstimate {
  const size = sizeOf(items);
  return {
    kernelBytes: size * size * 4 + size * SWEEP_BLOCK * 8 + 2 * interactions * 8 + (users + items) * 4,
    heapBytes: items * keptBy(keep, items) * 8,
    remedy: `its matrix is ${items} × ${items}; ${keep === 0 ? "keep fewer weights an item where it is measured (keep; an artefact is cut afterwards), " : ""}leave out rare items, or use slim, gf-cf or item-knn`,
  };
}

function notInverted({ name, options }: Pick<Model, "name" | "options">, regularization: number): TrainingError {
  return new TrainingError(
    "diverged",
    `${name}: the matrix cannot be inverted in f32; increase regularization (now ${regularization}, by default ${options.regularization?.default})`,
  );
}

/** Rows of the matrix with padding to whole blocks. */
function sizeOf(itemCount: number): number {
  return Math.max(1, Math.ceil(itemCount / SWEEP_BLOCK)) * SWEEP_BLOCK;
}

/** Weights of an item that come out, 8 bytes each. */
function keptBy(keep: number, itemCount: number): number {
  return keep === 0 ? Math.max(0, itemCount - 1) : Math.min(keep, itemCount - 1);
}

/**
 * Turns the lower triangle of a positive definite matrix into that of its inverse, with the sign changed. False when a block
 * cannot be inverted.
 */
async function sweep(
  threads: LinearThreads,
  matrix: number,
  size: number,
  onStep: StepContext["onStep"],
): Promise<boolean> {
  const [left, right] = [threads.allocate(size * SWEEP_BLOCK * 4), threads.allocate(size * SWEEP_BLOCK * 4)];
  const inverse = threads.allocate(SWEEP_BLOCK * SWEEP_BLOCK * 4);
  const total = size / SWEEP_BLOCK;
  for (let swept = 0; swept < total; swept++) {
    const diagonal = new Float64Array(SWEEP_BLOCK * SWEEP_BLOCK);
    const cells = threads.f32(matrix, size * size);
    for (let row = 0; row < SWEEP_BLOCK; row++) {
      const from = (swept * SWEEP_BLOCK + row) * size + swept * SWEEP_BLOCK;
      diagonal.set(cells.subarray(from, from + SWEEP_BLOCK), row * SWEEP_BLOCK);
    }
    if (!invertSymmetric(diagonal, SWEEP_BLOCK)) return false;
    threads.f32(inverse, diagonal.length).set(diagonal);
    await threads.run({ kind: "sweep-panel", swept, size, matrix, inverse, left, right });
    await threads.run({ kind: "sweep-row", swept, size, matrix, inverse, left, right });
    onStep?.({ phase: "inverse, blocks", done: swept + 1, total });
  }
  return true;
}

/** Inverts a small symmetric positive definite matrix in place, in f64; reads the lower triangle. False when it is none. */
export function invertSymmetric(a: Float64Array, size: number): boolean {
  for (let row = 0; row < size; row++) for (let c = row + 1; c < size; c++) a[row * size + c] = a[c * size + row]!;
  for (let k = 0; k < size; k++) {
    const pivot = a[k * size + k]!;
    if (!(pivot > 0 && pivot < Number.POSITIVE_INFINITY)) return false;
    for (let row = 0; row < size; row++) {
      if (row === k) continue;
      const factor = a[row * size + k]! / pivot;
      for (let column = 0; column < size; column++) {
        if (column !== k) a[row * size + column]! -= factor * a[k * size + column]!;
      }
      a[row * size + k] = -factor;
    }
    for (let column = 0; column < size; column++) a[k * size + column]! /= pivot;
    a[k * size + k] = 1 / pivot;
  }
  return true;
}

/** B from −P, of which the lower triangle is given: B_ij = −P_ij / P_jj. */
async function readWeights(
  cells: Float32Array,
  size: number,
  itemCount: number,
  keep: number,
  { signal, onStep }: StepContext,
): Promise<Csr> {
  const kept = keptBy(keep, itemCount);
  const offsets = new Uint32Array(itemCount + 1);
  const indices = new Uint32Array(itemCount * kept);
  const values = new Float32Array(itemCount * kept);
  const row = new Float32Array(itemCount);
  let next = 0;
  for (let i = 0; i < itemCount; i++) {
    if (i % ROWS_A_TURN === 0) {
      onStep?.({ phase: WEIGHTS_PHASE, done: i, total: itemCount });
      await nextTurn();
      checkInterrupted(signal);
    }
    for (let j = 0; j < itemCount; j++) {
      row[j] = j === i ? 0 : cells[i > j ? i * size + j : j * size + i]! / -cells[j * size + j]!;
    }
    const floor = kept < itemCount - 1 ? sizeOfRank(row, kept) : -1;
    let [above, equal] = [0, 0];
    for (let j = 0; j < itemCount; j++) if (j !== i && Math.abs(row[j]!) > floor) above++;
    for (let j = 0; j < itemCount; j++) {
      const amount = Math.abs(row[j]!);
      // Of equal sizes at the border the lower indices stay.
      if (j === i || amount < floor || (amount === floor && equal++ >= kept - above)) continue;
      indices[next] = j;
      values[next++] = row[j]!;
    }
    offsets[i + 1] = next;
  }
  onStep?.({ phase: WEIGHTS_PHASE, done: itemCount, total: itemCount });
  return { rowCount: itemCount, columnCount: itemCount, offsets, indices, values };
}

/** The size of the entry of rank `rank` (from 1) by size. */
function sizeOfRank(row: Float32Array, rank: number): number {
  return row.map(Math.abs).sort()[row.length - rank]!;
}
