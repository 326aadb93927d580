import { OptionsError } from "../errors.ts";
import type { LoadedBatch } from "./batch.ts";
import { entryOf } from "./layer.ts";
import type { NeuralMath, Pointer } from "./math.ts";
import type { TrainingNeeds } from "./plan.ts";

/** Outputs of some rows with their targets. */
export interface LossRun {
  readonly math: NeuralMath;
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
  readonly outputs: Pointer;
  /** 0 where only the loss is asked for. */
  readonly gradients: Pointer;
  readonly scale: number;
  readonly targets: Pointer;
  readonly weights: Pointer;
  readonly offsets: Pointer;
  readonly indices: Pointer;
  readonly values: Pointer;
}

/** What a training makes small: the mean over `terms` of a batch. */
export interface Loss {
  readonly name: string;
  readonly summary: string;
  readonly targets: TrainingNeeds["targets"];
  /** Throws where an output of this width cannot have the loss. */
  readonly check?: (width: number | "candidates") => void;
  readonly terms: (batch: LoadedBatch) => number;
  /** Returns the sum; writes gradients times `scale`. */
  readonly sum: (run: LossRun) => number;
}

type Masked = "squaredLoss" | "absoluteLoss" | "logisticLoss";

const masked = (name: string, summary: string, kernel: Masked): Loss => ({
  name,
  summary,
  targets: "reals",
  check: (width) => {
    if (width === "candidates")
      throw new OptionsError("network-shape", `output: ${name} expects a fixed width, got candidates`);
  },
  terms: ({ weight }) => weight,
  sum: ({ math, rows, columns, outputs, stride, targets, weights, scale, gradients }) =>
    math[kernel](rows, columns, outputs, stride, targets, weights, scale, gradients),
});

/** Every loss. A new one is an entry here. */
export const LOSSES: readonly Loss[] = [
  masked("mse", "squared error", "squaredLoss"),
  masked("mae", "absolute error", "absoluteLoss"),
  masked("bce", "cross-entropy of the sigmoid of the output with targets from 0 to 1", "logisticLoss"),
  {
    name: "bpr",
    summary: "pairs: rows 2r and 2r + 1 are an item of the history and one that is not; softplus(negative − positive)",
    targets: "none",
    check: (width) => {
      if (width !== 1) throw new OptionsError("network-shape", `output: bpr expects width 1, got ${width}`);
    },
    terms: ({ rows }) => {
      if (rows % 2 === 0) return rows / 2;
      throw new RangeError(`batch.rows: bpr expects pairs of rows, got ${rows} rows`);
    },
    sum: ({ math, rows, stride, outputs, scale, gradients }) => {
      const step = stride * math.realBytes;
      const negatives = gradients === 0 ? 0 : gradients + step;
      return math.pairLoss(rows / 2, outputs, outputs + step, 2 * stride, scale, gradients, negatives);
    },
  },
  {
    name: "softmax",
    summary: "cross-entropy of the softmax of the output with items, or with candidates of a sample",
    targets: "items",
    terms: ({ weight }) => weight,
    sum: ({ math, rows, columns, outputs, stride, offsets, indices, values, scale, gradients }) =>
      math.softmaxLoss(rows, columns, outputs, stride, offsets, indices, values, scale, gradients),
  },
  {
    name: "marked",
    summary:
      "cross-entropy of the sigmoid of some outputs: target items of positive value are wanted, of negative value not",
    targets: "items",
    terms: ({ weight }) => weight,
    sum: ({ math, rows, columns, outputs, stride, offsets, indices, values, scale, gradients }) =>
      math.markedLoss(rows, columns, outputs, stride, offsets, indices, values, scale, gradients),
  },
];

export const lossOf = (name: string): Loss => entryOf("loss", LOSSES, name);
