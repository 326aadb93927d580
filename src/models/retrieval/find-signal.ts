import type { Ranking } from "../../kernels/ranking.ts";
import { unboosted } from "./boost.ts";

/** Sets the scores of a list to 0 that are noise (ItemIndex.quieten); the scores are those without boosts. */
export type Quieten = (found: Ranking) => void;

/** A scan of all items. */
export interface BoostedScan {
  readonly itemCount: number;
  /** f32[items]: the boosts that its scores have; undefined for none. */
  readonly boost: Float32Array | undefined;
  /** The best `width` items. */
  scan(width: number): Ranking;
}

/**
 * The best items of a scan, their noise quietened. A boost can lift noise to the front of a list, where it takes the places of
 * items with signal: then more are looked for, until there are k items with signal, which come back alone, or no more above 0.
 * May be longer than k. `ahead` are the best k where they were found before.
 */
export function findSignal(
  { itemCount, boost, scan }: BoostedScan,
  k: number,
  quieten: Quieten,
  ahead?: Ranking,
): Ranking {
  for (let width = k; ; width = Math.min(itemCount, 4 * width)) {
    const found = width === k && ahead ? ahead : scan(width);
    const { items, scores } = found;
    if (!boost) {
      quieten(found);
      return found;
    }
    const isWhole = width === itemCount || items.length < width || !(scores[items.length - 1]! > 0);
    quietenBoosted(found, boost, quieten);
    if (isWhole || !scores.includes(0)) return found;
    const signal = withSignal(found);
    if (signal.items.length >= k) return { items: signal.items.subarray(0, k), scores: signal.scores.subarray(0, k) };
  }
}

/** The items of a list whose scores are not 0. */
export function withSignal({ items, scores }: Ranking): Ranking {
  return { items: items.filter((_, place) => scores[place] !== 0), scores: scores.filter((score) => score !== 0) };
}

function quietenBoosted(found: Ranking, boost: Float32Array, quieten: Quieten): void {
  const plain = { items: found.items, scores: unboosted(found, boost) };
  quieten(plain);
  for (let place = 0; place < plain.scores.length; place++) {
    if (plain.scores[place] === 0) found.scores[place] = 0;
  }
}
