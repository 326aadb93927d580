import { popularItems, withPopularTail } from "../popular-tail.ts";
import type { ByScores, ServedModel } from "../served-model.ts";
import { outOf, positiveOnly, rankScores } from "./rank-scores.ts";
import { competitors, type Lists, type RetrievalContext, type Retrieved } from "./retrieval.ts";
import { selectWithSilent } from "./select-with-silent.ts";

/**
 * Retrieval by scores that the model computes of all items. Items for which nothing follows from the history (a score of 0, or
 * what the model says) are ordered by popularity.
 */
export function createScoresRetrieval(
  retrieve: ByScores,
  similarTo: ServedModel["similarTo"],
  { popularity }: RetrievalContext,
): Lists {
  const { scoresOf, itemsScored } = retrieve;
  const itemCount = popularity.length;
  const popular = popularItems(popularity);
  const retrieved = (ranking: Retrieved["ranking"], scored = itemCount): Retrieved => ({
    ranking,
    itemsScored: scored,
  });
  return {
    get memoryBytes() {
      return retrieve.memoryBytes ?? 0;
    },
    scan: (history, weights, k, options) => {
      const length = Math.min(k, itemCount);
      const competition = competitors(options, itemCount);
      const { scores, isSilent } = scoresOf(history, weights, competition.isOut);
      if (isSilent) {
        const ranking = selectWithSilent({ scores, isSilent }, outOf(options, itemCount), length, popular);
        return retrieved(ranking, itemsScored);
      }
      const found = rankScores(scores, length, options);
      const scoreOf = () => (item: number) => scores[item]!;
      const ranking = withPopularTail(found, popular, () => ({ ...competition, scoresOf: scoreOf }));
      return retrieved(ranking, itemsScored);
    },
    similar:
      similarTo &&
      ((item, k, options) => retrieved(positiveOnly(rankScores(similarTo(item), Math.min(k, itemCount), options)))),
  };
}
