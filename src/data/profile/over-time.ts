import { dayOf, firstDayOfWeek, isCalendarTime, isoDay, isoMonthStart, monthOf, weekOf } from "./calendar.ts";
import type { TimeDistribution } from "./types.ts";

/** More points than this are more than a chart has pixels. */
const MAXIMUM_POINTS = 2000;

interface Unit {
  readonly unit: TimeDistribution["unit"];
  /** Number of the unit that contains a day. Non-decreasing. */
  readonly indexOf: (day: number) => number;
  /** First day of a unit. */
  readonly start: (index: number) => string;
}

const CENTURY: Unit = {
  unit: "century",
  indexOf: (day) => Math.floor(monthOf(day) / 1200),
  start: (century) => isoMonthStart(century * 1200),
};

/** From fine to coarse. */
const UNITS: readonly Unit[] = [
  { unit: "day", indexOf: (day) => day, start: isoDay },
  { unit: "week", indexOf: weekOf, start: (week) => isoDay(firstDayOfWeek(week)) },
  { unit: "month", indexOf: monthOf, start: isoMonthStart },
  { unit: "year", indexOf: (day) => Math.floor(monthOf(day) / 12), start: (year) => isoMonthStart(year * 12) },
];

/**
 * Counts interactions by day, or by the finest unit that needs at most 2,000 points. Times outside of
 * the years 1 … 9999 are left out; undefined where all are left out. `timestamps` is in seconds, NaN where unknown.
 */
export function distributeOverTime(timestamps: Float64Array): TimeDistribution | undefined {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const seconds of timestamps) {
    if (!isCalendarTime(seconds)) continue;
    const day = dayOf(seconds);
    if (day < first) first = day;
    if (day > last) last = day;
  }
  if (first > last) return undefined;
  const { unit, indexOf, start } =
    UNITS.find((candidate) => candidate.indexOf(last) - candidate.indexOf(first) < MAXIMUM_POINTS) ?? CENTURY;
  const firstIndex = indexOf(first);
  const counts = new Uint32Array(indexOf(last) - firstIndex + 1);
  for (const seconds of timestamps) {
    if (isCalendarTime(seconds)) counts[indexOf(dayOf(seconds)) - firstIndex]! += 1;
  }
  return { unit, points: Array.from(counts, (count, at) => ({ start: start(firstIndex + at), count })) };
}
