import type { UserStatistic } from "./bootstrap.ts";
import { ERROR_METRICS } from "./metric-kinds.ts";
import type { PerUserValues } from "./result.ts";

/** One metric's values by user index, added up over folds; undefined where a fold lacks the metric, or nobody has a value. */
export function userStatistic(folds: readonly PerUserValues[], metric: string): UserStatistic | undefined {
  const size = Math.max(0, ...folds.map(({ users }) => (users.at(-1) ?? -1) + 1));
  const sums = new Float64Array(size);
  const weights = new Float64Array(size);
  const squared = metric === "rmse";
  for (const { users, values, testCounts } of folds) {
    const own = values[metric];
    if (own === undefined) return undefined;
    const counts = ERROR_METRICS.has(metric) ? testCounts : undefined;
    for (const [place, user] of users.entries()) {
      const value = own[place]!;
      if (Number.isNaN(value)) continue;
      const weight = counts?.[place] ?? 1;
      sums[user]! += (squared ? value * value : value) * weight;
      weights[user]! += weight;
    }
  }
  if (!weights.some((weight) => weight > 0)) return undefined;
  return { sums, weights, transform: squared ? "root-mean" : "mean" };
}

/** The figure that users make together: the mean, or its square root. */
export function figureOf({ sums, weights, transform }: UserStatistic): number {
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
  const mean = total(sums) / total(weights);
  return transform === "root-mean" ? Math.sqrt(mean) : mean;
}
