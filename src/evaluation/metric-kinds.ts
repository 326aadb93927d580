/** Metrics of predicted ratings of which less is better. */
export const ERROR_METRICS: ReadonlySet<string> = new Set(["rmse", "mae"]);

/** Metrics of what lists are made of, by name without length: neither end of them is good in itself, so nothing is best. */
export const LIST_METRICS: ReadonlySet<string> = new Set([
  "novelty",
  "diversity",
  "popularity-bias",
  "coverage",
  "gini",
]);

/** Metrics of decisions and of the order of predictions, which need a threshold. */
export const DECISION_METRICS: ReadonlySet<string> = new Set([
  ...["precision", "recall", "f1", "accuracy", "roc-auc", "average-precision"],
]);

/** The name of a metric without its list length: `ndcg` of `ndcg@10`. */
export function metricName(printed: string): string {
  return printed.split("@")[0] ?? printed;
}
