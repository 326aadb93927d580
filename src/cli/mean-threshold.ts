import type { Fold } from "../data/splits.ts";

/** Digits of a mean that stands in tables. */
const DIGITS = 6;

/**
 * The mean of all values of a fold, of both its parts: what is liked is one question for all folds, and rows do not change sides with
 * the split. NaN without values.
 */
export function meanThreshold({ train, test, foldIn }: Fold): number {
  let [sum, count] = [0, 0];
  for (const { values } of [train, test, ...(foldIn ? [foldIn] : [])]) {
    for (const value of values) sum += value;
    count += values.length;
  }
  return Number((sum / count).toPrecision(DIGITS));
}
