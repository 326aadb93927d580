import { isAllPopular, popularItems } from "../../models/popular-tail.ts";
import { boostedPopular } from "../../models/retrieval/boost.ts";
import { fieldsReader } from "../item-fields.ts";
import { plainScore } from "../plain-score.ts";
import type { Stage } from "./stage.ts";

/** Describes the k items from the offset on as the caller sees them. Throws RequestError `unknown-field-column`. */
export const present: Stage = {
  run: (state, { artefact, popularity }) => {
    const { items } = artefact;
    const { request, offset, depth, list, similar, together, firstSeen, propensities } = state;
    const { ranking } = list;
    const fieldsOf = request.fields && fieldsReader(request.fields, artefact);
    const allPopular = isAllPopular(ranking, depth);
    const standing = boostedPopular(popularItems(popularity), state.boost);
    // Among others, the score of a popular item is 0 (models/popular-tail.ts).
    const shown = (item: number, score: number): number =>
      allPopular && plainScore(score) === 0 ? standing.popularity[item]! : plainScore(score);
    const presented = Array.from(ranking.items.subarray(offset, depth), (item, at) => {
      const title = items.titles[item];
      const score = ranking.scores[offset + at]!;
      const isPopular = ranking.popular?.[offset + at] === 1;
      return {
        itemId: items.itemIds.idOf(item),
        score: shown(item, score),
        ...(isPopular ? { source: similar.has(item) ? ("similar" as const) : ("popular" as const) } : {}),
        ...(together ? { lift: score, together: together.get(item) ?? 0 } : {}),
        ...(firstSeen ? { firstSeen: firstSeen[item] ?? 0 } : {}),
        ...(propensities ? { propensity: propensities.get(item) ?? 1 } : {}),
        ...(title ? { title } : {}),
        ...(fieldsOf ? { fields: fieldsOf(item) } : {}),
      };
    });
    return { ...state, items: presented };
  },
};
