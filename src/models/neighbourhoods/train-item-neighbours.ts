import { checkInteger } from "../../check.ts";
import { type Csr, rowIndices, rowValues, transpose } from "../../data/csr.ts";
import { type FixedKernels, fixedKernels, trainingHeapBase } from "../../kernels/training-memory.ts";
import type { TrainingContext } from "../../training/context.ts";
import { poolOfOne, poolOfThreads, type RowTask, runRows, WORTH_THREADS } from "../../training/row-parts.ts";
import { createThreadPool } from "../../training/thread-pool.ts";
import { type DataShape, type MemoryEstimate, shapeOf } from "../train-model.ts";
import { itemKnn } from "./item-knn.ts";
import type { ItemKnnRatingOptions } from "./knn-rating-options.ts";
import { comparedValues, mapRatings, type RatingLevels, sumSquares } from "./rating-levels.ts";
import { similarityPlan } from "./similarity-plan.ts";
import { similarityTerms } from "./similarity-terms.ts";
import { type ItemNeighboursMap, planItemNeighbours } from "./train-item-neighbours-memory.ts";
import { createRunner, ITEM_NEIGHBOURS_TASKS, type ItemNeighboursSetup } from "./train-item-neighbours-tasks.ts";

/** Memory of the search for neighbours, as the trainer states it. */
export function itemNeighboursMemory(options: ItemKnnRatingOptions, shape: DataShape, threads: number): MemoryEstimate {
  const map = planItemNeighbours(0, shape, similarityPlan(options), options.keep, threadsFor(shape, threads));
  // The lists come out of the kernels once.
  return { kernelBytes: map.byteLength, heapBytes: 8 * shape.items * map.keep, remedy: remedyOf(options) };
}

/**
 * Finds the neighbours of every item in ratings (users × items), O(Σ_u |S_u|²). Each item's depend on the ratings alone, so
 * the result is the same for any number of threads. Throws TrainingError `interrupted` and `thread-failed`.
 */
export async function findItemNeighbours(
  module: WebAssembly.Module,
  ratings: Csr,
  levels: RatingLevels,
  options: ItemKnnRatingOptions,
  context: TrainingContext,
): Promise<Csr> {
  const threads = threadsFor(shapeOf(ratings), checkInteger("threads", context.threads, 1, 64));
  const search = new ItemNeighbours(module, ratings, levels, options, threads);
  const [first, ...others] = search.setups(threads);
  const pool =
    first && others.length === 0
      ? poolOfOne(createRunner(first))
      : poolOfThreads(
          await createThreadPool<ItemNeighboursSetup, RowTask>(ITEM_NEIGHBOURS_TASKS, search.setups(threads)),
        );
  await runRows(pool, search.itemCount, search.counter, "neighbours of items", context);
  return search.result();
}

const threadsFor = ({ interactions }: DataShape, wanted: number): number => (interactions < WORTH_THREADS ? 1 : wanted);

const remedyOf = ({ keep }: ItemKnnRatingOptions): string =>
  `use a smaller keep (now ${keep}), or leave out rare items`;

/** Ratings laid out for the search of neighbours, and what it has found. */
export class ItemNeighbours {
  readonly #module: WebAssembly.Module;
  readonly #fixed: FixedKernels;
  readonly #map: ItemNeighboursMap;

  /** Throws KernelError `memory-limit` before anything is copied. */
  constructor(
    module: WebAssembly.Module,
    ratings: Csr,
    levels: RatingLevels,
    options: ItemKnnRatingOptions,
    threadCount: number,
  ) {
    this.#module = module;
    const [heapBase, plan] = [trainingHeapBase(module), similarityPlan(options)];
    this.#map = planItemNeighbours(heapBase, shapeOf(ratings), plan, options.keep, threadCount);
    this.#fixed = fixedKernels(module, itemKnn.name, this.#map.byteLength, remedyOf(options));
    this.#load(ratings, levels, options);
  }

  get itemCount(): number {
    return this.#map.itemCount;
  }

  /** What each thread is started with. */
  setups(threadCount: number): ItemNeighboursSetup[] {
    const { memory } = this.#fixed;
    return Array.from({ length: threadCount }, (_, threadIndex) => {
      return { module: this.#module, memory, map: this.#map, threadIndex };
    });
  }

  /** i32[1]: the next item that a thread takes. */
  get counter(): Int32Array {
    return new Int32Array(this.#fixed.memory.buffer, this.#map.counter, 1);
  }

  /** Finds the neighbours of all items here and now. */
  run(): void {
    this.counter.fill(0);
    for (const setup of this.setups(1)) createRunner(setup)({ end: this.#map.itemCount });
  }

  /** The neighbours found, nearest first (items × items), in memory of their own. */
  result(): Csr {
    const { buffer } = this.#fixed.memory;
    const { itemCount, keep } = this.#map;
    const counts = new Uint32Array(buffer, this.#map.counts, itemCount);
    const offsets = new Uint32Array(itemCount + 1);
    for (let item = 0; item < itemCount; item++) offsets[item + 1] = offsets[item]! + counts[item]!;
    const indices = new Uint32Array(offsets[itemCount]!);
    const values = new Float32Array(indices.length);
    for (let item = 0; item < itemCount; item++) {
      const skip = 4 * item * keep;
      indices.set(new Uint32Array(buffer, this.#map.indices + skip, counts[item]), offsets[item]);
      values.set(new Float32Array(buffer, this.#map.weights + skip, counts[item]), offsets[item]);
    }
    return { rowCount: itemCount, columnCount: itemCount, offsets, indices, values };
  }

  #load(ratings: Csr, levels: RatingLevels, options: ItemKnnRatingOptions): void {
    const { buffer } = this.#fixed.memory;
    const map = this.#map;
    const entries = ratings.indices.length;
    const [compared] = mapRatings(ratings, levels, comparedValues(options, levels));
    const byItem = transpose({ ...ratings, values: compared! });
    new Uint32Array(buffer, map.itemOffsets, byItem.offsets.length).set(byItem.offsets);
    new Uint32Array(buffer, map.users, entries).set(byItem.indices);
    new Float32Array(buffer, map.byItem, entries).set(byItem.values);
    new Uint32Array(buffer, map.userOffsets, ratings.offsets.length).set(ratings.offsets);
    new Uint32Array(buffer, map.items, entries).set(ratings.indices);
    new Float32Array(buffer, map.byUser, entries).set(compared!);

    const means = Float64Array.from({ length: ratings.rowCount }, (_, user) =>
      ratings.offsets[user] === ratings.offsets[user + 1]
        ? 0
        : levels.userLevel(rowIndices(ratings, user), rowValues(ratings, user)).mean,
    );
    const base = means.reduce((sum, mean) => sum + mean * mean, 0);
    const squares = new Float64Array(map.itemCount);
    const tilts = new Float64Array(map.itemCount);
    for (let item = 0; item < map.itemCount; item++) {
      const own = rowValues(byItem, item);
      squares[item] = sumSquares(own);
      for (const [place, user] of rowIndices(byItem, item).entries()) tilts[item]! += own[place]! * means[user]!;
    }
    const terms = similarityTerms(options, "items", base);
    new Float64Array(buffer, map.terms, 2 * map.itemCount).set(
      terms.rows({ counts: levels.itemCounts, squares, tilts }),
    );
    const queries = new Float64Array(buffer, map.queries, 3 * map.itemCount);
    for (let item = 0; item < map.itemCount; item++) {
      const term = { count: levels.itemCounts[item]!, squares: squares[item]!, tilt: tilts[item]! };
      queries.set(terms.query(term), 3 * item);
    }
  }
}
