import { median } from "../statistics.ts";
import type { SideResult } from "./compare.ts";
import type { FitMeasurement } from "./fit-task.ts";

/** One figure a round: the median of its times. */
export function columnOf(
  { rounds }: Pick<SideResult, "rounds">,
  of: (one: FitMeasurement) => readonly number[],
): number[] {
  return rounds.map((round) => median(of(round)));
}

export function middle(values: readonly number[]): number | null {
  return values.length === 0 ? null : median(values);
}

export function total(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

/** Median of other/own, round by round, since both ran in the same minute; null where a side has nothing. */
export function ratioOf(own: readonly number[], other: readonly number[]): number | null {
  if (own.length === 0 || own.length !== other.length) return null;
  return median(own.map((value, round) => other[round]! / value));
}

/** Mean of a metric over the rounds; null where there is nothing, or no such metric. */
export function meanMetric({ rounds }: Pick<SideResult, "rounds">, name: string): number | null {
  const values = rounds.map(({ metrics }) => metrics[name]).filter((value) => value !== undefined);
  const sum = total(values);
  return sum === null ? null : sum / values.length;
}

/** own − other of the mean of a metric. */
export function metricDifference(
  own: Pick<SideResult, "rounds">,
  other: Pick<SideResult, "rounds">,
  name: string,
): number | null {
  const [one, two] = [meanMetric(own, name), meanMetric(other, name)];
  return one === null || two === null ? null : one - two;
}

/** (own − other) / other of the mean of a metric. */
export function relativeDifference(
  own: Pick<SideResult, "rounds">,
  other: Pick<SideResult, "rounds">,
  name: string,
): number | null {
  const [one, two] = [meanMetric(own, name), meanMetric(other, name)];
  return one === null || two === null ? null : (one - two) / two;
}
