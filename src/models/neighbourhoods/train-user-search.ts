import type { Csr } from "../../data/csr.ts";
import { createLayout } from "../../kernels/layout.ts";
import { NEIGHBOUR_ENTRY_BYTES } from "../../kernels/training/similarity-abi.ts";
import type { TrainingExports } from "../../kernels/training-abi.ts";
import { countInteractions } from "../item-counts.ts";
import { fixedKernels, trainingHeapBase } from "../kernel-memory.ts";
import type { RatingModel } from "../model.ts";
import { clipRating, createRatingModel } from "../rating-model.ts";
import type { ModelState, Savable } from "../state.ts";
import { estimateOf, unknownEstimate } from "./knn-estimate.ts";
import type { KnnRatingOptions } from "./knn-rating-options.ts";
import { type NearestOfAll, nearestOfAll } from "./nearest-of-all.ts";
import type { Weighed } from "./nearest-users.ts";
import {
  comparedValues,
  levelsState,
  type RatingLevels,
  ratingLevels,
  sumSquares,
  type UserLevel,
} from "./rating-levels.ts";
import { similarityPlan } from "./similarity-plan.ts";
import type { SimilarityTerms } from "./similarity-terms.ts";
import { levelsOfUserKnn, ratingsState } from "./user-knn-rating.ts";
import { layOutUserRows } from "./user-rows.ts";

const KIND = "user-knn-rating";

/** A fitted half of user-knn: what it predicts by are the ratings of train. */
export interface UserKnnRatingModel extends RatingModel, Savable {
  /** The state without the ratings, for where they are kept as the histories of users. */
  levelState(): ModelState;
}

/**
 * What the users nearest to somebody said of an item (formulas: knn-rating-options.ts).
 *
 * Nothing is fitted but levels: the model keeps the ratings by item, and finds the similarities of a user to all users of
 * train when the user comes, from the history that comes along. That is exact, it is the fold-in, and it needs no matrix of
 * users by users. A user of train is nobody special: their row of train is one row among others, so it counts as a
 * neighbour for what it has rated itself, and for nothing else.
 *
 * `module` is the module of training kernels. Memory: 12 bytes a rating and at most 96 a user; a prediction for a user costs
 * O(Σ_(i in history) |S_i|) once and O(|S_i|) an item. Throws DataError `no-ratings` and `bad-rating`, and KernelError
 * `memory-limit` before anything is copied.
 */
export function createUserKnnRatingModel(
  module: WebAssembly.Module,
  ratings: Csr,
  options: KnnRatingOptions,
): UserKnnRatingModel {
  const levels = ratingLevels(KIND, ratings, options);
  const search = new UserSearch(module, ratings, levels, options);
  const estimate = estimateOf(options, levels);
  const model = createRatingModel({
    kind: KIND,
    options: { ...options },
    itemCount: ratings.columnCount,
    popularity: countInteractions(ratings),
    predictorOf: (items, given) => {
      const user = levels.userLevel(items, given);
      if (items.length === 0) return (item) => clipRating(levels.scale, unknownEstimate(options, levels, item));
      search.compare(items, given, user);
      return (item) => {
        const { found, weight, total } = search.weigh(item);
        return clipRating(levels.scale, estimate(user, item, user, found, weight, total));
      };
    },
    reachesOf: (items, given) => {
      search.compare(items, given, levels.userLevel(items, given));
      return (item) => search.weigh(item).found >= Math.max(1, options.minK);
    },
  });
  const levelState = () => levelsState(levels, levelsOfUserKnn(options));
  return { ...model, levelState, state: () => new Map([...levelState(), ...ratingsState(ratings)]) };
}

/** The users of train in the kernels' memory, and the similarities of whoever was compared with them last. */
class UserSearch {
  readonly #memory: WebAssembly.Memory;
  readonly #kernels: TrainingExports;
  readonly #options: KnnRatingOptions;
  readonly #offsets: Uint32Array;
  readonly #userCount: number;
  readonly #at: ReturnType<typeof drawUp>;
  readonly #compared: ReturnType<typeof comparedValues>;
  readonly #terms: SimilarityTerms;
  readonly #plan: ReturnType<typeof similarityPlan>;
  readonly #out: Float64Array;
  readonly #ofAll: NearestOfAll | undefined;

