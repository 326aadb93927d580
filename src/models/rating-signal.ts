/** Whether anything that a model learned enters its prediction of an item for this history; undefined for all items. */
export type ReachesOf = (items: Uint32Array, ratings: Float32Array) => ((item: number) => boolean) | undefined;

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

/** What both a history and a model reach; undefined for all items. */
export function reachedBy(
  reached: Uint8Array | undefined,
  reaches: ((item: number) => boolean) | undefined,
): ((item: number) => boolean) | undefined {
  if (reached === undefined) return reaches;
  return (item) => reached[item] === 1 && reaches?.(item) !== false;
}

/** What is known of the items of a catalogue, apart from what a model learned. */
export interface CataloguePart {
  readonly popularity: Float32Array;
  /** As connectedItems gives them. */
  readonly connected?: Uint32Array | undefined;
}

/** Which items a history reaches, u8[items]; undefined for all of them. */
export type HistoryReach = (items: Uint32Array, query: Float32Array | undefined) => Uint8Array | undefined;

/**
 * Reach by co-occurrence: a history reaches the parts of the catalogue that its items are in. Where there is one part, that is
 * every item, items without interactions included. Items without interactions reach nothing. For a model of products
 * nothing is reached either where the user's factors are noise beside the biases: the list would be the same for every user.
 */
export function createHistoryReach({ popularity, connected }: CataloguePart, product?: ProductSizes): HistoryReach {
  const parts = connected ?? Uint8Array.from(popularity, (count) => (count > 0 ? 1 : 0));
  const nothing = new Uint8Array(parts.length);
  return (items, query) => {
    const own = new Set<number>();
    for (const item of items) if (parts[item] !== 0) own.add(parts[item]!);
    if (own.size === 0 || (query && product && isLevel(query, product))) return nothing;
    if (connected === undefined) return undefined;
    return Uint8Array.from(parts, (part) => (own.has(part) ? 1 : 0));
  };
}

/** How large the rows of a product are. */
export interface ProductSizes {
  readonly factorCount: number;
  /** The largest length of a row's factors. */
  readonly largestNorm: number;
  /** The largest of each lane that is no factor. */
  readonly largestLanes: readonly number[];
}

export function productSizes(rows: Float32Array, laneCount: number, factorCount: number): ProductSizes {
  let largestSquares = 0;
  const largestLanes = new Array<number>(laneCount - factorCount).fill(0);
  for (let start = 0; start < rows.length; start += laneCount) {
    largestSquares = Math.max(largestSquares, sumSquares(rows.subarray(start, start + factorCount)));
    for (let lane = 0; lane < largestLanes.length; lane++) {
      largestLanes[lane] = Math.max(largestLanes[lane]!, Math.abs(rows[start + factorCount + lane]!));
    }
  }
  return { factorCount, largestNorm: Math.sqrt(largestSquares), largestLanes };
}

/** Factors that move no score by this share of what its other lanes can do are noise. */
const NOISE = 1e-4;

/** Whether scores are the same for all users but for noise; without lanes beside the factors only where the factors are 0. */
function isLevel(query: Float32Array, { factorCount, largestNorm, largestLanes }: ProductSizes): boolean {
  const latent = Math.sqrt(sumSquares(query.subarray(0, factorCount))) * largestNorm;
  const others = largestLanes.reduce((sum, size, lane) => sum + size * Math.abs(query[factorCount + lane]!), 0);
  return latent <= NOISE * others;
}

/**
 * Makes the scores 0 of items that the biases say nothing of, and the factors no more than noise: whose lanes beside the factors
 * add nothing, and whose cosine is within 10⁻⁴ of 0. `rows` are those of the items. Writes into the scores.
 */
export function quietenFactors(
  query: Float32Array,
  { items, scores }: { readonly items: Uint32Array; readonly scores: Float32Array },
  rows: Float32Array,
  factorCount: number,
): void {
  const size = Math.sqrt(sumSquares(query.subarray(0, factorCount)));
  for (let place = 0; place < items.length; place++) {
    const row = rows.subarray(place * query.length, (place + 1) * query.length);
    const others = row.subarray(factorCount).some((value, lane) => value * query[factorCount + lane]! !== 0);
    if (others) continue;
    const length = Math.sqrt(sumSquares(row.subarray(0, factorCount)));
    if (Math.abs(scores[place]!) <= NOISE * size * length) scores[place] = 0;
  }
}

function sumSquares(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
