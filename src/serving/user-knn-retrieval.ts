import { ArtefactError } from "../errors.ts";
import { popularItems, withPopularTail } from "../models/popular-tail.ts";
import { needsPrivateFiles, readState } from "../models/state.ts";
import { rankingHalf } from "../models/two-halves.ts";
import { restoreUserKnnRanking, USER_KNN_RANKING_DEFAULTS } from "../models/user-knn-ranking.ts";
import { readRatings, restoreUserKnnFrom } from "../models/user-knn-served.ts";
import { positiveOnly, rankScores } from "./rank-scores.ts";
import { withRatings } from "./ratings-retrieval.ts";
import { competitors, type Retrieval, type RetrievalParts, type Retrieved } from "./retrieval.ts";

/**
 * Retrieval by what similar users have. The histories of the known users are the model, unless its state has ratings of
 * users: its state is else only what does not follow from them. With ratings it predicts as well. Every item gets a score,
 * and those that no neighbour has are ordered by popularity; similar items are those of the same users.
 *
 * Throws ArtefactError `model-state` for an artefact without users, `needs-private-files` where they were not read.
 */
export function createUserKnnRetrieval({
  items,
  manifest,
  popularity,
  users,
  state = new Map(),
  publicPart,
}: RetrievalParts): Retrieval {
  const { kind, options } = manifest.model;
  const reader = readState(kind, state, publicPart);
  const histories = state.has("ratings.offsets") ? readRatings(reader, items.itemIds.size) : users?.histories;
  if (!histories && publicPart) throw needsPrivateFiles(kind);
  if (!histories) {
    throw new ArtefactError(
      "model-state",
      "user-knn: expected the histories of users, by which it ranks; the artefact was packed without: train it with them",
    );
  }
  const ranking = rankingHalf(options, Object.keys(USER_KNN_RANKING_DEFAULTS));
  const ranker = restoreUserKnnRanking(ranking, reader, histories);
  const ratings = state.has("scale") ? restoreUserKnnFrom(options, reader, histories) : undefined;
  reader.finish();
  const itemCount = histories.columnCount;
  const popular = popularItems(popularity);
  const retrieved = (found: Retrieved["ranking"]): Retrieved => {
    return { ranking: found, itemsScored: itemCount, reranked: false, itemsReranked: 0 };
  };
  const lists: Retrieval = {
    sentWeight: () => 1,
    memoryBytes: 0,
    scan: (history, _, k, limits) => {
      const scores = ranker.scoresFor(history);
      const found = rankScores(scores, Math.min(k, itemCount), limits);
      const scoresOf = () => (item: number) => scores[item]!;
      return retrieved(withPopularTail(found, popular, () => ({ ...competitors(limits, itemCount), scoresOf })));
    },
    similar: (item, k, limits) =>
      retrieved(positiveOnly(rankScores(ranker.similarTo(item), Math.min(k, itemCount), limits))),
  };
  return ratings ? withRatings(lists, ratings) : lists;
}
