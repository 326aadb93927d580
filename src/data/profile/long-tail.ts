import { ascending } from "./statistics.ts";
import type { LongTail } from "./types.ts";

const LORENZ_STEPS = 100;
const TOP_PERCENTS = [1, 10, 20];
const FEW = 5;

/**
 * Inequality of the number of interactions of the items.
 *
 *   Gini = ( 2 · Σ_i i · x_(i) − (n + 1) · Σ x ) / (n · Σ x),   x_(1) ≤ … ≤ x_(n) the interactions of the n items
 *
 * which is half the mean absolute difference of two items, relative to the mean. `perItem` u32[items] and `perUser`
 * u32[users] are counts of interactions, at least one of them above 0.
 */
export function summariseLongTail(perItem: Uint32Array, perUser: Uint32Array): LongTail {
  const sorted = ascending(perItem);
  const itemCount = sorted.length;
  const cumulated = new Float64Array(itemCount + 1);
  let weighted = 0;
  for (let rank = 0; rank < itemCount; rank++) {
    cumulated[rank + 1] = cumulated[rank]! + sorted[rank]!;
    weighted += (rank + 1) * sorted[rank]!;
  }
  const total = cumulated[itemCount]!;
  const steps = Math.min(LORENZ_STEPS, itemCount);
  const lorenz = Array.from({ length: steps + 1 }, (_, step) => {
    const items = Math.round((step * itemCount) / steps);
    return { itemShare: items / itemCount, interactionShare: cumulated[items]! / total };
  });
  const top = TOP_PERCENTS.map((percent) => {
    // Whole percents are exact where 0.01 · n is not: 10 % of 70 items are 7, not 8.
    const items = Math.ceil((percent * itemCount) / 100);
    return { percent, items, interactionShare: (total - cumulated[itemCount - items]!) / total };
  });
  return {
    lorenz,
    gini: (2 * weighted - (itemCount + 1) * total) / (itemCount * total),
    top,
    itemsBelow5: countBelow(perItem, FEW),
    usersBelow5: countBelow(perUser, FEW),
  };
}

function countBelow(counts: Uint32Array, limit: number): number {
  let below = 0;
  for (const count of counts) if (count < limit) below += 1;
  return below;
}
