import { isAllPopular, LEAST } from "../../models/popular-tail.ts";
import { fieldsReader } from "../item-fields.ts";
import { plainScore } from "../plain-score.ts";
import type { Stage } from "./stage.ts";

/** Describes the k items from the offset on as the caller sees them. Throws RequestError `unknown-field-column`. */
export const present: Stage = {
  run: (state, { artefact }) => {
    const { items } = artefact;
    const { request, offset, depth, list, similar, together, firstSeen, propensities } = state;
    const { ranking } = list;
    const fieldsOf = request.fields && fieldsReader(request.fields, artefact);
    const allPopular = isAllPopular(ranking, depth);
    const presented = Array.from(ranking.items.subarray(offset, depth), (item, at) => {
      const title = items.titles[item];
      const score = ranking.scores[offset + at]!;
      const isPopular = ranking.popular?.[offset + at] === 1;
      return {
        itemId: items.itemIds.idOf(item),
        score: allPopular ? popularityOf(score) : plainScore(score),
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

/** The popularity that the score of a popular item is (models/popular-tail.ts), alone or behind others. */
function popularityOf(score: number): number {
  return plainScore(score) === 0 ? score / LEAST : score;
}
