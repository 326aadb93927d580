import { ascending, meanOf, quantilesOf } from "./statistics.ts";
import type { Bin, CountDistribution } from "./types.ts";

/** Distribution of the number of interactions of users or items. `counts` is u32[things], not empty. */
export function distributeCounts(counts: Uint32Array): CountDistribution {
  const sorted = ascending(counts);
  return { bins: geometricBins(sorted), mean: meanOf(sorted), quantiles: quantilesOf(sorted) };
}

/** From the bin of the smallest count to that of the largest, empty bins included. */
function geometricBins(sorted: Uint32Array): Bin[] {
  const bins: Bin[] = [];
  let from = 0;
  for (let power = -1, low = 0; from < sorted.length; ) {
    let high = low;
    while (high === low) high = Math.round(2 ** (++power / 2));
    let to = from;
    while (to < sorted.length && sorted[to]! < high) to += 1;
    if (to > 0) bins.push({ low, high, count: to - from });
    [from, low] = [to, high];
  }
  return bins;
}
