import { checkInteger } from "../../check.ts";
import type { Csr } from "../../data/csr.ts";
import type { TrainingContext } from "../../training/context.ts";
import { checkTrainingBytes } from "../../training/memory-limit.ts";
import { poolOfOne, poolOfThreads, type RowTask, runRows, WORTH_THREADS } from "../../training/row-parts.ts";
import { createThreadPool } from "../../training/thread-pool.ts";
import { createItemKnnRatingModel, ITEM_KNN_RATING_KIND, type ItemKnnRatingModel } from "./item-knn-rating.ts";
import type { ItemKnnRatingOptions, KnnRatingOptions } from "./knn-rating-options.ts";
import { NEAREST_OF_ALL_BYTES } from "./nearest-of-all.ts";
import { ratingLevels } from "./rating-levels.ts";
import { similarityPlan } from "./similarity-plan.ts";
import { ItemNeighbours } from "./train-item-neighbours.ts";
import { createRunner, ITEM_NEIGHBOURS_TASKS, type ItemNeighboursSetup } from "./train-item-neighbours-tasks.ts";
import { createUserKnnRatingModel, type UserKnnRatingModel } from "./train-user-search.ts";

/** Fits user-knn to ratings (users × items): levels only, see createUserKnnRatingModel for what it throws. */
export function fitUserKnnRating(
  module: WebAssembly.Module,
  ratings: Csr,
  options: KnnRatingOptions,
): UserKnnRatingModel {
  const ofAll = options.imputation === "full-rows" ? NEAREST_OF_ALL_BYTES : 0;
  const bytesPerUser = 24 + similarityPlan(options).bytesPerRow + ofAll;
  const bytes = 12 * ratings.indices.length + bytesPerUser * ratings.rowCount;
  checkTrainingBytes("user-knn-rating", bytes, "leave out rare users and items, or use item-knn");
  return createUserKnnRatingModel(module, ratings, options);
}

/**
 * Fits item-knn to ratings (users × items): finds the neighbours of every item, O(Σ_u |S_u|²). Each item's depend on the
 * ratings alone, so the result is the same for any number of threads.
 *
 * Throws DataError `no-ratings` and `bad-rating`, TrainingError `memory-limit` before it starts, `interrupted` and
 * `thread-failed`.
 */
export async function fitItemKnnRating(
  module: WebAssembly.Module,
  ratings: Csr,
  options: ItemKnnRatingOptions,
  context: TrainingContext,
): Promise<ItemKnnRatingModel> {
  const wanted = checkInteger("threads", context.threads, 1, 64);
  const threads = ratings.indices.length < WORTH_THREADS ? 1 : wanted;
  const levels = ratingLevels(ITEM_KNN_RATING_KIND, ratings, options);
  const search = new ItemNeighbours(module, ratings, levels, options, threads);
  const [first, ...others] = search.setups(threads);
  const pool =
    first && others.length === 0
      ? poolOfOne(createRunner(first))
      : poolOfThreads(
          await createThreadPool<ItemNeighboursSetup, RowTask>(ITEM_NEIGHBOURS_TASKS, search.setups(threads)),
        );
  await runRows(pool, search.itemCount, search.counter, "neighbours of items", context);
  return createItemKnnRatingModel(levels, options, search.result());
}
