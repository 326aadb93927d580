import { checkInteger } from "../check.ts";
import { type Csr, rowIndices } from "../data/csr.ts";
import type { Interactions } from "../data/interactions.ts";
import { NO_ITEM, type RankingLists } from "../kernels/ranking.ts";
import { createRandom } from "../random.ts";
import type { Recommends } from "./recommends.ts";

/** Names of the baselines in tables, those of ratings too; a model of the same name replaces a baseline. */
export const BASELINES = ["popularity", "random", "global-mean", "everything", "nothing"] as const;

/** Whether a line of a table, by its name, is one of them. */
export function isBaseline(model: string): boolean {
  return BASELINES.some((baseline) => baseline === model);
}

/**
 * Recommends the items with the most interactions in train to every user: the baseline that a model must beat.
 *
 * score(i) = number of interactions of item i in train. Equal counts: lower item index first, until an
 * evaluation draws their order. Items of the history are left out. Items without interactions come last, with score 0.
 * A request costs O(k + history) a user.
 */
export function popularityBaseline(train: Interactions): Recommends {
  const counts = new Uint32Array(train.itemIds.size);
  for (const item of train.items) counts[item]! += 1;
  const order = Uint32Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]! || a - b);
  return {
    kind: "popularity",
    recommendBatch: (histories, k) =>
      rankRows(histories, k, order.length, (isOwn, place) => {
        let rank = 0;
        for (const item of order) {
          if (rank === k) break;
          if (!isOwn(item)) place(rank++, item, counts[item]!);
        }
      }),
  };
}

/**
 * Recommends random unseen items: the value of a metric for guessing on this data.
 *
 * Every ordered list of k items outside the history is equally likely. The draw depends on the seed and on the items of
 * the history and on nothing else, so equal histories get equal lists in any batch. score = (k − rank) / k,
 * rank from 0. `seed` is an integer from 0 to 2³² − 1. A request costs O(k + history) expected a user.
 */
export function randomBaseline(itemCount: number, seed: number): Recommends {
  checkInteger("seed", seed, 0, 0xffff_ffff);
  const order = Uint32Array.from({ length: itemCount }, (_, item) => item);
  const swapped = new Uint32Array(itemCount);
  return {
    kind: "random",
    recommendBatch: (histories, k) =>
      rankRows(histories, k, itemCount, (isOwn, place, own) => {
        const random = createRandom(seed, hash(own));
        let rank = 0;
        let drawn = 0;
        for (; drawn < itemCount && rank < k; drawn++) {
          swapped[drawn] = drawn + random.nextInteger(itemCount - drawn);
          swap(order, drawn, swapped[drawn]!);
          const item = order[drawn]!;
          if (!isOwn(item)) {
            place(rank, item, (k - rank) / k);
            rank++;
          }
        }
        // Restored, so that the next user's draw starts from the same order.
        while (drawn-- > 0) swap(order, drawn, swapped[drawn]!);
      }),
  };
}

type RankRow = (
  isOwn: (item: number) => boolean,
  place: (rank: number, item: number, score: number) => void,
  own: Uint32Array,
) => void;

function rankRows(histories: Csr, k: number, itemCount: number, rankRow: RankRow): RankingLists {
  const items = new Uint32Array(histories.rowCount * k).fill(NO_ITEM);
  const scores = new Float32Array(histories.rowCount * k).fill(Number.NEGATIVE_INFINITY);
  const ownMarks = new Uint32Array(itemCount);
  for (let row = 0; row < histories.rowCount; row++) {
    const own = rowIndices(histories, row);
    for (const item of own) ownMarks[item] = row + 1;
    const isOwn = (item: number) => ownMarks[item] === row + 1;
    const place = (rank: number, item: number, score: number) => {
      items[row * k + rank] = item;
      scores[row * k + rank] = score;
    };
    rankRow(isOwn, place, own);
  }
  return { k, items, scores };
}

function swap(values: Uint32Array, first: number, second: number): void {
  const held = values[first]!;
  values[first] = values[second]!;
  values[second] = held;
}

/** FNV-1a over 32-bit words. */
function hash(values: Uint32Array): number {
  let state = 0x811c9dc5;
  for (const value of values) state = Math.imul(state ^ value, 0x01000193);
  return state;
}
