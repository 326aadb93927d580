import { TrainingError } from "../errors.ts";
import type { SgdOptions } from "../models/sgd-options.ts";

/** What bold-driver multiplies the learning rate by after an epoch in which the objective fell, and after any other. */
const FASTER = 1.05;
const SLOWER = 0.5;

/** The learning rate of each epoch, and the guard against a training that runs away. */
export interface Schedule {
  readonly learningRate: number;
  /** Whether the next epoch depends on the objective of the last. */
  readonly needsObjective: boolean;
  /** Ends an epoch. Throws TrainingError `diverged` where the error or the objective is not finite. */
  finish(epoch: number, squares: number, objective: number | undefined): void;
}

export function createSchedule(kind: string, options: SgdOptions): Schedule {
  let learningRate = options.learningRate;
  let last = Number.POSITIVE_INFINITY;
  const isBold = options.learningRateSchedule === "bold-driver";
  return {
    get learningRate() {
      return learningRate;
    },
    needsObjective: isBold,
    finish: (epoch, squares, objective) => {
      if (!Number.isFinite(squares) || (objective !== undefined && !Number.isFinite(objective))) {
        throw new TrainingError(
          "diverged",
          `${kind}: the factors left all bounds in epoch ${epoch} of ${options.epochs}; expected a learningRate that ` +
            `converges, got ${options.learningRate}; try a third of it, or more regularization (now ${options.regularization})`,
        );
      }
      if (options.learningRateSchedule === "decay") learningRate *= options.learningRateDecay;
      if (isBold && objective !== undefined) {
        learningRate *= objective < last ? FASTER : SLOWER;
        last = objective;
      }
    },
  };
}
