import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { choice, integer, number } from "../option-specs.ts";

/** Defaults of what all factorisations of ratings by stochastic gradient descent have. */
interface SgdDefaults {
  readonly epochs: number;
  readonly learningRate: number;
  readonly learningRateSchedule: LearningRateSchedule;
  readonly regularization: number;
}

const SCHEDULES = ["constant", "bold-driver", "decay"] as const;

export type LearningRateSchedule = (typeof SCHEDULES)[number];

/** The options of all factorisations of ratings by stochastic gradient descent, but for the initial factors. */
export function sgdOptions({ epochs, learningRate, learningRateSchedule, regularization }: SgdDefaults) {
  return {
    /** Dimension of the factors. */
    factors: integer(1, MAXIMUM_FACTOR_COUNT, 100),
    /** Passes over the ratings. */
    epochs: integer(1, 100_000, epochs),
    /** η > 0 of the first epoch. */
    learningRate: number(1e-9, 1e6, learningRate),
    /**
     * η of the further epochs: the same (constant), times learningRateDecay each (decay), or bold-driver: times 1.05 after
     * an epoch in which the objective fell, halved after any other.
     */
    learningRateSchedule: choice(SCHEDULES, learningRateSchedule),
    /** Factor from epoch to epoch, 0 to 1; decay only. */
    learningRateDecay: number(1e-3, 1, 0.97),
    /** λ ≥ 0, for each of the penalties below that is not given. */
    regularization: penalty(regularization),
  };
}

/** A penalty λ ≥ 0. */
export const penalty = (byDefault: number) => number(0, 1e6, byDefault);

/** Mean of the initial factors. */
export const initialMean = () => number(-1e6, 1e6, 0);

/** Standard deviation of the initial factors; biases begin at 0. */
export const initialDeviation = (byDefault: number) => number(0, 100, byDefault);

/** What the schedule of learning rates reads. */
export interface SgdOptions {
  readonly epochs: number;
  readonly learningRate: number;
  readonly learningRateSchedule: LearningRateSchedule;
  readonly learningRateDecay: number;
}
