import { defineModel } from "../define-model.ts";
import { ones } from "../history-weights.ts";
import { restoreWeights } from "../item-weights/restore-weights.ts";
import { predictions, rankedByRatings } from "../served-by-ratings.ts";
import { WEIGHTS } from "../state.ts";
import { itemKnnRankingSpecs } from "./item-knn-ranking.ts";
import { NEIGHBOURS, restoreItemKnnRating } from "./item-knn-rating.ts";
import { checkImputation, itemKnnRatingSpecs } from "./knn-rating-options.ts";
import { rankingSpecs, toBothHalves } from "./two-halves.ts";

const options = { ...itemKnnRatingSpecs, ...rankingSpecs(itemKnnRankingSpecs) };

/**
 * Item neighbourhoods under one name: lists by weights between items (item-knn-ranking.ts), and of ratings also predictions
 * by the nearest items (knn-rating-options.ts). Each half has similarities of its own.
 *
 * A state without weights, as a mix of ratings keeps it, ranks by predicted rating.
 */
export const itemKnn = defineModel({
  name: "item-knn",
  summary: "items like those of the history; predicts ratings from the ratings of the nearest items",
  learnsFrom: "interactions",
  predicts: true,
  options,
  expand: toBothHalves(itemKnnRatingSpecs, itemKnnRankingSpecs),
  check: (read) => checkImputation(read),
  restore: (given, state, context) => {
    if (!state.has(`${NEIGHBOURS}.offsets`)) return restoreWeights(state, context);
    const ratings = restoreItemKnnRating(given, state, context.itemCount);
    if (!state.has(`${WEIGHTS}.offsets`)) return rankedByRatings(ratings, context.popularity, undefined);
    const weights = state.csr(WEIGHTS, context.itemCount, context.itemCount);
    return { ...predictions(ratings), reaches: ratings.reachesOf, retrieve: { by: "weights", weights, weigh: ones } };
  },
});
