import { checkInteger, checkNumber, checkOneOf } from "../check.ts";
import { MAXIMUM_FACTOR_COUNT } from "../kernels/layout.ts";
import type { OptionReader } from "./options.ts";

/** What all factorisations of ratings by stochastic gradient descent are trained with. */
export interface SgdOptions {
  /** Dimension of the factors, 1 to 512. */
  readonly factors: number;
  /** Passes over the ratings. */
  readonly epochs: number;
  /** η > 0 of the first epoch. */
  readonly learningRate: number;
  /**
   * η of the further epochs: the same (constant), times learningRateDecay each (decay), or bold-driver: times 1.05 after
   * an epoch in which the objective fell, halved after any other.
   */
  readonly learningRateSchedule: LearningRateSchedule;
  /** Factor from epoch to epoch, 0 to 1; decay only. */
  readonly learningRateDecay: number;
  /** λ ≥ 0, for each of the penalties below that is not given. */
  readonly regularization: number;
  /** Standard deviation of the initial factors; biases begin at 0. */
  readonly initialDeviation: number;
}

export type LearningRateSchedule = "constant" | "bold-driver" | "decay";

type Readers<Options> = { readonly [Key in keyof Options]: OptionReader<Options[Key]> };

/** A penalty, an initial value and a switch, as the models of this family read them. */
export const readPenalty: OptionReader<number> = (name, value) => checkNumber(name, value, 0, 1e6);
export const readInitialMean: OptionReader<number> = (name, value) => checkNumber(name, value, -1e6, 1e6);
export const readSwitch: OptionReader<boolean> = (name, value) =>
  typeof value === "boolean" ? value : checkOneOf(name, value, ["true", "false"]) === "true";

export const SGD_READERS: Readers<SgdOptions> = {
  factors: (name, value) => checkInteger(name, value, 1, MAXIMUM_FACTOR_COUNT),
  epochs: (name, value) => checkInteger(name, value, 1, 100_000),
  learningRate: (name, value) => checkNumber(name, value, 1e-9, 1e6),
  learningRateSchedule: (name, value) => checkOneOf(name, value, ["constant", "bold-driver", "decay"]),
  learningRateDecay: (name, value) => checkNumber(name, value, 1e-3, 1),
  regularization: readPenalty,
  initialDeviation: (name, value) => checkNumber(name, value, 0, 100),
};

/** Gives each penalty that was not named the value of `regularization`, where that was named. */
export function spreadRegularization<Options extends { readonly regularization: number }>(
  options: Options,
  given: Readonly<Record<string, unknown>>,
  names: readonly (keyof Options & string)[],
): Options {
  if (given.regularization === undefined) return options;
  const unnamed = names.filter((name) => given[name] === undefined);
  return { ...options, ...Object.fromEntries(unnamed.map((name) => [name, options.regularization])) };
}
