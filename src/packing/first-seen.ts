import type { Interactions } from "../data/interactions.ts";
import { OptionsError } from "../errors.ts";

/**
 * When each item was first interacted with, f64[items]: seconds since 1970, UTC, NaN where no interaction has a time. Throws OptionsError
 * `no-times` for data without any.
 */
export function firstSeenOf({ itemIds, items, timestamps }: Interactions): Float64Array {
  const seen = new Float64Array(itemIds.size).fill(Number.NaN);
  for (const [row, item] of items.entries()) {
    const time = timestamps?.[row] ?? Number.NaN;
    // Of a comparison with NaN nothing follows: the first time that is known counts.
    if (!Number.isNaN(time) && !(seen[item]! <= time)) seen[item] = time;
  }
  if (seen.some((time) => !Number.isNaN(time))) return seen;
  const expected = "--first-seen: expected interactions with times, but these have none";
  throw new OptionsError("no-times", `${expected}; name their column (--columns timestamp=…), or leave it out`);
}
