import type { Ranking } from "../kernels/ranking.ts";
import { IndexSet } from "./index-set.ts";
import { placesByItem, placesByScore } from "./places-by-score.ts";
import type { ScoredCandidates } from "./rank-candidates.ts";

/**
 * The list after re-ranking: the candidates by the head's scores (descending, then item index), then what is left of the
 * retrieved list in its order, with scores shifted to go on from the last candidate's, so that the whole list falls. It is as
 * long as the retrieved list, or as the candidates where they are more. Copies.
 */
export function orderByHead(retrieved: Ranking, candidates: ScoredCandidates): Ranking {
  const count = candidates.items.length;
  if (count === 0) return retrieved;
  const order = placesByScore(candidates.scores, placesByItem(candidates.items));
  const length = Math.max(retrieved.items.length, count);
  const [items, scores, popular] = [new Uint32Array(length), new Float32Array(length), new Uint8Array(length)];
  moved.empty(count);
  for (let place = 0; place < count; place++) {
    const candidate = order[place]!;
    items[place] = candidates.items[candidate]!;
    scores[place] = candidates.scores[candidate]!;
    moved.add(items[place]!);
  }
  let [place, shift] = [count, 0];
  for (let from = 0; place < length && from < retrieved.items.length; from++) {
    if (moved.has(retrieved.items[from]!)) continue;
    if (place === count) shift = Math.min(0, scores[count - 1]! - retrieved.scores[from]!);
    items[place] = retrieved.items[from]!;
    scores[place] = retrieved.scores[from]! + shift;
    popular[place] = retrieved.popular?.[from] ?? 0;
    place++;
  }
  return { items, scores, ...(retrieved.popular ? { popular } : {}) };
}

/** The candidates of one list; only for the length of a call. */
const moved = new IndexSet();
