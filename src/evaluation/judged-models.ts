import { isBaseline } from "./baselines.ts";
import { ERROR_METRICS, metricName } from "./metric-kinds.ts";

/** A model with the printed names of its metrics. */
export interface Measured {
  readonly model: string;
  readonly metrics: readonly string[];
}

/**
 * Whether a model is judged by a metric among the others that were measured: a model of ratings by its errors, and not by
 * rankings as soon as models that only rank stand beside it. Baselines are judged by all that they have.
 */
export function isJudgedBy(metric: string, { model, metrics }: Measured, all: readonly Measured[]): boolean {
  if (!metrics.includes(metric)) return false;
  if (ERROR_METRICS.has(metricName(metric)) || isBaseline(model) || !predicts(metrics)) return true;
  return all.every((one) => isBaseline(one.model) || predicts(one.metrics));
}

function predicts(metrics: readonly string[]): boolean {
  return metrics.some((name) => ERROR_METRICS.has(name));
}
