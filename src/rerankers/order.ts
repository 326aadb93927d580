import type { Ranking } from "../kernels/ranking.ts";

/**
 * The list after re-ranking: the first headScores.length retrieved items in the order of the head's scores (descending,
 * then item index), the rest as retrieved. What stands behind the candidates keeps its order with scores shifted to go on
 * from the last candidate's, so that the whole list falls. Copies.
 */
export function orderByHead(retrieved: Ranking, headScores: Float32Array): Ranking {
  const count = headScores.length;
  if (count === 0) return retrieved;
  const order = Uint32Array.from(headScores.keys()).sort(
    (a, b) => headScores[b]! - headScores[a]! || retrieved.items[a]! - retrieved.items[b]!,
  );
  const items = retrieved.items.slice();
  const scores = retrieved.scores.slice();
  for (const [place, candidate] of order.entries()) {
    items[place] = retrieved.items[candidate]!;
    scores[place] = headScores[candidate]!;
  }
  const shift = scores[count - 1]! - retrieved.scores[count - 1]!;
  for (let place = count; place < scores.length; place++) scores[place] = scores[place]! + shift;
  return { ...retrieved, items, scores };
}
