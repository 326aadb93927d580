import { restoreBiasedMf } from "../models/gradient-descent/biased-mf.ts";
import { restoreFunkMf } from "../models/gradient-descent/funk-mf.ts";
import { restoreSvdpp } from "../models/gradient-descent/svdpp.ts";
import { HYBRID } from "../models/hybrid.ts";
import { restoreHybridRating } from "../models/hybrid-rating.ts";
import { restoreExplicitAls } from "../models/linear-algebra/explicit-als.ts";
import { restoreNmf } from "../models/linear-algebra/nmf.ts";
import { restoreSvd } from "../models/linear-algebra/svd.ts";
import { restoreGlobalMean } from "../models/means/global-mean.ts";
import { restoreUserItemBaseline } from "../models/means/user-item-baseline.ts";
import { restoreWeightedMean } from "../models/means/weighted-mean.ts";
import { restoreCoClustering } from "../models/neighbourhoods/co-clustering.ts";
import { itemKnn } from "../models/neighbourhoods/item-knn.ts";
import { restoreItemKnnRating } from "../models/neighbourhoods/item-knn-rating.ts";
import { restoreSlopeOne } from "../models/neighbourhoods/slope-one.ts";
import { rankingHalf } from "../models/neighbourhoods/two-halves.ts";
import { historiesIn, userKnn } from "../models/neighbourhoods/user-knn.ts";
import { restoreUserKnnRanking, userKnnRankingSpecs } from "../models/neighbourhoods/user-knn-ranking.ts";
import { restoreUserKnnRating } from "../models/neighbourhoods/user-knn-rating.ts";
import type { RestoreRatings, ServedRatings } from "../models/served-ratings.ts";

/** How the models of ratings come back from what an artefact keeps of them, by kind. */
export const RATING_KINDS: ReadonlyMap<string, RestoreRatings> = new Map<string, RestoreRatings>([
  ["biased-mf", restoreBiasedMf],
  ["explicit-als", restoreExplicitAls],
  ["funk-mf", restoreFunkMf],
  ["nmf", restoreNmf],
  ["svd", restoreSvd],
  ["svdpp", restoreSvdpp],
  ["slope-one", restoreSlopeOne],
  ["co-clustering", restoreCoClustering],
  ["item-knn", (given, state, itemCount) => restoreItemKnnRating(itemKnn.readOptions(given), state, itemCount)],
  ["user-knn", restoreUserKnn],
  ["global-mean", restoreGlobalMean],
  ["weighted-mean", restoreWeightedMean],
  ["user-item-baseline", restoreUserItemBaseline],
  [HYBRID, restoreHybridRating((kind) => RATING_KINDS.get(kind))],
]);

/** Both halves: the one that ranks says which items are alike. */
function restoreUserKnn(...[given, state, itemCount, histories]: Parameters<RestoreRatings>): ServedRatings {
  const options = userKnn.readOptions(given);
  const ratings = histories && !state.has("ratings.offsets") ? histories : historiesIn(state, itemCount);
  const { similarTo } = restoreUserKnnRanking(rankingHalf(userKnnRankingSpecs, options), state, ratings);
  return { ...restoreUserKnnRating(options, state, ratings), similarTo };
}
