import type { Quantiles } from "./types.ts";

/** A sorted copy. */
export function ascending<Values extends Float32Array | Float64Array | Uint32Array>(values: Values): Values {
  return values.slice().sort() as Values;
}

/**
 * The value below which `percent` (a whole number) of `sorted` lies: linear interpolation between the nearest two ranks,
 * at position percent / 100 · (length − 1) from 0. `sorted` ascends and is not empty.
 */
export function quantile(sorted: ArrayLike<number>, percent: number): number {
  const position = percent * (sorted.length - 1);
  const below = Math.floor(position / 100);
  // Hundredths of the way to the next rank: whole numbers, so that quantiles of counts come out without rounding noise.
  const hundredths = position - below * 100;
  const low = sorted[below]!;
  if (hundredths === 0 || sorted[below + 1] === low) return low;
  return (low * (100 - hundredths) + sorted[below + 1]! * hundredths) / 100;
}

export function quantilesOf(sorted: ArrayLike<number>): Quantiles {
  return {
    minimum: quantile(sorted, 0),
    p25: quantile(sorted, 25),
    median: quantile(sorted, 50),
    p75: quantile(sorted, 75),
    p90: quantile(sorted, 90),
    p99: quantile(sorted, 99),
    maximum: quantile(sorted, 100),
  };
}

/** Σ values / length. `values` is not empty. */
export function meanOf(values: Float32Array | Float64Array | Uint32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
