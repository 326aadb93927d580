import type { RunRecord, Setting } from "./run.ts";
import type { FoldSearch } from "./search.ts";
import { compareFigures, figureOf, type Target } from "./target.ts";

/** How well one setting did in all folds. */
export interface RankedSetting {
  /** From 1. */
  readonly trial: number;
  /** What to give the model: with halving, the resource at which the setting was best in the fold where it came furthest. */
  readonly set: Setting;
  /** Mean over folds of the validation figures of its best run in each, by printed name. */
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * Settings by their mean validation figure over folds, each fold counting with the best run of the setting in it. Equal
 * means: the earlier trial. Settings that failed in a fold stand behind those that did not, the fewer folds the further.
 */
export function rankSettings(folds: readonly FoldSearch[], target: Target): RankedSetting[] {
  const runs = folds.flatMap((fold) => fold.runs).filter((run) => !Number.isNaN(figureOf(run, target)));
  const trials = [...Map.groupBy(runs, ({ trial }) => trial)].map(([trial, own]) => {
    const best = [...Map.groupBy(own, ({ fold }) => fold).values()].flatMap((ofFold) => {
      return ofFold.sort((first, second) => compareFigures(target, first, second)).slice(0, 1);
    });
    const furthest = best.reduce((one, other) => (other.rung > one.rung ? other : one));
    const metrics = meanMetrics(best);
    // Ranked like one run with the mean figures, so that ties and directions have one rule.
    const mean: RunRecord = { ...furthest, metrics };
    return { ranked: { trial, set: furthest.set, metrics }, mean, foldCount: best.length };
  });
  return trials
    .sort((one, other) => other.foldCount - one.foldCount || compareFigures(target, one.mean, other.mean))
    .map(({ ranked }) => ranked);
}

/** Means of figures, name by name, over the runs that have them. */
export function meanMetrics(runs: readonly Pick<RunRecord, "metrics">[]): Record<string, number> {
  const names = [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)))];
  return Object.fromEntries(
    names.map((name) => {
      const values = runs.flatMap(({ metrics }) => metrics[name] ?? []);
      return [name, values.reduce((sum, value) => sum + value, 0) / values.length];
    }),
  );
}
