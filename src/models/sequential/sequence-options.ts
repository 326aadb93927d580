import { checkLoop, type LoopOptions, loopOptions } from "../networks/loop-options.ts";
import { auto, choice, integer, number, type OptionsOf } from "../option-specs.ts";

/** Catalogues of at most so many items have the loss over all of them by default. */
export const SMALL_CATALOGUE = 5000;

const LOSSES = ["softmax", "sampled-softmax", "gbce"] as const;

/** Defaults of a sequence model. */
interface SequenceDefaults {
  readonly dropout: number;
  readonly bound: number;
  readonly epochs: number;
  readonly learningRate: number;
}

/** The options of models that encode a history in its order, and how they learn. */
export function sequenceOptions({ dropout, bound, epochs, learningRate }: SequenceDefaults) {
  return {
    /** Dimension of items and of states, a multiple of 4: the bias of an item takes one more lane. */
    factors: integer(4, 508, 64),
    /** Items of a history that are read, its last ones. */
    length: integer(2, 1000, 50),
    /** Softmax over all items, or over those of the batch and `negatives` more; or calibrated binary cross-entropy over these. */
    loss: auto(choice(LOSSES, "softmax")),
    /** Items that are drawn evenly for each step, where not all are in the loss. */
    negatives: integer(1, 1_000_000, 256),
    /** t of gBCE: 0 for plain binary cross-entropy, 1 for full calibration. */
    calibration: number(0, 1, 0.75),
    /** How many of the next items each position predicts, in shares that sum to 1. */
    horizon: integer(1, 100, 1),
    /** The share of a wanted item as a part of that of the one before it. */
    decay: number(0.01, 1, 0.5),
    /**
     * Share of the windows that a step reads from the last item to the first: what is near each other counts more than which
     * came first.
     */
    reversed: number(0, 1, 0.3),
    /** Share of the numbers of rows, and of what layers add to them, that a step does not see. */
    dropout: number(0, 0.99, dropout),
    /** First rows of items: alike where items stand near each other in histories, or drawn. */
    start: choice(["near", "drawn"], "near"),
    /** Initial numbers of items and positions are uniform from −bound to bound; rows that start near each other are as long. */
    bound: number(0.000_001, 10, bound),
    /** Penalty on items. */
    l2: number(0, 1000, 0),
    ...loopOptions({
      learningRate,
      learningRateSchedule: "cosine",
      batchSize: 16,
      epochs,
      validationShare: 0.2,
      patience: 5,
    }),
  };
}

/** The values of `sequenceOptions`. */
export type SequenceOptions = OptionsOf<ReturnType<typeof sequenceOptions>>;

/** Checks options beside each other. Throws RangeError, OptionsError. */
export function checkSequence(
  name: string,
  { factors, ...loop }: Pick<SequenceOptions, "factors"> & Pick<LoopOptions, "patience" | "validationShare">,
  step = 4,
): void {
  checkLoop(loop);
  if (factors % step === 0) return;
  throw new RangeError(`${name}: factors: expected a multiple of ${step}, got ${factors}`);
}
