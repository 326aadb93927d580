import { createLayout, f32Stride } from "../../kernels/layout.ts";
import type { DataShape, MemoryEstimate } from "../train-model.ts";
import type { RbmOptions } from "./rbm.ts";

/** Where everything lies. Rows of weights have a stride of `stride` floats. */
export interface RbmMap {
  readonly stride: number;
  /** What a machine is, up to `weightsEnd`; with its velocities, up to `stateEnd`, what lasts from one batch to the next. */
  readonly weights: number;
  readonly itemBiases: number;
  readonly hiddenBiases: number;
  readonly weightsEnd: number;
  readonly velocities: number;
  readonly biasVelocities: number;
  /** f64[hidden] */
  readonly hiddenVelocities: number;
  readonly stateEnd: number;
  readonly gradients: number;
  readonly biasGradients: number;
  readonly data: number;
  readonly model: number;
  readonly turn: number;
  readonly prior: number;
  /** u32 of every rating: item · values + value, the item, the value, its slot in the batch. */
  readonly rows: number;
  readonly items: number;
  readonly chosen: number;
  readonly slots: number;
  /** Of one user: f32[items × values]. */
  readonly probabilities: number;
  /** Of a batch: its items, and what their gradients are multiplied by. */
  readonly batchItems: number;
  readonly scales: number;
  readonly byteLength: number;
}

/** Draws the memory up: weights, velocities and gradients of every item, and 16 bytes a rating. */
export function planRbm(
  heapBase: number,
  { items, interactions }: Pick<DataShape, "items" | "interactions">,
  hidden: number,
  values: number,
): RbmMap {
  const layout = createLayout(heapBase);
  const stride = f32Stride(hidden);
  const table = (): number => layout.region(4 * items * values * stride);
  const biases = (): number => layout.region(4 * items * values);
  const units = (): number => layout.region(4 * stride);
  const entries = (): number => layout.region(4 * interactions);
  const map = {
    ...{ stride, weights: table(), itemBiases: biases(), hiddenBiases: units(), weightsEnd: layout.region(0) },
    ...{ velocities: table(), biasVelocities: biases(), hiddenVelocities: layout.region(8 * hidden) },
    ...{ stateEnd: layout.region(0), gradients: table(), biasGradients: biases() },
    ...{ data: units(), model: units(), turn: units() },
    prior: layout.region(4 * values * values),
    ...{ rows: entries(), items: entries(), chosen: entries(), slots: entries() },
    ...{ probabilities: biases(), batchItems: layout.region(4 * items), scales: layout.region(4 * items) },
  };
  return { ...map, byteLength: layout.end };
}

/** Values of a scale with half steps from 0.5 to 5: how many ratings have is not known before they are read. */
const USUAL_VALUES = 10;

/** What training takes, for ten rating values. Beside the kernels there are the weights that come out, and the best ones. */
export function rbmMemory(
  { hidden, validationShare }: RbmOptions,
  shape: DataShape,
  _threads?: number,
  values = USUAL_VALUES,
): MemoryEstimate {
  const { weights, weightsEnd, stateEnd, byteLength } = planRbm(0, shape, hidden, values);
  const best = validationShare > 0 ? weightsEnd - weights : 0;
  return {
    kernelBytes: byteLength,
    // A copy, and the file that is written.
    checkpointBytes: 2 * (stateEnd - weights + best),
    heapBytes: 8 * shape.items * values * (hidden + 1),
    remedy: `use fewer hidden units (now ${hidden}), or leave out rare items`,
  };
}
