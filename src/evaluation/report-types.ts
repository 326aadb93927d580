import type { Candidate, NestedSearchPlan } from "./candidate.ts";
import type { ConfusionMatrix } from "./classification-metrics.ts";
import type { EpochLosses } from "./losses.ts";
import type { Warning } from "./warnings.ts";

/** How large the data of an evaluation is, both parts together. */
export interface DatasetSize {
  readonly users: number;
  readonly items: number;
  readonly interactions: number;
}

/** Seconds of wall-clock time. */
export interface Timings {
  readonly fitSeconds: number;
  readonly predictSeconds: number;
  /** The part of `predictSeconds` for predicted ratings; absent where none were measured. */
  readonly ratingsSeconds?: number | undefined;
  /** The part of `predictSeconds` for ranked lists; absent where none were measured. */
  readonly listsSeconds?: number | undefined;
}

/** One model's line: averages over folds, and the folds. */
export interface ReportResult {
  readonly model: string;
  readonly options: Candidate["options"];
  /** Unweighted mean over folds, by printed name. A metric without a value on some fold is absent. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Mean over folds. */
  readonly timings: Timings;
  readonly folds: readonly {
    readonly name: string;
    /** Test users that the fold's averages are over. */
    readonly users: number;
    readonly metrics: Readonly<Record<string, number>>;
    readonly timings: Timings;
    /** Every option that this fold's train part chose; absent, like the next two, where nothing was searched for. */
    readonly options?: Candidate["options"];
    /** What was chosen among what was searched: `factors=50`, for `--set`. */
    readonly set?: readonly string[];
    /** Figures of the choice on the rows of train that chose it. */
    readonly validation?: Readonly<Record<string, number>>;
    /** Objective and validation by epoch, at most 200 of them; absent for a model without epochs, and for one that is a mix. */
    readonly losses?: readonly EpochLosses[];
  }[];
  /** What was searched for inside every train part; absent where the options were given. */
  readonly search?: NestedSearchPlan;
  /** Reasons to distrust this model's figures, beyond those of the data. Absent where there are none. */
  readonly warnings?: readonly Warning[];
  /**
   * Right and wrong decisions at the threshold, added up over folds. Absent without a threshold or without predictions.
   */
  readonly confusion?: ConfusionMatrix;
}

/** Two models on the same users: the difference of a metric and its confidence interval. */
export interface ModelComparison {
  /** Printed name of the metric: `ndcg@10`, `rmse`. */
  readonly metric: string;
  readonly model: string;
  readonly against: string;
  /** Figure of `model` minus figure of `against`; for errors (rmse, mae) below zero is better. */
  readonly difference: number;
  /** Ends of the confidence interval of the difference, by paired bootstrap over users. */
  readonly low: number;
  readonly high: number;
  /** Share that the interval is meant to cover: 0.95. */
  readonly confidence: number;
}

/** An evaluation as it is printed, stored and read by other programs; plain data, ready for JSON.stringify. */
export interface EvaluationReport {
  readonly dataset: DatasetSize;
  /** In the words of the command line: `random:0.2`. */
  readonly protocol: string;
  readonly results: readonly ReportResult[];
  /** Transforms that the values went through, in order, in the words of the command line; absent without any. */
  readonly transforms?: readonly string[];
  /** Value, before transforms, from which an interaction counts as liked; absent where none was given. */
  readonly threshold?: number;
  /** Prediction, after transforms, from which models recommended; absent where it is the threshold. */
  readonly decideAt?: number;
  /** Seed of all random draws; absent where the caller gave none. */
  readonly seed?: number;
  /** Models beside the best baseline, metric by metric; absent where nothing was compared. */
  readonly comparisons?: readonly ModelComparison[];
  /** One for each code; where a code came up in several folds, the first with a note of the others. */
  readonly warnings: readonly Warning[];
}
