import type { Csr } from "../../data/csr.ts";
import { platform } from "../../platform.ts";
import type { TrainingContext } from "../../training/context.ts";
import { similaritiesMemory } from "../../training/linear-neighbours.ts";
import { csrState, joinStates, type ModelState, WEIGHTS } from "../state.ts";
import { trainable } from "../train-model.ts";
import { itemKnn } from "./item-knn.ts";
import { itemKnnRankingSpecs } from "./item-knn-ranking.ts";
import { itemKnnRatingState, NEIGHBOURS } from "./item-knn-rating.ts";
import type { ItemKnnRatingOptions } from "./knn-rating-options.ts";
import { ratingLevels } from "./rating-levels.ts";
import { findItemNeighbours, itemNeighboursMemory } from "./train-item-neighbours.ts";
import { findItemSimilarities } from "./train-item-similarities.ts";
import { rankingHalf, rankingOnly } from "./two-halves.ts";

/**
 * Fits item-knn: the weights by which it ranks, and of ratings the nearest neighbours of every item. One half after the other,
 * so that the larger of them says what memory is needed. The result is the same for any number of threads.
 *
 * Throws DataError `no-ratings` and `bad-rating`, TrainingError `memory-limit` before it starts, `interrupted` and
 * `thread-failed`.
 */
export const trainItemKnn = trainable(itemKnn, {
  packing: {
    cuts: [
      { array: WEIGHTS, option: "rankingKeep" },
      { array: NEIGHBOURS, option: "keep", optional: true, limitsFit: true },
    ],
  },
  memory: (options, shape, threads) => {
    const { rankingNeighbours } = options;
    const weights = similaritiesMemory({ neighbours: rankingNeighbours }, shape, threads);
    const ranks = { ...weights, remedy: `use fewer rankingNeighbours (now ${rankingNeighbours})` };
    if (!shape.explicit) return ranks;
    const rates = itemNeighboursMemory(options, shape, threads);
    // The weights of the first half are held while the other is fitted.
    const heapBytes = ranks.heapBytes + (rates.heapBytes ?? 0);
    return { ...(rates.kernelBytes > ranks.kernelBytes ? rates : ranks), heapBytes };
  },
  fit: async ({ matrix, interactions }, options, context) => {
    const ranking = rankingHalf(itemKnnRankingSpecs, options);
    const weights = csrState(WEIGHTS, await findItemSimilarities(matrix, ranking, context));
    if (interactions.feedback === "implicit") return { options: rankingOnly(options), state: weights };
    return { options, state: joinStates(weights, await fitRatings(matrix, options, context)) };
  },
});

/** The half that predicts. */
async function fitRatings(ratings: Csr, options: ItemKnnRatingOptions, context: TrainingContext): Promise<ModelState> {
  const levels = ratingLevels(itemKnn.name, ratings, options);
  const neighbours = await findItemNeighbours(await platform().trainingKernels(), ratings, levels, options, context);
  return itemKnnRatingState(levels, options, neighbours);
}
