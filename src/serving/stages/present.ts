import { isAllPopular, popularItems } from "../../models/popular-tail.ts";
import { boostedPopular } from "../../models/retrieval/boost.ts";
import { plainScore } from "../plain-score.ts";
import type { Stage } from "./stage.ts";

/** Describes the first k items as the caller sees them. */
export const present: Stage = {
  run: (state, { artefact: { items }, popularity: interactions }) => {
    const { k, list, boost } = state;
    const { popularity } = boostedPopular(popularItems(interactions), boost);
    const { ranking } = list;
    const allPopular = isAllPopular(ranking, k);
    const presented = Array.from(ranking.items.subarray(0, k), (item, place) => {
      const title = items.titles[item];
      const isPopular = ranking.popular?.[place] === 1;
      return {
        itemId: items.itemIds.idOf(item),
        score: allPopular ? popularity[item]! : plainScore(ranking.scores[place]!),
        ...(isPopular ? { source: "popular" as const } : {}),
        ...(title ? { title } : {}),
      };
    });
    return { ...state, items: presented };
  },
};
