import type { Interactions } from "../interactions.ts";
import { checkNotEmpty, type Fold, partition } from "./fold.ts";
import { type Protocol, type ProtocolFamily, parseFraction } from "./protocol.ts";
import { completeTimestamps } from "./timestamps.ts";

/**
 * Splits all interactions at one moment: later ones are test, earlier ones train.
 *
 * The moment is the timestamp at position n − round(fraction · n) of the n sorted ones. Rows of equal time are never on
 * both sides, so test may be larger than the fraction. Where the cut would take everything it moves to the next later
 * time, and test is smaller. Nothing is random.
 * Throws OptionsError `missing-timestamps` where any timestamp is absent; DataError `empty-split` where rounding leaves
 * test empty or all times are equal. O(n log n).
 */
export function splitByTime(interactions: Interactions, fraction: number, name: string): Fold {
  const wayOut = "a protocol that needs no times, such as random:FRACTION";
  const timestamps = completeTimestamps(interactions, "temporal", wayOut);
  const sorted = timestamps.slice().sort();
  const position = sorted.length - Math.round(fraction * sorted.length);
  const cut = sorted[position] === sorted[0] ? sorted.find((timestamp) => timestamp > sorted[0]!) : sorted[position];
  const isTest = new Uint8Array(timestamps.length);
  for (let row = 0; row < isTest.length; row++) isTest[row] = cut !== undefined && timestamps[row]! >= cut ? 1 : 0;
  const fold = checkNotEmpty(
    partition(interactions, isTest, name),
    "it needs at least two different times, and a fraction that is at least one row",
  );
  return { ...fold, asks: "next" };
}

export const TEMPORAL: ProtocolFamily = { syntax: "temporal:FRACTION", parse };

function parse(parameter: string | undefined): Protocol {
  const fraction = parseFraction("temporal", parameter, "a fraction between 0 and 1, as in temporal:0.2");
  const name = `temporal:${fraction}`;
  return { name, makeFolds: (interactions) => [splitByTime(interactions, fraction, name)] };
}
