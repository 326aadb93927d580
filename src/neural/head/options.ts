import { checkInteger, checkNumber } from "../../check.ts";
import { OptionsError } from "../../errors.ts";

/** Hyper-parameters of the MLP head; defaults in HEAD_DEFAULTS. */
export interface HeadOptions {
  /**
   * Widths of the hidden layers, from none (a linear head) to 4 of 1 … 512. Default: by the number of groups to learn
   * from, see defaultHidden.
   */
  readonly hidden?: readonly number[] | undefined;
  /** Step of Adam. */
  readonly learningRate?: number | undefined;
  /** λ of the penalty λ Σ w² over all kernels (not biases, not skip), beside a loss per positive. */
  readonly regularization?: number | undefined;
  /** Share of the hidden units' outputs left out at random in training, 0 … 0.9. */
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
  dropout: 0,
  epochs: 20,
  patience: 5,
  batchGroups: 32,
  negatives: 50,
} as const;

/** Hidden widths by the number of groups to learn from: few groups cannot tell many weights from noise. */
export function defaultHidden(trainGroupCount: number): readonly number[] {
  return trainGroupCount < 2000 ? [32, 16] : [64, 32];
}

/** Fills in defaults. Throws TypeError or RangeError for a bad value, OptionsError `head-hidden` for too many layers. */
export function resolveHeadOptions(options: HeadOptions, trainGroupCount: number): ResolvedHeadOptions {
  const hidden = options.hidden ?? defaultHidden(trainGroupCount);
  if (hidden.length > 4) {
    throw new OptionsError("head-hidden", `hidden: expected at most 4 widths, got ${hidden.length}; two are plenty`);
  }
  for (const width of hidden) checkInteger("hidden", width, 1, 512);
  const value = (name: keyof typeof HEAD_DEFAULTS): number => options[name] ?? HEAD_DEFAULTS[name];
  return {
    hidden,
    learningRate: checkNumber("learningRate", value("learningRate"), 1e-8, 1e6),
    regularization: checkNumber("regularization", value("regularization"), 0, 1e6),
    dropout: checkNumber("dropout", value("dropout"), 0, 0.9),
    epochs: checkInteger("epochs", value("epochs"), 0, 10_000),
    patience: checkInteger("patience", value("patience"), 1, 10_000),
    batchGroups: checkInteger("batchGroups", value("batchGroups"), 1, 10_000),
    negatives: checkInteger("negatives", value("negatives"), 1, 10_000),
  };
}
