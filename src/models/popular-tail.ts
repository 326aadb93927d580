import { type Csr, rowIndices } from "../data/csr.ts";
import { NO_ITEM, type Ranking, type RankingBatch } from "../kernels/ranking.ts";
import { popularityOrder } from "./item-counts.ts";

/**
 * Where the signal of a list ends. A score of 0 says that nothing follows from the history for an item; such items stand
 * by popularity, descending, then by index ascending, and are marked as `popular`:
 *
 *   score > 0, best first   |   score = 0, by popularity   |   score < 0, best first
 *
 * What a model scores below 0 it advises against, so that it comes after what it says nothing of. Serving and evaluation
 * both end their lists here.
 *
 * A popular item keeps a score that is 0 beside any other, popularity · 2⁻¹⁴⁹ (a subnormal f32): lists still fall, and level
 * are only items of equal popularity. Where all of a list is popular, the scores are the popularities.
 */
export interface PopularItems {
  /** f32[items] */
  readonly popularity: Float32Array;
  /** Items by popularity descending, then index ascending. */
  readonly order: Uint32Array;
  /** The place of each item in that order. */
  readonly places: Uint32Array;
}

/** Orders already made, by the popularity that they are of: the parts of one engine share theirs. */
const known = new WeakMap<Float32Array, PopularItems>();

/** The items by popularity, which must stay as it is. */
export function popularItems(popularity: Float32Array): PopularItems {
  const made = known.get(popularity) ?? orderItems(popularity);
  known.set(popularity, made);
  return made;
}

function orderItems(popularity: Float32Array): PopularItems {
  const order = popularityOrder(popularity);
  const places = new Uint32Array(order.length);
  for (const [place, item] of order.entries()) places[item] = place;
  return { popularity, order, places };
}

/** What may stand in a list, and what the model says of items that are not in it. */
export interface Competition {
  /** Items that may be listed, all told. */
  readonly left: number;
  readonly isOut: (item: number) => boolean;
  /** The scores of these items, ascending, which may all be listed; 0 where nothing follows. */
  readonly scoresOf: (items: Uint32Array) => (item: number) => number;
}

/** The smallest f32 above 0: what a popular item's popularity counts beside scores. */
export const LEAST = 2 ** -149;
/** Items whose scores are asked for at a time, at first. */
const FIRST_CANDIDATES = 32;

/**
 * The ranking with its items of score 0 in the order of popularity, as long as it was. `found` are the best of those that
 * may be listed; where it may lack items of score 0, the popular ones are looked for. A list without any comes back as it is,
 * for the price of a look at its scores.
 */
export function withPopularTail(found: Ranking, popular: PopularItems, competition: () => Competition): Ranking {
  if (found.scores.every((score) => score !== 0)) return found;
  const liked = placesWhere(found.scores, (score) => score > 0);
  const level = levelItems(found, liked.length, popular, competition());
  const end = liked.length + level.length;
  const disliked = placesWhere(found.scores, (score) => score < 0).subarray(0, found.items.length - end);
  const items = new Uint32Array(end + disliked.length);
  const scores = new Float32Array(items.length);
  const unit = level.length === items.length ? 1 : LEAST;
  items.set(level, liked.length);
  scores.set(
    Float32Array.from(level, (item) => popular.popularity[item]! * unit),
    liked.length,
  );
  for (const [places, first] of [[liked, 0] as const, [disliked, end] as const]) {
    for (let place = 0; place < places.length; place++) {
      items[first + place] = found.items[places[place]!]!;
      scores[first + place] = found.scores[places[place]!]!;
    }
  }
  return { items, scores, popular: new Uint8Array(items.length).fill(1, liked.length, end) };
}

/** Whether nothing in a list follows from the history. */
export function isAllPopular({ items, popular }: Ranking, length = items.length): boolean {
  return items.length > 0 && popular?.subarray(0, length).every((mark) => mark === 1) === true;
}

/** Places before the first popular item: those that follow from the history, best first. */
export function signalLength({ items, popular }: Ranking): number {
  const first = popular?.indexOf(1) ?? -1;
  return first < 0 ? items.length : first;
}

