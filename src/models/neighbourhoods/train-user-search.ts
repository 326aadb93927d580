import type { Csr } from "../../data/csr.ts";
import { createLayout } from "../../kernels/layout.ts";
import { NEIGHBOUR_ENTRY_BYTES } from "../../kernels/training/similarity-abi.ts";
import type { TrainingExports } from "../../kernels/training-abi.ts";
import { fixedKernels, trainingHeapBase } from "../../kernels/training-memory.ts";
import { type DataShape, type MemoryEstimate, shapeOf } from "../train-model.ts";
import type { KnnRatingOptions } from "./knn-rating-options.ts";
import { NEAREST_OF_ALL_BYTES, type NearestOfAll, nearestOfAll } from "./nearest-of-all.ts";
import type { Weighed } from "./nearest-users.ts";
import { comparedValues, type RatingLevels, sumSquares, type UserLevel } from "./rating-levels.ts";
import { similarityPlan } from "./similarity-plan.ts";
import type { SimilarityTerms } from "./similarity-terms.ts";
import { userKnn } from "./user-knn.ts";
import type { CompareHistory } from "./user-knn-rating.ts";
import { layOutUserRows } from "./user-rows.ts";

const REMEDY = "leave out rare users and items, or use item-knn";

/** Memory of the search, as the trainer states it: 12 bytes a rating and at most 96 a user. */
export function userSearchMemory(options: KnnRatingOptions, shape: DataShape): MemoryEstimate {
  return {
    kernelBytes: drawUp(0, shape, similarityPlan(options).bytesPerRow, options.neighbours).end,
    heapBytes: options.imputation === "full-rows" ? NEAREST_OF_ALL_BYTES * shape.users : 0,
    remedy: REMEDY,
  };
}

/**
 * Finds nearest users by the kernels of training (`module`), over ratings of train (users × items). A user costs
 * O(Σ_(i in history) |S_i|), an item O(|S_i|). Throws KernelError `memory-limit` before anything is copied.
 */
export function createUserSearch(
  module: WebAssembly.Module,
  ratings: Csr,
  levels: RatingLevels,
  options: KnnRatingOptions,
): CompareHistory {
  const search = new UserSearch(module, ratings, levels, options);
  const weigh = (item: number): Weighed => search.weigh(item);
  return (items, given) => {
    const user = levels.userLevel(items, given);
    search.compare(items, given, user);
    return { user, weigh };
  };
}

/** The users of train in the kernels' memory, and the similarities of the user who was compared with them last. */
class UserSearch {
  readonly #memory: WebAssembly.Memory;
  readonly #kernels: TrainingExports;
  readonly #k: number;
  readonly #offsets: Uint32Array;
  readonly #userCount: number;
  readonly #at: ReturnType<typeof drawUp>;
  readonly #compared: ReturnType<typeof comparedValues>;
  readonly #terms: SimilarityTerms;
  readonly #plan: ReturnType<typeof similarityPlan>;
  readonly #out: Float64Array;
  readonly #ofAll: NearestOfAll | undefined;

  constructor(module: WebAssembly.Module, ratings: Csr, levels: RatingLevels, options: KnnRatingOptions) {
    this.#k = options.neighbours;
    this.#plan = similarityPlan(options);
    this.#compared = comparedValues(options, levels);
    this.#userCount = ratings.rowCount;
    this.#at = drawUp(trainingHeapBase(module), shapeOf(ratings), this.#plan.bytesPerRow, options.neighbours);
    ({ memory: this.#memory, kernels: this.#kernels } = fixedKernels(module, userKnn.name, this.#at.end, REMEDY));
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
      this.#k,
      at.heap,
      at.out,
    );
    return { found, weight: this.#out[0]!, total: this.#out[1]! };
  }
}

function drawUp(heapBase: number, { users, items, interactions: entries }: DataShape, bytesPerRow: number, k: number) {
  const layout = createLayout(heapBase);
  return {
    offsets: layout.region(4 * (items + 1)),
    users: layout.region(4 * entries),
    compared: layout.region(4 * entries),
    deviations: layout.region(4 * entries),
    terms: layout.region(16 * users),
    sums: layout.region(bytesPerRow * users),
    similarities: layout.region(8 * users),
    queryItems: layout.region(4 * items),
    queryValues: layout.region(4 * items),
    query: layout.region(24),
    // A heap never holds more than all users.
    heap: layout.region(NEIGHBOUR_ENTRY_BYTES * Math.min(k, users)),
    out: layout.region(16),
    end: layout.end,
  };
}
