import { NO_ITEM } from "../kernels/ranking.ts";
import { hashText, mixHashes } from "../random.ts";

/** Keeps these draws apart from other uses of the same seed. */
const TIES_STREAM = 0x71e5;

/** One user's ranking, best first; items of equal score are neighbours. Empty places at the end are NO_ITEM. */
export interface TiedRanking {
  readonly items: Uint32Array;
  /** f32, beside the items. */
  readonly scores: Float32Array;
}

/** Orders items of equal score at random, from a seed and ids alone. */
export interface TieBreaker {
  /**
   * The first places in an order of equals that one user has alone: what is luck in it then averages out over users.
   */
  forUser(ranking: TiedRanking, length: number, userId: string): Uint32Array;
  /** The same in one order for all users, as a server has one. */
  forAll(ranking: TiedRanking, length: number): Uint32Array;
}

/**
 * Makes the draws for a catalogue. Models place items of equal score by index, and an index follows from the order of
 * ids or of rows: it must not improve a figure. Here an item's place among its equals is that of a hash of the seed,
 * the user's id and its own. u32[items] is held.
 */
export function createTieBreaker(itemIds: readonly string[], seed: number): TieBreaker {
  const hashes = Uint32Array.from(itemIds, hashText);
  const key = mixHashes(seed ^ TIES_STREAM, 0);
  const ofUser = (userId: string) => mixHashes(seed ^ TIES_STREAM, hashText(userId));
  const draw = (ranking: TiedRanking, length: number, by: number) =>
    breakTies(ranking, length, (item) => mixHashes(by, hashes[item]!));
  return {
    forUser: (ranking, length, userId) => draw(ranking, length, ofUser(userId)),
    forAll: (ranking, length) => draw(ranking, length, key),
  };
}

/**
 * The first `length` items of a ranking, or all there are, each run of equal scores in ascending order of `drawOf`.
 * Items that follow that length but are tied with its last position are included. A view where nothing is tied. O(items
 * of these runs).
 */
export function breakTies(
  { items, scores }: TiedRanking,
  length: number,
  drawOf: (item: number) => number,
): Uint32Array {
  const found = lengthBeforePadding(items);
  const first = items.subarray(0, Math.min(found, length));
  let broken: Uint32Array | undefined;
  for (let start = 0; start < first.length; ) {
    let end = start + 1;
    while (end < found && scores[end] === scores[start]) end++;
    if (end - start > 1) {
      broken ??= first.slice();
      placeLeast(broken.subarray(start, end), items.subarray(start, end), drawOf);
    }
    start = end;
  }
  return broken ?? first;
}

/** Fills `places` with the items of the least draws, ascending; there are as many places as equals, or fewer. */
function placeLeast(places: Uint32Array, equals: Uint32Array, drawOf: (item: number) => number): void {
  const draws = new Float64Array(places.length);
  let size = 0;
  for (const item of equals) {
    const draw = drawOf(item);
    if (size === places.length && draw >= draws[size - 1]!) continue;
    let [low, high] = [0, size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (draws[middle]! <= draw) low = middle + 1;
      else high = middle;
    }
    if (size < places.length) size++;
    draws.copyWithin(low + 1, low, size - 1);
    places.copyWithin(low + 1, low, size - 1);
    draws[low] = draw;
    places[low] = item;
  }
}

/** Places of a ranking that hold an item. */
export function lengthBeforePadding(ranked: Uint32Array): number {
  let length = ranked.length;
  while (length > 0 && ranked[length - 1] === NO_ITEM) length--;
  return length;
}
