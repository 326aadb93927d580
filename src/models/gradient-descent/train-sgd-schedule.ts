import { learningRateAdvice, valueScaleAdvice } from "../../data/value-scale.ts";
import { TrainingError } from "../../errors.ts";
import type { SgdOptions } from "./sgd-options.ts";

/** What bold-driver multiplies the learning rate by after an epoch in which the objective fell, and after any other. */
const FASTER = 1.05;
const SLOWER = 0.5;

/** Factors so far off are of no use, though they be finite: steps have overshot. */
const RUNAWAY = 1000;

/** The learning rate of each epoch, and the guard against a training that runs away. */
export interface Schedule {
  readonly learningRate: number;
  /** Whether the next epoch depends on the objective of the last. */
  readonly needsObjective: boolean;
  /**
   * Ends an epoch with Σ e² and the objective. Throws TrainingError `diverged` where one is not finite, or the error is RUNAWAY
   * times that of predicting 0.
   */
  finish(epoch: number, squares: number, objective: number | undefined): void;
}

/** The schedule of a training on these ratings; `usualRate` is the model's default learning rate. */
export function createSchedule(kind: string, options: SgdOptions, ratings: Float32Array, usualRate: number): Schedule {
  let learningRate = options.learningRate;
  let last = Number.POSITIVE_INFINITY;
  // One a rating on top, so that ratings of 0 alone have a bound too.
  const bound = RUNAWAY * ratings.reduce((sum, rating) => sum + rating ** 2 + 1, 0);
  const isBold = options.learningRateSchedule === "bold-driver";
  return {
    get learningRate() {
      return learningRate;
    },
    needsObjective: isBold,
    finish: (epoch, squares, objective) => {
      if (!(squares <= bound) || (objective !== undefined && !Number.isFinite(objective))) {
        const rate = `expected a learningRate that converges, got ${options.learningRate}; ${learningRateAdvice(options.learningRate, usualRate)}`;
        throw new TrainingError(
          "diverged",
          `${kind}: the factors left all bounds in epoch ${epoch} of ${options.epochs}; ${valueScaleAdvice(ratings) ?? rate}`,
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
