import type { Ranking } from "../kernels/ranking.ts";
import type { ScoredCandidates } from "./rank-candidates.ts";

/**
 * The list after re-ranking: the candidates by the head's scores (descending, then item index), then what is left of the
 * retrieved list in its order, with scores shifted to go on from the last candidate's, so that the whole list falls. It is as
 * long as the retrieved list, or as the candidates where they are more. Copies.
 */
export function orderByHead(retrieved: Ranking, candidates: ScoredCandidates): Ranking {
  const count = candidates.items.length;
  if (count === 0) return retrieved;
  const order = Uint32Array.from(candidates.items.keys()).sort(
    (a, b) => candidates.scores[b]! - candidates.scores[a]! || candidates.items[a]! - candidates.items[b]!,
  );
  const moved = new Set(candidates.items);
  const rest = Uint32Array.from(retrieved.items.keys()).filter((place) => !moved.has(retrieved.items[place]!));
  const length = Math.max(retrieved.items.length, count);
  const [items, scores, popular] = [new Uint32Array(length), new Float32Array(length), new Uint8Array(length)];
  for (const [place, candidate] of order.entries()) {
    items[place] = candidates.items[candidate]!;
    scores[place] = candidates.scores[candidate]!;
  }
  const [firstLeft] = rest;
  const shift = firstLeft === undefined ? 0 : Math.min(0, scores[count - 1]! - retrieved.scores[firstLeft]!);
  for (let place = count; place < length; place++) {
    const from = rest[place - count]!;
    items[place] = retrieved.items[from]!;
    scores[place] = retrieved.scores[from]! + shift;
    popular[place] = retrieved.popular?.[from] ?? 0;
  }
  return { items, scores, ...(retrieved.popular ? { popular } : {}) };
}
