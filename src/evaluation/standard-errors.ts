import type { UserStatistic } from "./bootstrap.ts";
import type { PerUserValues } from "./result.ts";
import { figureOf, userStatistic } from "./user-statistic.ts";

/**
 * The standard error of every metric that has values by user, by printed name. Metrics of all users together (coverage, gini)
 * have none, and neither has one with values of fewer than two users. O(users · metrics).
 */
export function standardErrors(perUser: PerUserValues): Record<string, number> {
  const entries = Object.keys(perUser.values).flatMap((metric): [string, number][] => {
    const statistic = userStatistic([perUser], metric);
    const error = statistic && standardError(statistic);
    return error === undefined ? [] : [[metric, error]];
  });
  return Object.fromEntries(entries);
}

/**
 * How far chance in the choice of users moves a figure; undefined with fewer than two users.
 *
 *   m = Σ sᵤ / Σ wᵤ        SE(m)² = n/(n − 1) · Σ (sᵤ − m·wᵤ)² / (Σ wᵤ)²        SE(√m) = SE(m) / (2·√m)
 *
 * over the n users with a weight wᵤ above 0: the ratio estimator with users as clusters, and the delta method for the root.
 * With weights of 1 it is s/√n, the standard error of a mean. Users count as drawn from many more; of a sample without
 * replacement from N users, the figure over all N is nearer by the factor √(1 − n/N). Source: Cochran 1977, section 6.4.
 */
export function standardError(statistic: UserStatistic): number | undefined {
  const { sums, weights, transform } = statistic;
  const figure = figureOf(statistic);
  const mean = transform === "root-mean" ? figure * figure : figure;
  let users = 0;
  let total = 0;
  let squares = 0;
  for (const [user, weight] of weights.entries()) {
    if (weight === 0) continue;
    users++;
    total += weight;
    squares += (sums[user]! - mean * weight) ** 2;
  }
  if (users < 2) return undefined;
  const error = Math.sqrt((users / (users - 1)) * squares) / total;
  if (transform === "mean") return error;
  // Where the root is 0 every error is.
  return figure === 0 ? 0 : error / (2 * figure);
}
