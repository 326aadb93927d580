import type { Csr } from "../../data/csr.ts";
import { ascendingRows } from "../../data/csr-order.ts";
import { ArtefactError } from "../../errors.ts";
import { defineModel, type RestoreContext } from "../define-model.ts";
import { predictions } from "../served-by-ratings.ts";
import { needsPrivateFiles, type StateReader } from "../state.ts";
import { checkImputation, userKnnRatingSpecs } from "./knn-rating-options.ts";
import { rankingHalf, rankingSpecs, toBothHalves } from "./two-halves.ts";
import { restoreUserKnnRanking, userKnnRankingSpecs } from "./user-knn-ranking.ts";
import { restoreUserKnnRating } from "./user-knn-rating.ts";

const options = { ...userKnnRatingSpecs, ...rankingSpecs(userKnnRankingSpecs) };

const NAME = "user-knn";

/**
 * User neighbourhoods under one name: lists of what similar users have (user-knn-ranking.ts), and of ratings also predictions
 * by theirs (knn-rating-options.ts). Each half has similarities of its own.
 *
 * It is made of the histories of users, which an artefact has already; its state is what does not follow from them.
 */
export const userKnn = defineModel({
  name: NAME,
  summary: "what users with a similar history have; predicts ratings from theirs",
  learnsFrom: "interactions",
  predicts: true,
  options,
  expand: toBothHalves(userKnnRatingSpecs, userKnnRankingSpecs),
  check: (read) => checkImputation(read),
  restore: (given, state, context) => {
    const histories = historiesOf(state, context);
    const ranker = restoreUserKnnRanking(rankingHalf(userKnnRankingSpecs, given), state, histories);
    const ratings = state.has("scale") ? restoreUserKnnRating(given, state, histories) : undefined;
    return {
      ...(ratings ? { ...predictions(ratings), reaches: ratings.reachesOf } : {}),
      retrieve: { by: "scores", scoresOf: (own) => ({ scores: ranker.scoresFor(own) }) },
      similarTo: ranker.similarTo,
    };
  },
});

/**
 * The histories that the model is made of: those of the artefact, or a copy among the state, as mixes of earlier versions
 * kept it. Throws ArtefactError `needs-private-files` or `model-state` where there are none.
 */
function historiesOf(state: StateReader, { itemCount, histories, publicPart }: RestoreContext): Csr {
  if (state.has("ratings.offsets")) return historiesIn(state, itemCount);
  if (histories) return ascendingRows(histories);
  if (publicPart) throw needsPrivateFiles(NAME);
  throw new ArtefactError(
    "model-state",
    `${NAME}: expected the histories of users, by which it ranks; the artefact was packed without: train it with them`,
  );
}

/** Ratings of users among the arrays of a state. */
function historiesIn(state: StateReader, itemCount: number): Csr {
  const [userCount = 0] = state.u32("users", 1);
  return state.csr("ratings", userCount, itemCount);
}
