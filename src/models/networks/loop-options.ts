import { OptionsError } from "../../errors.ts";
import { choice, exceptWith, integer, number, type OptionsOf, onlyWith } from "../option-specs.ts";

/** Defaults of how a network is trained. */
interface LoopDefaults {
  readonly optimiser?: "adam" | "adamw" | "sgd";
  readonly learningRate: number;
  readonly learningRateSchedule?: "constant" | "linear" | "cosine";
  readonly batchSize: number;
  readonly epochs: number;
  readonly validationShare?: number;
  readonly patience?: number;
}

/** The options of all networks that the loop of src/neural trains. */
export function loopOptions({
  optimiser = "adam",
  learningRate,
  learningRateSchedule = "constant",
  batchSize,
  epochs,
  validationShare = 0,
  patience = 0,
}: LoopDefaults) {
  return {
    /** Passes over the examples, at most. */
    epochs: integer(1, 100_000, epochs),
    /** Examples a step. */
    batchSize: integer(1, 1_000_000, batchSize),
    /** Adam (Kingma & Ba 2015), AdamW (Loshchilov & Hutter 2019), or stochastic gradient descent with momentum. */
    optimiser: choice(["adam", "adamw", "sgd"], optimiser),
    /** η of the first step. */
    learningRate: number(1e-9, 1000, learningRate),
    /** η of later steps: the same, or falling to 0 evenly or along half a cosine. */
    learningRateSchedule: choice(["constant", "linear", "cosine"], learningRateSchedule),
    /** Of `sgd`. */
    momentum: onlyWith("optimiser", "sgd", number(0, 0.9999, 0.9)),
    /** Of `adamw`: weights shrink by η · weightDecay a step. */
    weightDecay: onlyWith("optimiser", "adamw", number(0, 1, 0.01)),
    /** The largest norm of a step's gradient; 0 for any. */
    clipNorm: number(0, 1e6, 0),
    /** Share of the examples that is kept from training and judges each epoch; 0 for none. */
    validationShare: number(0, 0.9, validationShare),
    /** Epochs without improvement after which training stops; 0 for never. The weights of the best epoch are taken. */
    patience: integer(0, 100_000, patience),
    /** What counts as an improvement of the validation loss. */
    minImprovement: exceptWith("validationShare", 0, number(0, 1e6, 0)),
  };
}

/** The values of `loopOptions`. */
export type LoopOptions = OptionsOf<ReturnType<typeof loopOptions>>;

/** Throws OptionsError `no-validation` where training would wait for a validation that there is none of. */
export function checkLoop({ patience, validationShare }: Pick<LoopOptions, "patience" | "validationShare">): void {
  if (patience === 0 || validationShare > 0) return;
  throw new OptionsError("no-validation", "patience: expected a validation to wait for; set validationShare");
}
