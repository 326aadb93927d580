import { meanOf, quantile } from "./statistics.ts";
import type { Bin, ValueDistribution, ValueSummary } from "./types.ts";

/** More distinct values than this are shown in as many bins. */
export const MAXIMUM_DISTINCT = 50;

/** Location and spread of ascending values. */
export function summariseValues(sorted: Float32Array): ValueSummary {
  const mean = meanOf(sorted);
  let squares = 0;
  let distinct = 0;
  for (let rank = 0; rank < sorted.length; rank++) {
    const value = sorted[rank]!;
    squares += (value - mean) ** 2;
    if (rank === 0 || value !== sorted[rank - 1]) distinct += 1;
  }
  return {
    distinct,
    minimum: quantile(sorted, 0),
    maximum: quantile(sorted, 100),
    mean,
    median: quantile(sorted, 50),
    standardDeviation: Math.sqrt(squares / sorted.length),
  };
}

/** Counts of ascending values: of each distinct value, or in bins where there are many. */
export function distributeValues(sorted: Float32Array): ValueDistribution {
  const values: { value: number; count: number }[] = [];
  for (let from = 0; from < sorted.length; ) {
    const value = sorted[from]!;
    let to = from + 1;
    while (to < sorted.length && sorted[to] === value) to += 1;
    if (values.length === MAXIMUM_DISTINCT) return { kind: "bins", bins: binValues(sorted) };
    values.push({ value, count: to - from });
    from = to;
  }
  return { kind: "distinct", values };
}

/** Walks along the edges, so that the counts agree with the printed edges to the last bit. */
function binValues(sorted: Float32Array): Bin[] {
  const [minimum, maximum] = [quantile(sorted, 0), quantile(sorted, 100)];
  const edge = (index: number): number => minimum + ((maximum - minimum) * index) / MAXIMUM_DISTINCT;
  const bins: Bin[] = [];
  let from = 0;
  for (let index = 0; index < MAXIMUM_DISTINCT; index++) {
    const isLast = index + 1 === MAXIMUM_DISTINCT;
    const high = isLast ? maximum : edge(index + 1);
    let to = from;
    while (to < sorted.length && (isLast || sorted[to]! < high)) to += 1;
    bins.push({ low: edge(index), high, count: to - from });
    from = to;
  }
  return bins;
}