  constructor(module: WebAssembly.Module, ratings: Csr, levels: RatingLevels, options: KnnRatingOptions) {
    this.#options = options;
    this.#plan = similarityPlan(options);
    this.#compared = comparedValues(options, levels);
    this.#userCount = ratings.rowCount;
    this.#at = drawUp(trainingHeapBase(module), ratings, this.#plan.bytesPerRow, options.k);
    const remedy = "leave out rare users and items, or use item-knn-rating";
    ({ memory: this.#memory, kernels: this.#kernels } = fixedKernels(module, KIND, this.#at.end, remedy));
    const { buffer } = this.#memory;
    const entries = ratings.indices.length;
    this.#out = new Float64Array(this.#memory.buffer, this.#at.out, 2);
    const rows = layOutUserRows(ratings, levels, options);
    const { byItem, deviations, rowTerms, terms } = rows;
    new Uint32Array(buffer, this.#at.offsets, byItem.offsets.length).set(byItem.offsets);
    new Uint32Array(buffer, this.#at.users, entries).set(byItem.indices);
    new Float32Array(buffer, this.#at.compared, entries).set(byItem.values);
    new Float32Array(buffer, this.#at.deviations, entries).set(deviations);
    new Float64Array(buffer, this.#at.terms, rowTerms.length).set(rowTerms);
    this.#terms = terms;
    this.#offsets = byItem.offsets;
    this.#ofAll = nearestOfAll(options, ratings, rows);
  }

  /** Finds the similarities of this history to all users of train. */
  compare(items: Uint32Array, ratings: Float32Array, user: UserLevel): void {
    const { buffer } = this.#memory;
    const at = this.#at;
    new Uint32Array(buffer, at.queryItems, items.length).set(items);
    const values = new Float32Array(buffer, at.queryValues, items.length);
    for (let place = 0; place < items.length; place++) {
      values[place] = this.#compared(ratings[place]!, items[place]!, user);
    }
    const term = { count: items.length, squares: sumSquares(values), tilt: user.mean };
    new Float64Array(buffer, at.query, 3).set(this.#terms.query(term));
    new Uint8Array(buffer, at.sums, this.#userCount * this.#plan.bytesPerRow).fill(0);
    const { sums, formula, minimumSupport, offset, shrinkage } = this.#plan;
    this.#kernels[sums](at.queryItems, at.queryValues, items.length, at.offsets, at.users, at.compared, at.sums);
    this.#kernels.finishSimilarities(
      formula,
      this.#userCount,
      at.sums,
      minimumSupport,
      offset,
      shrinkage,
      at.query,
      at.terms,
      at.similarities,
    );
    this.#ofAll?.choose(new Float64Array(buffer, at.similarities, this.#userCount), items, ratings);
  }

  /** Weighs what the nearest say of an item: of its raters, or of all users where rows are full. */
  weigh(item: number): Weighed {
    if (this.#ofAll) return this.#ofAll.weigh(item);
    const at = this.#at;
    const start = this.#offsets[item]!;
    const found = this.#kernels.weighRows(
      at.similarities,
      at.users + 4 * start,
      at.deviations + 4 * start,
      this.#offsets[item + 1]! - start,
      this.#options.k,
      at.heap,
      at.out,
    );
    return { found, weight: this.#out[0]!, total: this.#out[1]! };
  }
}

function drawUp(heapBase: number, { rowCount, columnCount, indices }: Csr, bytesPerRow: number, k: number) {
  const layout = createLayout(heapBase);
  const entries = indices.length;
  return {
    offsets: layout.region(4 * (columnCount + 1)),
    users: layout.region(4 * entries),
    compared: layout.region(4 * entries),
    deviations: layout.region(4 * entries),
    terms: layout.region(16 * rowCount),
    sums: layout.region(bytesPerRow * rowCount),
    similarities: layout.region(8 * rowCount),
    queryItems: layout.region(4 * columnCount),
    queryValues: layout.region(4 * columnCount),
    query: layout.region(24),
    // A heap never holds more than all users.
    heap: layout.region(NEIGHBOUR_ENTRY_BYTES * Math.min(k, rowCount)),
    out: layout.region(16),
    end: layout.end,
  };
}
