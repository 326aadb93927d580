import { popularItems, withPopularTail } from "../popular-tail.ts";
import type { ByScores, ItemScores, ServedModel } from "../served-model.ts";
import { boostedPopular, boostedScores } from "./boost.ts";
import { positiveOnly } from "./positive-only.ts";
import { outOf, rankScores } from "./rank-scores.ts";
import { competitors, type Lists, type RetrievalContext, type RetrievalOptions, type Retrieved } from "./retrieval.ts";
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
  const { scoresOf, together, itemsScored } = retrieve;
  const itemCount = popularity.length;
  const popular = popularItems(popularity);
  const retrieved = (ranking: Retrieved["ranking"], scored = itemCount): Retrieved => ({
    ranking,
    itemsScored: scored,
  });
  /** The best k by scores that `find` computes. */
  const search = (k: number, options: RetrievalOptions, find: (isOut: (item: number) => boolean) => ItemScores) => {
    const length = Math.min(k, itemCount);
    const competition = competitors(options, itemCount);
    const standing = boostedPopular(popular, options.boost);
    const { scores, isSilent } = find(competition.isOut);
    if (isSilent) {
      const raised = { scores: boostedScores(scores, options.boost), isSilent };
      const ranking = selectWithSilent(raised, outOf(options, itemCount), length, standing);
      return retrieved(ranking, itemsScored);
    }
    const found = rankScores(scores, length, options);
    const scoreOf = () => (item: number) => scores[item]!;
    const ranking = withPopularTail(found, standing, () => ({ ...competition, scoresOf: scoreOf }));
    return retrieved(ranking, itemsScored);
  };
  const { partsOf } = retrieve;
  return {
    dislikes: "exclusion",
    parts: partsOf && ((history, weights, wanted, { sequence }) => partsOf(history, weights, wanted, sequence)),
    get memoryBytes() {
      return retrieve.memoryBytes ?? 0;
    },
    scan: (history, weights, k, options) =>
      search(k, options, (isOut) => scoresOf(history, weights, isOut, options.sequence)),
    scanBatch:
      together &&
      ((rows, k, { filter, boost }) => {
        const lists: Retrieved[] = [];
        for (let start = 0; start < rows.length; start += together.size) {
          const part = rows.slice(start, start + together.size);
          const scoresAt = together.scoresOf(part);
          lists.push(...part.map(({ exclude }, row) => search(k, { filter, exclude, boost }, () => scoresAt(row))));
        }
        return lists;
      }),
    similar:
      similarTo &&
      ((item, k, options) => retrieved(positiveOnly(rankScores(similarTo(item), Math.min(k, itemCount), options)))),
  };
}
