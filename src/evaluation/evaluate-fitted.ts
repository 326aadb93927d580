import type { Fold } from "../data/splits.ts";
import { OptionsError } from "../errors.ts";
import { evaluateModel } from "./evaluate.ts";
import { evaluateRatings, type Thresholds } from "./evaluate-ratings.ts";
import type { MeasuredHalf } from "./measured-half.ts";
import type { Predicts } from "./predicts.ts";
import type { Recommends } from "./recommends.ts";
import type { EvaluateOptions, EvaluationResult } from "./result.ts";

/** A model that was fitted: it ranks, it predicts ratings, or it does both. */
export type Fitted = Recommends | Predicts | (Recommends & Predicts);

/** Which metrics of a fitted model are measured. */
export interface FittedOptions extends EvaluateOptions {
  /** On the scale of the fold's values; without it nothing is measured at a threshold. */
  readonly thresholds?: Thresholds | undefined;
  /** Leaves out everything but the metrics at the threshold: for models whose predictions are not ratings. */
  readonly decisionsOnly?: boolean | undefined;
  /** Measures one half of a model that can do both; both by default. */
  readonly only?: MeasuredHalf | undefined;
}

/**
 * Measures all that a fitted model can do on one fold: rankings at the lengths `ks` (evaluateModel), predicted ratings
 * (evaluateRatings), or both in one result, rating metrics first. Errors as those two, and OptionsError
 * `nothing-to-measure` for a model without the half that is asked for.
 */
export async function evaluateFitted(
  fitted: Fitted,
  fold: Fold,
  ks: readonly number[],
  options: FittedOptions = {},
): Promise<EvaluationResult> {
  const { thresholds, decisionsOnly = false, only, ...evaluate } = options;
  const rates = "predictBatch" in fitted && only !== "rankings";
  const ranks = "recommendBatch" in fitted && only !== "ratings";
  if (only !== undefined && !rates && !ranks) throw nothingOf(fitted, only);
  const ratings = rates ? await evaluateRatings(fitted, fold, thresholds, evaluate) : undefined;
  if (ratings && decisionsOnly) return onlyDecisions(ratings);
  const rankings = ranks ? await evaluateModel(fitted, fold, ks, evaluate) : undefined;
  if (!ratings || !rankings) return timed(ratings, rankings) ?? neither(fitted);
  const codes = new Set(ratings.warnings.map(({ code }) => code));
  return {
    ...ratings,
    warnings: [...ratings.warnings, ...rankings.warnings.filter(({ code }) => !codes.has(code))],
    metrics: { ...ratings.metrics, ...rankings.metrics },
    perUser: { ...ratings.perUser, values: { ...ratings.perUser.values, ...rankings.perUser.values } },
    predictSeconds: ratings.predictSeconds + rankings.predictSeconds,
    ratingsSeconds: ratings.predictSeconds,
    listsSeconds: rankings.predictSeconds,
  };
}

/** One of two results, with its seconds by what they were spent on. */
function timed(ratings: EvaluationResult | undefined, rankings: EvaluationResult | undefined) {
  if (ratings) return { ...ratings, ratingsSeconds: ratings.predictSeconds };
  return rankings && { ...rankings, listsSeconds: rankings.predictSeconds };
}

function onlyDecisions(result: EvaluationResult): EvaluationResult {
  const { rmse: _rmse, mae: _mae, ...metrics } = result.metrics;
  const perUser = { ...result.perUser, values: {}, testCounts: undefined };
  return { ...result, metrics, perUser, ratingsSeconds: result.predictSeconds };
}

function nothingOf({ kind }: Fitted, only: MeasuredHalf): OptionsError {
  const other = only === "ratings" ? "it ranks only, or the data have no ratings" : "it predicts ratings only";
  return new OptionsError(
    "nothing-to-measure",
    `${kind}: expected a model of ${only}, but ${other}; measure without --only ${only}`,
  );
}

function neither({ kind }: Fitted): never {
  throw new TypeError(`${kind}: expected a model with recommendBatch or predictBatch, got neither`);
}
