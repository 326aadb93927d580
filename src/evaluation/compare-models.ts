import { isBaseline } from "./baselines.ts";
import { pairedBootstrap, type UserStatistic } from "./bootstrap.ts";
import type { CandidateEvaluation } from "./evaluate-folds.ts";
import { isJudgedBy } from "./judged-models.ts";
import { ERROR_METRICS } from "./metric-kinds.ts";
import { nextTask } from "./next-task.ts";
import type { ModelComparison } from "./report-types.ts";
import { figureOf, userStatistic } from "./user-statistic.ts";

/** Which models are compared on which metric. */
export interface CompareOptions {
  /** Printed names of metrics with values by user: `ndcg@10`, `rmse`. */
  readonly metrics: readonly string[];
  /** Also compares the best model with every other one, beside every model with the best baseline. */
  readonly allWithBest?: boolean | undefined;
  /** Of the resampling; an integer from 0 to 2³² − 1. */
  readonly seed: number;
  /** Stops between two comparisons; the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The metrics that a comparison is about: `rmse`, and nDCG at the first length, where any model has them. */
export function mainMetrics(metricNames: readonly string[]): string[] {
  const ranking = metricNames.find((name) => name.startsWith("ndcg@"));
  return [...(metricNames.includes("rmse") ? ["rmse"] : []), ...(ranking === undefined ? [] : [ranking])];
}

/** The main metrics, with recall at the first length where nothing has nDCG: those that reports draw and speak of. */
export function shownMetrics(metricNames: readonly string[]): string[] {
  const main = mainMetrics(metricNames);
  const recall = metricNames.find((name) => name.startsWith("recall@"));
  return recall === undefined || main.some((name) => name.startsWith("ndcg@")) ? main : [...main, recall];
}

/**
 * Compares models user by user, with confidence intervals by paired bootstrap: each model with the best baseline of each
 * metric and, when asked for, the best model with every other one.
 *
 * A user who stands in several folds is one user: their values over folds are added up, so that the interval does not
 * take folds for independent. Models that lack the metric, or are not judged by it (judged-models.ts), are left out. Metric by metric, in the order of `evaluations`.
 */
export async function compareModels(
  evaluations: readonly CandidateEvaluation[],
  options: CompareOptions,
): Promise<ModelComparison[]> {
  const { metrics, allWithBest = false, seed, signal } = options;
  const comparisons: ModelComparison[] = [];
  for (const { metric, first, second } of metrics.flatMap((metric) => pairsOf(evaluations, metric, allWithBest))) {
    signal?.throwIfAborted();
    const resamples = Math.max(LEAST_RESAMPLES, Math.min(RESAMPLES, Math.floor(DRAWS / first.statistic.sums.length)));
    const interval = pairedBootstrap(first.statistic, second.statistic, { seed, resamples });
    const { difference, low, high, confidence } = interval;
    comparisons.push({ metric, model: first.model, against: second.model, difference, low, high, confidence });
    await nextTask();
  }
  signal?.throwIfAborted();
  return comparisons;
}

/** Draws of users for an interval, fewer where there are so many users that chance moves little. */
const RESAMPLES = 2000;
const LEAST_RESAMPLES = 400;
const DRAWS = 60_000_000;

interface Compared {
  readonly model: string;
  readonly statistic: UserStatistic;
  readonly figure: number;
}

function pairsOf(
  evaluations: readonly CandidateEvaluation[],
  metric: string,
  allWithBest: boolean,
): { metric: string; first: Compared; second: Compared }[] {
  const measured = evaluations.map(({ model, folds }) => ({
    model,
    metrics: Object.keys(folds[0]?.perUser.values ?? {}),
  }));
  const entries = evaluations.flatMap(({ model, folds }, place): Compared[] => {
    const own = measured[place];
    if (own === undefined || !isJudgedBy(metric, own, measured)) return [];
    const statistic = userStatistic(
      folds.map(({ perUser }) => perUser),
      metric,
    );
    return statistic ? [{ model, statistic, figure: figureOf(statistic) }] : [];
  });
  const best = (candidates: readonly Compared[]) =>
    candidates.toSorted((a, b) => (ERROR_METRICS.has(metric) ? a.figure - b.figure : b.figure - a.figure))[0];
  const baseline = best(entries.filter(({ model }) => isBaseline(model)));
  const winner = best(entries.filter(({ model }) => !isBaseline(model)));
  const pairs = entries.flatMap((entry) => {
    if (isBaseline(entry.model)) return [];
    const others = allWithBest && winner && entry !== winner ? [{ metric, first: winner, second: entry }] : [];
    return baseline ? [{ metric, first: entry, second: baseline }, ...others] : others;
  });
  return pairs;
}
