import { checkInteger, checkNumber } from "../../check.ts";
import { OptionsError } from "../../errors.ts";

/** Hyper-parameters of the MLP head; defaults in HEAD_DEFAULTS and sizeDefaults. */
export interface HeadOptions {
  /**
   * Widths of the hidden layers, from none (a linear head) to 4 of 1 … 512. Default: see sizeDefaults.
   */
  readonly hidden?: readonly number[] | undefined;
  /** Step of Adam. */
  readonly learningRate?: number | undefined;
  /** λ of the penalty λ Σ w² over all kernels (not biases, not skip), beside a loss per positive. */
  readonly regularization?: number | undefined;
  /** Share of the hidden units' outputs left out at random in training, 0 … 0.9. Default: see sizeDefaults. */
  readonly dropout?: number | undefined;
  /** Passes over the training groups, at most. */
  readonly epochs?: number | undefined;
  /** Epochs without a better validation nDCG@10 after which training stops. */
  readonly patience?: number | undefined;
  /** Groups to a step. */
  readonly batchGroups?: number | undefined;
  /** Negatives drawn anew for each group and epoch; all positives take part anyway. */
  readonly negatives?: number | undefined;
}

export type ResolvedHeadOptions = { readonly [Key in keyof HeadOptions]-?: NonNullable<HeadOptions[Key]> };

export const HEAD_DEFAULTS = {
  learningRate: 0.003,
  regularization: 0.001,
  epochs: 40,
  patience: 10,
  batchGroups: 32,
  negatives: 50,
} as const;

/** Below this many groups to learn from, a head is kept smaller and noisier. */
const FEW_GROUPS = 2000;

/** Defaults that depend on how many groups there are to learn from: few cannot tell many weights from noise. */
export function sizeDefaults(trainGroupCount: number): {
  readonly hidden: readonly number[];
  readonly dropout: number;
} {
  return trainGroupCount < FEW_GROUPS ? { hidden: [32, 16], dropout: 0.3 } : { hidden: [64, 32], dropout: 0 };
}

/** Fills in defaults. Throws TypeError or RangeError for a bad value, OptionsError `head-hidden` for too many layers. */
export function resolveHeadOptions(options: HeadOptions, trainGroupCount: number): ResolvedHeadOptions {
  const bySize = sizeDefaults(trainGroupCount);
  const hidden = options.hidden ?? bySize.hidden;
  if (hidden.length > 4) {
    throw new OptionsError("head-hidden", `hidden: expected at most 4 widths, got ${hidden.length}; two are plenty`);
  }
  for (const width of hidden) checkInteger("hidden", width, 1, 512);
  const value = (name: keyof typeof HEAD_DEFAULTS): number => options[name] ?? HEAD_DEFAULTS[name];
  return {
    hidden,
    learningRate: checkNumber("learningRate", value("learningRate"), 1e-8, 1e6),
    regularization: checkNumber("regularization", value("regularization"), 0, 1e6),
    dropout: checkNumber("dropout", options.dropout ?? bySize.dropout, 0, 0.9),
    epochs: checkInteger("epochs", value("epochs"), 0, 10_000),
    patience: checkInteger("patience", value("patience"), 1, 10_000),
    batchGroups: checkInteger("batchGroups", value("batchGroups"), 1, 10_000),
    negatives: checkInteger("negatives", value("negatives"), 1, 10_000),
  };
}
