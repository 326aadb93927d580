import { checkInteger } from "../check.ts";
import type { Csr } from "../data/csr.ts";
import { TrainingError } from "../errors.ts";
import { createItemKnnRatingModel, ITEM_KNN_RATING_KIND } from "../models/item-knn-rating.ts";
import type { ItemKnnRatingOptions, KnnRatingOptions } from "../models/knn-rating-options.ts";
import type { RatingModel } from "../models/model.ts";
import { ratingLevels } from "../models/rating-levels.ts";
import { createUserKnnRatingModel } from "../models/user-knn-rating.ts";
import { ItemNeighbours } from "./item-neighbours.ts";
import { createItemNeighboursRunner, type ItemNeighboursTask } from "./item-neighbours-tasks.ts";
import { createThreadPool, type ThreadPool } from "./thread-pool.ts";

/** How neighbourhoods are fitted; nothing of it changes the result. */
export interface KnnRatingControl {
  /** The module of training kernels. */
  readonly module: WebAssembly.Module;
  /** 1 to 64. */
  readonly threads: number;
  /** Interrupts between two parts of the items with TrainingError `interrupted`. */
  readonly signal?: AbortSignal | undefined;
}

/** Parts of the items between which an interruption is seen. */
const PARTS = 16;
/** Ratings below which starting threads takes longer than they save. */
const WORTH_THREADS = 500_000;

/** Fits user-knn to ratings (users × items): levels only, see createUserKnnRatingModel for what it throws. */
export function fitUserKnnRating(ratings: Csr, options: KnnRatingOptions, control: KnnRatingControl): RatingModel {
  return createUserKnnRatingModel(control.module, ratings, options);
}

/**
 * Fits item-knn to ratings (users × items): finds the neighbours of every item, O(Σ_u |S_u|²). Each item's depend on the
 * ratings alone, so the result is the same for any number of threads.
 *
 * Throws DataError `no-ratings` and `bad-rating`, KernelError `memory-limit` before it starts, TrainingError `interrupted` and
 * `thread-failed`.
 */
export async function fitItemKnnRating(
  ratings: Csr,
  options: ItemKnnRatingOptions,
  control: KnnRatingControl,
): Promise<RatingModel> {
  const wanted = checkInteger("threads", control.threads, 1, 64);
  const threads = ratings.indices.length < WORTH_THREADS ? 1 : wanted;
  const levels = ratingLevels(ITEM_KNN_RATING_KIND, ratings, options);
  const search = new ItemNeighbours(control.module, ratings, levels, options, threads);
  const pool = await startPool(search, threads);
  try {
    for (let part = 0; part < PARTS; part++) {
      if (control.signal?.aborted) {
        throw new TrainingError("interrupted", "training was interrupted; nothing was written", {
          cause: control.signal.reason,
        });
      }
      search.beginAt(Math.floor((part * search.itemCount) / PARTS));
      await pool.run({ end: Math.floor(((part + 1) * search.itemCount) / PARTS) });
    }
  } finally {
    await pool.close();
  }
  return createItemKnnRatingModel(levels, options, search.result());
}

async function startPool(search: ItemNeighbours, threads: number): Promise<ThreadPool<ItemNeighboursTask>> {
  const setups = search.setups(threads);
  const [first] = setups;
  if (threads > 1 || !first) return createThreadPool("item-neighbours-worker", setups);
  const run = createItemNeighboursRunner(first);
  return {
    run: (task) => {
      run(task);
      // A turn of the event loop, so that an interruption is seen.
      return new Promise((resolve) => setImmediate(resolve));
    },
    close: () => Promise.resolve(),
  };
}
