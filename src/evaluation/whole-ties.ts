import { type Csr, selectRows } from "../data/csr.ts";
import { DataError } from "../errors.ts";
import { NO_ITEM, type RankingLists } from "../kernels/ranking.ts";
import type { TiedRanking } from "./break-ties.ts";
import type { Recommends } from "./recommends.ts";

/** Places of a batch of rankings: bounds the memory where the whole catalogue is ranked. */
export const BATCH_PLACES = 8_000_000;

/** By how much deeper a list is asked for while its ties are not at an end. */
const DEEPER = 32;

/** The users whose rankings are requested, and their depth. */
export interface WantedRankings {
  /** A row for each user. */
  readonly histories: Csr;
  /** First places that count. */
  readonly length: number;
  readonly itemCount: number;
  /** Ranks every item from the start. */
  readonly wholeCatalogue: boolean;
}

/**
 * Requests rankings of a batch of users, each at least as deep as the positions that count and the items tied with
 * the last of them, so that ties can be broken at random. `visit` has each row once, in no set order; what
 * it is given is overwritten afterwards. One place more than count shows whether a tie goes on; where it does, the list
 * is asked for again, 32 times as deep each time, for these users alone. No more than BATCH_PLACES are held beside the
 * first lists. Returns the time of the first lists in milliseconds: the others only settle ties.
 */
export function visitWholeTies(
  model: Recommends,
  wanted: WantedRankings,
  visit: (row: number, ranking: TiedRanking) => void,
): number {
  const { histories, itemCount } = wanted;
  const startedMs = performance.now();
  const first = ask(model, histories, firstDepth(wanted));
  const elapsedMs = performance.now() - startedMs;
  let open = visitClosed(
    first,
    Uint32Array.from({ length: histories.rowCount }, (_, row) => row),
    wanted,
    visit,
  );
  for (let depth = first.k; open.length > 0; ) {
    depth = Math.min(itemCount, depth * DEEPER);
    const size = Math.max(1, Math.floor(BATCH_PLACES / depth));
    const left: number[] = [];
    for (let start = 0; start < open.length; start += size) {
      const rows = open.subarray(start, start + size);
      left.push(...visitClosed(ask(model, selectRows(histories, rows), depth), rows, wanted, visit));
    }
    open = Uint32Array.from(left);
  }
  return elapsedMs;
}

/** Depth of the lists that are asked for first. */
export function firstDepth({ length, itemCount, wholeCatalogue }: Omit<WantedRankings, "histories">): number {
  if (wholeCatalogue) return Math.max(length, itemCount);
  return length < itemCount ? length + 1 : length;
}

function ask(model: Recommends, histories: Csr, k: number): RankingLists {
  const rankings = model.recommendBatch(histories, k);
  const places = histories.rowCount * k;
  if (rankings.k === k && rankings.items.length === places) return rankings;
  throw new DataError(
    "malformed-ranking",
    `${model.kind}: expected rankings of ${histories.rowCount} users × ${k} places, got ${rankings.items.length} places, k = ${rankings.k}`,
  );
}

/** Shows the rows whose ties are at an end; returns the others. */
function visitClosed(
  { k, items, scores }: RankingLists,
  rows: Uint32Array,
  { length, itemCount }: WantedRankings,
  visit: (row: number, ranking: TiedRanking) => void,
): Uint32Array {
  return rows.filter((row, place) => {
    const ranking = {
      items: items.subarray(place * k, (place + 1) * k),
      scores: scores.subarray(place * k, (place + 1) * k),
    };
    const last = ranking.items[k - 1] === NO_ITEM ? undefined : ranking.scores[k - 1];
    if (k < itemCount && last !== undefined && last === ranking.scores[length - 1]) return true;
    visit(row, ranking);
    return false;
  });
}
