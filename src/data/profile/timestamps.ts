import { isCalendarTime, isoSecond } from "./calendar.ts";
import type { TimestampSummary } from "./types.ts";

/** Number of the `count` interactions with a time, and the period. `timestamps` is f64[count] in seconds, or absent. */
export function summariseTimestamps(timestamps: Float64Array | undefined, count: number): TimestampSummary {
  let known = 0;
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const seconds of timestamps ?? []) {
    if (!isCalendarTime(seconds)) continue;
    known += 1;
    if (seconds < first) first = seconds;
    if (seconds > last) last = seconds;
  }
  if (known === 0) return { known, share: 0 };
  return { known, share: known / count, first: isoSecond(first), last: isoSecond(last) };
}
