import { show } from "../../check.ts";
import { OptionsError } from "../../errors.ts";
import { didYouMean } from "../../nearest.ts";
import { DECISION_METRICS, ERROR_METRICS, LIST_METRICS, metricName } from "../metric-kinds.ts";
import { DONE, type RunRecord } from "./run.ts";

/** List length of the figures beside a metric that has none itself. */
const DEFAULT_K = 10;

/** The figure that a search goes by. */
export interface Target {
  /** Printed name: `ndcg@10`, `rmse`. */
  readonly metric: string;
  /** List length that rankings are measured at. */
  readonly k: number;
  /** Whether it is an error of predicted ratings (rmse, mae): less is better. */
  readonly isError: boolean;
  /** Whether it is about decisions at a threshold (f1, roc-auc …), for which ratings must be predicted too. */
  readonly isDecision: boolean;
}

/** Reads a metric such as `ndcg@10` or `rmse`. Throws OptionsError `bad-metric` for a bad list length. */
export function parseTarget(text: string): Target {
  const metric = text.trim();
  const [name = "", length] = metric.split("@");
  const k = length === undefined ? DEFAULT_K : Number(length);
  if (name === "" || !/^[^@]+(@[1-9]\d{0,4})?$/.test(metric)) {
    const expected = "expected a metric, with a list length from 1 to 99999 where it has one, as in ndcg@10";
    throw new OptionsError("bad-metric", `--metric: ${expected}; got ${show(text)}`);
  }
  return { metric, k, isError: ERROR_METRICS.has(name), isDecision: DECISION_METRICS.has(metric) };
}

/**
 * Throws OptionsError `unknown-metric` when the target is not among the metrics that were `measured`, or has no better and
 * worse end (coverage, gini, novelty, diversity, popularity-bias); the message names those that will do.
 */
export function checkMeasured({ metric }: Target, measured: readonly string[]): void {
  const known = measured.filter((name) => !LIST_METRICS.has(metricName(name)));
  if (known.includes(metric)) return;
  const why = LIST_METRICS.has(metricName(metric)) ? "which has no better end" : didYouMean(metric, known).trim();
  throw new OptionsError(
    "unknown-metric",
    `--metric: expected one of ${known.join(", ")}; got ${show(metric)}${why === "" ? "" : ` ${why}`}`,
  );
}

/** The figure of a run, NaN where it failed or does not have it. */
export function figureOf(record: RunRecord, { metric }: Target): number {
  return record.status === DONE ? (record.metrics[metric] ?? Number.NaN) : Number.NaN;
}

/** By how much `figure` is better than `other`; below zero where it is worse. */
export function gainOver(target: Target, figure: number, other: number): number {
  return target.isError ? other - figure : figure - other;
}

/**
 * Orders runs of one fold, best first. Equal figures: the earlier trial, then the lower rung, which is cheaper. Runs
 * without a figure come last.
 */
export function compareFigures(target: Target, first: RunRecord, second: RunRecord): number {
  const [a, b] = [figureOf(first, target), figureOf(second, target)];
  const missing = Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  const gain = a === b || Number.isNaN(a) || Number.isNaN(b) ? 0 : gainOver(target, b, a);
  return missing || gain || first.trial - second.trial || first.rung - second.rung;
}

/** The best run with a figure, or undefined where every run failed. */
export function bestRun(target: Target, records: readonly RunRecord[]): RunRecord | undefined {
  return records
    .filter((record) => !Number.isNaN(figureOf(record, target)))
    .sort((first, second) => compareFigures(target, first, second))[0];
}