/**
 * withPopularTail for each row of a batch, whose own items are left out; a row without entries is ranked by popularity.
 * `scoresOf` gives the scores of a row, for items that the row lacks.
 */
export function withPopularTails(
  batch: RankingBatch,
  histories: Csr,
  popular: PopularItems,
  scoresOf: (row: number) => Competition["scoresOf"],
): RankingBatch {
  const marked = { ...batch, popular: new Uint8Array(batch.items.length) };
  for (let row = 0; row < histories.rowCount; row++) {
    const isEmpty = rowIndices(histories, row).length === 0;
    if (isEmpty) marked.scores.fill(0, row * batch.k, row * batch.k + listedIn(batch.items, row, batch.k));
    endRowBySignal(marked, row, popular, () => {
      const own = new Set(rowIndices(histories, row));
      return {
        left: popular.order.length - own.size,
        isOut: (item) => own.has(item),
        scoresOf: (items) => (isEmpty ? () => 0 : scoresOf(row)(items)),
      };
    });
  }
  return marked;
}

/** withPopularTail for one row of a batch with marks, in place. */
export function endRowBySignal(
  batch: RankingBatch,
  row: number,
  popular: PopularItems,
  competition: () => Competition,
): void {
  const { k, items, scores } = batch;
  const [start, end] = [row * k, row * k + listedIn(items, row, k)];
  const found = { items: items.subarray(start, end), scores: scores.subarray(start, end) };
  const ranking = withPopularTail(found, popular, competition);
  if (ranking === found || ranking.popular === undefined) return;
  items.set(ranking.items, start);
  scores.set(ranking.scores, start);
  batch.popular?.set(ranking.popular, start);
}

/** Bit i % 8 of byte i / 8 set = item i is one of these: u8[⌈items / 8⌉]. */
export function maskOf(items: Uint32Array, itemCount: number): Uint8Array {
  const mask = new Uint8Array(Math.ceil(itemCount / 8));
  for (const item of items) mask[item >> 3]! |= 1 << (item & 7);
  return mask;
}

/** Looks scores up in a ranking; 0 for an item that is not in it. */
export function scoresIn({ items, scores }: Ranking): (item: number) => number {
  const scoreOf = new Map(Array.from(items, (item, place) => [item, scores[place]!]));
  return (item) => scoreOf.get(item) ?? 0;
}

/** The items of score 0 that fill the list up, the most popular first. */
function levelItems(
  found: Ranking,
  likedCount: number,
  { order, places }: PopularItems,
  { left, isOut, scoresOf }: Competition,
): Uint32Array {
  const { items, scores } = found;
  const wanted = items.length - likedCount;
  // Behind an item that is advised against no further one of score 0 can be missing.
  if (items.length >= left || scores.some((score) => score < 0)) {
    const level = items.filter((_, place) => scores[place] === 0);
    return Uint32Array.from(level, (item) => places[item]!)
      .sort()
      .map((place) => order[place]!)
      .subarray(0, wanted);
  }
  const liked = new Set(items.filter((_, place) => scores[place]! > 0));
  const level: number[] = [];
  let size = Math.max(FIRST_CANDIDATES, wanted);
  for (let at = 0; level.length < wanted && at < order.length; size *= 4) {
    const candidates: number[] = [];
    for (; at < order.length && candidates.length < size; at++) {
      const item = order[at]!;
      if (!isOut(item) && !liked.has(item)) candidates.push(item);
    }
    const scoreOf = scoresOf(Uint32Array.from(candidates).sort());
    for (const item of candidates) if (level.length < wanted && scoreOf(item) === 0) level.push(item);
  }
  return Uint32Array.from(level);
}

function placesWhere(scores: Float32Array, holds: (score: number) => boolean): Uint32Array {
  const places = new Uint32Array(scores.length);
  let count = 0;
  for (let place = 0; place < scores.length; place++) if (holds(scores[place]!)) places[count++] = place;
  return places.subarray(0, count);
}

/** Places of a row that hold an item. */
export function listedIn(items: Uint32Array, row: number, k: number): number {
  const found = items.subarray(row * k, (row + 1) * k).indexOf(NO_ITEM);
  return found < 0 ? k : found;
}
