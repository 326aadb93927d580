import type { Csr } from "../../data/csr.ts";
import { learningRateAdvice } from "../../data/value-scale.ts";
import { TrainingError } from "../../errors.ts";
import { instantiateTrainingKernels } from "../../kernels/instantiate-training.ts";
import { createLayout, type Layout } from "../../kernels/layout.ts";
import type { TrainingExports } from "../../kernels/training-abi.ts";
import { trainingHeapBase } from "../../kernels/training-memory.ts";
import { trainingMemory } from "../../training/shared-memory.ts";
import type { DataShape, MemoryEstimate } from "../train-model.ts";

/** The interactions in kernel memory: twelve bytes an interaction at most, values left out. */
export interface PlacedInteractions {
  readonly offsets: number;
  readonly indices: number;
  /** u32[entries]: the user of each interaction. */
  readonly owners: number;
}

/** Kernels on a memory of their own, in which everything has its place before training begins. */
export interface PairwiseMemory<Map> {
  readonly kernels: TrainingExports;
  readonly memory: WebAssembly.Memory;
  readonly map: Map;
}

/**
 * Draws up a memory and makes it. Throws KernelError `memory-limit`, with the number of bytes, when it is more than can be
 * had; nothing has been computed by then.
 */
export function createPairwiseMemory<Map>(
  module: WebAssembly.Module,
  plan: (layout: Layout) => Map,
): PairwiseMemory<Map> {
  const layout = createLayout(trainingHeapBase(module));
  const map = plan(layout);
  const memory = trainingMemory(layout.end);
  return { kernels: instantiateTrainingKernels(module, memory), memory, map };
}

export function planInteractions(
  layout: Layout,
  { users, interactions }: Pick<DataShape, "users" | "interactions">,
): PlacedInteractions {
  return {
    offsets: layout.region((users + 1) * 4),
    indices: layout.region(interactions * 4),
    owners: layout.region(interactions * 4),
  };
}

/**
 * What a training takes that is drawn up so: the memory of the plan, and beside it the factors that are read out, those of
 * items once more with their biases scaled, and once more in the index that fits the fold-in.
 */
export function pairwiseMemory(
  plan: (layout: Layout) => unknown,
  factors: number,
  { users, items }: Pick<DataShape, "users" | "items">,
): MemoryEstimate {
  const layout = createLayout(0);
  plan(layout);
  const heapBytes = 4 * (users * factors + 3 * items * (factors + 1));
  return { kernelBytes: layout.end, heapBytes, remedy: "use fewer factors, or leave out rare users and items" };
}

export function loadInteractions(memory: WebAssembly.Memory, at: PlacedInteractions, interactions: Csr): void {
  const { rowCount, offsets, indices } = interactions;
  new Uint32Array(memory.buffer, at.offsets, rowCount + 1).set(offsets);
  new Uint32Array(memory.buffer, at.indices, indices.length).set(indices);
  const owners = new Uint32Array(memory.buffer, at.owners, indices.length);
  for (let user = 0; user < rowCount; user++) owners.fill(user, offsets[user], offsets[user + 1]);
}

/** A training that ends with so many times the objective it began with has overshot, though its factors be finite. */
const RUNAWAY = 1000;

/** Throws TrainingError `diverged`, which names the learning rate, where the objective is not finite or far above the first one. */
export function checkObjective(
  model: string,
  objective: number,
  first: number,
  epoch: number,
  { epochs, learningRate }: { readonly epochs: number; readonly learningRate: number },
  usualRate: number,
): void {
  // At least 1, so that a start without any loss has a bound too.
  if (objective <= RUNAWAY * Math.max(1, first)) return;
  throw new TrainingError(
    "diverged",
    `${model}: the factors left all bounds in epoch ${epoch} of ${epochs}; expected a learningRate that converges, ` +
      `got ${learningRate}; ${learningRateAdvice(learningRate, usualRate)}`,
  );
}

/** Copies the first `columnCount` lanes of padded rows. */
export function readRows(
  memory: WebAssembly.Memory,
  pointer: number,
  rowCount: number,
  stride: number,
  columnCount: number,
): Float32Array {
  const padded = new Float32Array(memory.buffer, pointer, rowCount * stride);
  const values = new Float32Array(rowCount * columnCount);
  for (let row = 0; row < rowCount; row++) {
    values.set(padded.subarray(row * stride, row * stride + columnCount), row * columnCount);
  }
  return values;
}
