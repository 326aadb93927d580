import { type Csr, rowIndices, rowValues, transpose } from "../../data/csr.ts";
import { checkTrainingBytes } from "../../training/memory-limit.ts";
import { type FixedKernels, fixedKernels, trainingHeapBase } from "../kernel-memory.ts";
import { ITEM_KNN_RATING_KIND } from "./item-knn-rating.ts";
import type { ItemKnnRatingOptions } from "./knn-rating-options.ts";
import { comparedValues, mapRatings, type RatingLevels, sumSquares } from "./rating-levels.ts";
import { similarityPlan } from "./similarity-plan.ts";
import { similarityTerms } from "./similarity-terms.ts";
import { type ItemNeighboursMap, planItemNeighbours } from "./train-item-neighbours-memory.ts";
import { createRunner, type ItemNeighboursSetup } from "./train-item-neighbours-tasks.ts";

/** Ratings laid out for the search of neighbours, and what it has found. */
export class ItemNeighbours {
  readonly #module: WebAssembly.Module;
  readonly #fixed: FixedKernels;
  readonly #map: ItemNeighboursMap;

  /** Throws TrainingError `memory-limit` before anything is copied. */
  constructor(
    module: WebAssembly.Module,
    ratings: Csr,
    levels: RatingLevels,
    options: ItemKnnRatingOptions,
    threadCount: number,
  ) {
    this.#module = module;
    const plan = similarityPlan(options);
    this.#map = planItemNeighbours(trainingHeapBase(module), ratings, plan, options.keep, threadCount);
    const remedy = `use a smaller keep (now ${options.keep}), or leave out rare items`;
    checkTrainingBytes(ITEM_KNN_RATING_KIND, this.#map.byteLength, remedy);
    this.#fixed = fixedKernels(module, ITEM_KNN_RATING_KIND, this.#map.byteLength, remedy);
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
