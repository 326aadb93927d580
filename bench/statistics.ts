/** The q-quantile (0 to 1) by the nearest rank: the smallest value that at least q of all values do not exceed. */
export function quantile(values: ArrayLike<number>, q: number): number {
  if (values.length === 0) throw new RangeError("values: expected at least one, got none");
  if (!(q >= 0 && q <= 1)) throw new RangeError(`q: expected a number from 0 to 1, got ${q}`);
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!;
}

/** The middle value; the mean of the two middle ones where their number is even. */
export function median(values: ArrayLike<number>): number {
  if (values.length === 0) throw new RangeError("values: expected at least one, got none");
  const sorted = Float64Array.from(values).sort();
  const upper = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[upper]! : (sorted[upper - 1]! + sorted[upper]!) / 2;
}

/** The given order in even rounds, the reverse in odd ones: what warms or tires the machine hits nobody twice. */
export function orderOfRound<T>(variants: readonly T[], round: number): T[] {
  return round % 2 === 0 ? [...variants] : variants.toReversed();
}
