import { platform } from "../../platform.ts";
import { joinStates } from "../state.ts";
import { trainable } from "../train-model.ts";
import { levelsState, ratingLevels } from "./rating-levels.ts";
import { createUserSearch, userSearchMemory } from "./train-user-search.ts";
import { rankingHalf, rankingOnly } from "./two-halves.ts";
import { userKnn } from "./user-knn.ts";
import { userKnnRankingSpecs, userKnnRankingState } from "./user-knn-ranking.ts";
import { levelsOfUserKnn, userKnnRatings } from "./user-knn-rating.ts";

/**
 * Fits user-knn, of which nothing is trained but levels of ratings. The training process predicts by kernels, which give the
 * same predictions to the last bit. Throws DataError `no-ratings` and `bad-rating`, and TrainingError `memory-limit`.
 */
export const trainUserKnn = trainable(userKnn, {
  packing: { needsUsers: () => true },
  memory: (options, shape) => {
    const needed = userSearchMemory(options, shape);
    return shape.explicit ? needed : { ...needed, kernelBytes: 0, heapBytes: 0 };
  },
  fit: async ({ matrix, interactions }, options) => {
    const ranking = userKnnRankingState(matrix, rankingHalf(userKnnRankingSpecs, options));
    if (interactions.feedback === "implicit") return { options: rankingOnly(options), state: ranking };
    const levels = ratingLevels(userKnn.name, matrix, options);
    const search = createUserSearch(await platform().trainingKernels(), matrix, levels, options);
    return {
      options,
      state: joinStates(ranking, levelsState(levels, levelsOfUserKnn(options))),
      overlay: { predict: userKnnRatings(options, levels, search).predictorOf },
    };
  },
});
