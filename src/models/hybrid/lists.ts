import type { Csr } from "../../data/csr.ts";
import { NO_ITEM, type RankingLists } from "../../kernels/ranking.ts";

/** A fitted model that takes part in a mix of rankings. */
export interface RankingMember {
  readonly name: string;
  /** Whether it ranks items without interactions by what is known of them. */
  readonly content: boolean;
  /** Whether its list is the same for every user. */
  readonly isAlike?: boolean | undefined;
  recommendBatch(histories: Csr, k: number): RankingLists;
}

/** How scores of different models are brought to one scale. */
export type Normalisation = "z-score" | "rank";

/** Entries of each member's list: no more than there are items. */
export function listDepth(depth: number, itemCount: number): number {
  return Math.min(depth, Math.max(1, itemCount));
}

/** One user's list of one member, on the common scale. */
export interface NormalisedList {
  /** u32, best first. */
  readonly items: Uint32Array;
  /** f64, beside the items; never rises. */
  readonly values: Float64Array;
  /** u8: 1 where the history says nothing of the item, so that it is ordered by popularity. */
  readonly popular?: Uint8Array | undefined;
  /** What an item counts that is not in the list: as much as the last of it. */
  readonly floor: number;
}

/**
 * Brings a list to a scale that lists of other models share.
 *
 *   z-score:  (s − mean of the list) / standard deviation of the list;  0 where all scores are equal; floor: the last value
 *   rank:     1 − place / depth, places from 0;  floor 0
 *
 * `row` of `lists` has at most `depth` entries. O(depth).
 */
export function normaliseList(lists: RankingLists, row: number, normalisation: Normalisation): NormalisedList {
  const { k } = lists;
  const listed = lists.items.subarray(row * k, (row + 1) * k);
  let count = listed.length;
  while (count > 0 && listed[count - 1] === NO_ITEM) count--;
  const items = listed.subarray(0, count);
  const popular = lists.popular?.subarray(row * k, row * k + count);
  const values = new Float64Array(count);
  if (normalisation === "rank") {
    for (let place = 0; place < count; place++) values[place] = 1 - place / k;
    return { items, values, popular, floor: 0 };
  }
  const scores = lists.scores.subarray(row * k, row * k + count);
  let mean = 0;
  for (const score of scores) mean += score / count;
  let variance = 0;
  for (const score of scores) variance += (score - mean) ** 2 / count;
  const deviation = Math.sqrt(variance);
  if (deviation > 0) for (let place = 0; place < count; place++) values[place] = (scores[place]! - mean) / deviation;
  return { items, values, popular, floor: values[count - 1] ?? 0 };
}

/** Entries of lists that are held at a time. */
const BATCH_ENTRIES = 4_000_000;

/** Hands the lists of all members for each row with a history to `visit`, row by row; at most `depth` items a list. */
export function visitLists(
  members: readonly RankingMember[],
  histories: Csr,
  depth: number,
  normalisation: Normalisation,
  visit: (row: number, lists: readonly NormalisedList[]) => void,
): void {
  const { rowCount, offsets } = histories;
  const rows = Math.max(1, Math.floor(BATCH_ENTRIES / (depth * members.length)));
  for (let start = 0; start < rowCount; start += rows) {
    const end = Math.min(rowCount, start + rows);
    const batch = rowsBetween(histories, start, end);
    if (batch.indices.length === 0) continue;
    const lists = members.map((member) => listsOf(member, batch, depth));
    for (let row = start; row < end; row++) {
      if (offsets[row] === offsets[row + 1]) continue;
      visit(
        row,
        lists.map((list) => normaliseList(list, row - start, normalisation)),
      );
    }
  }
}

/** Rows start … end − 1 as a matrix; entries are views. */
function rowsBetween({ columnCount, offsets, indices, values, sequence }: Csr, start: number, end: number): Csr {
  const [first, last] = [offsets[start]!, offsets[end]!];
  return {
    ...{ rowCount: end - start, columnCount },
    offsets: offsets.subarray(start, end + 1).map((offset) => offset - first),
    ...{ indices: indices.subarray(first, last), values: values.subarray(first, last) },
    sequence: sequence?.subarray(first, last),
  };
}

/** Of a list that is the same for every user nothing follows from a history: all of it is marked. */
function listsOf({ isAlike, recommendBatch }: RankingMember, histories: Csr, depth: number): RankingLists {
  const lists = recommendBatch(histories, depth);
  return isAlike ? { ...lists, popular: new Uint8Array(lists.items.length).fill(1) } : lists;
}
