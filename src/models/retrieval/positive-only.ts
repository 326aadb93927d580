import type { Ranking } from "../../kernels/ranking.ts";

/** The ranking up to the first score that is not above 0. */
export function positiveOnly({ items, scores }: Ranking): Ranking {
  const first = scores.findIndex((score) => !(score > 0));
  return first < 0 ? { items, scores } : { items: items.slice(0, first), scores: scores.slice(0, first) };
}
