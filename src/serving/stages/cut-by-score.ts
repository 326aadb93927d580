import { checkNumber } from "../../check.ts";
import { exp } from "../../elementary.ts";
import { entriesAt } from "../list-places.ts";
import type { ListState, Stage } from "./stage.ts";

/**
 * Ends a list where its relevance falls below `minScore`: s / s₁ of the scores of the first item and of each, or e^(s − s₁),
 * its odds beside the first, behind a head. What is popular alone has none. A list of popular items, which `fallback` tells of,
 * has the popularity as its scores.
 */
export const cutByScore: Stage = {
  run: (state) => {
    const { request, list } = state;
    const { ranking } = list;
    const least = checkNumber("minScore", request.minScore ?? 0, 0, 1);
    if (least === 0 || ranking.items.length === 0) return state;
    const end = Array.from(ranking.items).findIndex((_, place) => relevanceAt(state, place) < least);
    if (end < 0) return state;
    const places = Array.from({ length: end }, (_, place) => place);
    return { ...state, list: { ...list, ranking: entriesAt(ranking, places) }, goesOn: false };
  },
};

function relevanceAt({ list: { ranking }, reranked, foundBy }: ListState, place: number): number {
  const [first, own] = [ranking.scores[0]!, ranking.scores[place]!];
  const isMarked = ranking.popular?.[place] === 1;
  if (isMarked && ranking.popular?.[0] !== 1 && foundBy !== "popularity") return 0;
  if (reranked) return exp(own - first);
  return first > 0 ? Math.max(0, own) / first : 0;
}
