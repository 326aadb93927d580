/** Whether anything that a model learned enters its prediction of an item for this history. */
export type ReachesOf = (items: Uint32Array, ratings: Float32Array) => (item: number) => boolean;

/** Stands for a score of 0 that is one, on a scale of ratings that has 0: the smallest f32 above it. */
const ZERO = 2 ** -149;

/**
 * Makes the scores of predictions 0 where nothing follows from the history (models/popular-tail.ts): for items that the
 * model does not reach, and for all where those that may be listed have one and the same score. Writes into `scores`.
 */
export function quietenRatings(
  scores: Float32Array,
  isOut: (item: number) => boolean,
  reaches: ((item: number) => boolean) | undefined,
): void {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let item = 0; item < scores.length; item++) {
    if (isOut(item)) continue;
    if (scores[item] === 0) scores[item] = ZERO;
    if (reaches?.(item) === false) scores[item] = 0;
    lowest = Math.min(lowest, scores[item]!);
    highest = Math.max(highest, scores[item]!);
  }
  // A single item that is reached is the whole list, and a personal one.
  if (lowest === highest && reaches === undefined) scores.fill(0);
}
