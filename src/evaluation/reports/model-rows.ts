import { isBaseline } from "../baselines.ts";
import { shownMetrics } from "../compare-models.ts";
import { ERROR_METRICS, LIST_METRICS, metricName } from "../metric-kinds.ts";
import type { ReportResult } from "../report.ts";

/** A model's line of a report with the name that it has in tables and charts. */
export interface ModelRow {
  /** Unlike all others; an asterisk marks a baseline. */
  readonly label: string;
  readonly result: ReportResult;
}

/** Names the lines of a report, in its order. The same model twice becomes `svd` and `svd (2)`. */
export function modelRows(results: readonly ReportResult[]): ModelRow[] {
  const seen = new Map<string, number>();
  return results.map((result) => {
    const times = (seen.get(result.model) ?? 0) + 1;
    seen.set(result.model, times);
    const name = times === 1 ? result.model : `${result.model} (${times})`;
    return { label: name + (isBaseline(result.model) ? "\u00a0*" : ""), result };
  });
}

/** Names of all metrics that any model has, in the order of first appearance. */
export function metricNames(results: readonly ReportResult[]): string[] {
  return [...new Set(results.flatMap(({ metrics }) => Object.keys(metrics)))];
}

/** The metrics that get charts: the main ones, with recall at the first length where nothing has nDCG. */
export function chartedMetrics(results: readonly ReportResult[]): string[] {
  return shownMetrics(metricNames(results));
}

/** Whether less is better, more is better, or neither. Known by the name without list length. */
export function directionOf(metric: string): "lower" | "higher" | "none" {
  const name = metricName(metric);
  if (ERROR_METRICS.has(name)) return "lower";
  return LIST_METRICS.has(name) ? "none" : "higher";
}

/** The best of some values, NaN and undefined left out; undefined where none is left or where no end is better. */
export function bestOf(metric: string, values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value): value is number => value !== undefined && !Number.isNaN(value));
  const direction = directionOf(metric);
  if (known.length === 0 || direction === "none") return undefined;
  return direction === "lower" ? Math.min(...known) : Math.max(...known);
}
