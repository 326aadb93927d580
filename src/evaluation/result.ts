import type { ConfusionMatrix } from "./classification-metrics.ts";
import type { Warning } from "./warnings.ts";

/** How an evaluation runs. `auc` and the thresholds add metrics; `seed` only breaks ties. */
export interface EvaluateOptions {
  /** Of the draws that order items of equal score; an integer from 0 to 2³² − 1; default 0. */
  readonly seed?: number | undefined;
  /** Users asked of the model at a time, from 1; default 1024. */
  readonly batchSize?: number | undefined;
  /** Asks about `batchSize` users from the start, however long a batch takes: for models whose cost is that of a batch. */
  readonly steady?: boolean | undefined;
  /** Also measures AUC over items, which needs the whole catalogue ranked for every user. */
  readonly auc?: boolean | undefined;
  /** Called after each batch with the number of users done and of all users. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Stops the evaluation between batches; the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The figures of one model on one fold. */
export interface EvaluationResult {
  /** The model's kind. */
  readonly model: string;
  /** The fold's name. */
  readonly fold: string;
  /** Figures by printed name: `{"recall@10": 0.31, "rmse": 0.94, …}`; the metrics' files define each. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Users with test items: those that the averages are over. */
  readonly users: number;
  /** Users of the vocabulary without test items, left out of the averages. */
  readonly usersWithoutTest: number;
  readonly perUser: PerUserValues;
  /** Time that the model itself took to answer, in seconds, without what it was asked to settle ties. */
  readonly predictSeconds: number;
  /** The part of it for predicted ratings; absent where none were measured. */
  readonly ratingsSeconds?: number | undefined;
  /** The part of it for ranked lists; absent where none were measured. */
  readonly listsSeconds?: number | undefined;
  readonly warnings: readonly Warning[];
  /** Right and wrong decisions on the test interactions; only with a threshold. */
  readonly confusion?: ConfusionMatrix | undefined;
}

/** The values behind the figures, for comparing two models user by user. */
export interface PerUserValues {
  /** u32[users], user indices, ascending; the same for every model on a fold. */
  readonly users: Uint32Array;
  /**
   * f64[users] by printed name, aligned with `users`; NaN where a metric has no value for that user. Metrics of all
   * users together (coverage, gini, those at a threshold) are absent.
   */
  readonly values: Readonly<Record<string, Float64Array>>;
  /** u32[users]: test interactions behind each user's `rmse` and `mae`; undefined where nothing was predicted. */
  readonly testCounts: Uint32Array | undefined;
}
