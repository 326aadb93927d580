import { OptionsError } from "../../errors.ts";
import type { Interactions } from "../interactions.ts";

/**
 * The timestamps of a table in which every interaction has one; f64[rows], a view. Throws OptionsError
 * `missing-timestamps` otherwise, which names the protocol's `kind` and its alternative (`wayOut`) for data without
 * times.
 */
export function completeTimestamps({ timestamps }: Interactions, kind: string, wayOut: string): Float64Array {
  const expected = `${kind}: expected a timestamp for every interaction`;
  const advice = `; name the column of times, or choose ${wayOut}`;
  if (timestamps === undefined) {
    throw new OptionsError("missing-timestamps", `${expected}, but the data has none${advice}`);
  }
  const firstMissing = timestamps.findIndex((timestamp) => Number.isNaN(timestamp));
  if (firstMissing >= 0) {
    const missing = timestamps.reduce((count, timestamp) => count + (Number.isNaN(timestamp) ? 1 : 0), 0);
    throw new OptionsError(
      "missing-timestamps",
      `${expected}, but ${missing} of ${timestamps.length} have none ` +
        `(the first is interaction ${firstMissing + 1})${advice}`,
    );
  }
  return timestamps;
}
