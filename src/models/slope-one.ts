import { checkOneOf } from "../check.ts";
import { type Csr, transpose } from "../data/csr.ts";
import { createLayout } from "../kernels/layout.ts";
import type { TrainingExports } from "../kernels/training-abi.ts";
import { type FixedKernels, fixedKernels, trainingHeapBase } from "./kernel-memory.ts";
import type { RatingModel } from "./model.ts";
import { type OptionReader, readOptions } from "./options.ts";
import { clipRating, createRatingModel, ratingScale } from "./rating-model.ts";

/**
 * Slope One: how much better or worse than the items that the user has rated an item usually is.
 *
 *   dev_ij = Σ_(u rated both) (r_ui − r_uj) / n_ij,   the minimiser over d_ij of  Σ_(u rated both) (r_ui − r_uj − d_ij)²
 *
 *   support   r̂_ui = Σ_(j ∈ R) n_ij (r_uj + dev_ij) / Σ_(j ∈ R) n_ij         R = rated by u, without i, with n_ij > 0
 *   uniform   r̂_ui = mean of all that u rated  +  Σ_(j ∈ R) dev_ij / |R|
 *
 * Where R is empty, the user's mean; for a user without history, the global mean. Fold-in: a history is all there is of a
 * user, so users of train are no exception. An item without ratings has an empty R.
 *
 * Source: Lemire & Maclachlan 2005, sections 3.1 (uniform, as SlopeOne of scikit-surprise) and 3.2 (support).
 */
export interface SlopeOneOptions {
  readonly weighting: "support" | "uniform";
}

export const SLOPE_ONE_DEFAULTS: SlopeOneOptions = { weighting: "support" };

const KIND = "slope-one";

const READERS: { readonly [Key in keyof SlopeOneOptions]: OptionReader<SlopeOneOptions[Key]> } = {
  weighting: (name, value) => checkOneOf(name, value, ["support", "uniform"]),
};

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError for a bad value. */
export function slopeOneOptions(given: Readonly<Record<string, unknown>>): SlopeOneOptions {
  return readOptions(KIND, SLOPE_ONE_DEFAULTS, READERS, given);
}

/** Where everything lies; plain numbers, so that it can be posted to a thread. */
export interface SlopeOneMap {
  readonly itemCount: number;
  /** Ratings by item and by user, see assembly/slope-one.ts. */
  readonly itemOffsets: number;
  readonly users: number;
  readonly byItem: number;
  readonly userOffsets: number;
  readonly items: number;
  readonly byUser: number;
  /** i32[1]: next block of rows to take. */
  readonly counter: number;
  readonly historyItems: number;
  readonly historyRatings: number;
  readonly out: number;
  /** f32[items · (items − 1) / 2 × 2] */
  readonly pairs: number;
  readonly byteLength: number;
}

/** Ratings laid out for Slope One, with room for all pairs of items. */
export interface SlopeOneMemory extends FixedKernels {
  readonly map: SlopeOneMap;
}

/**
 * Lays ratings out: 16 bytes a rating and 4 · items². Throws DataError `no-ratings` and `bad-rating`, and KernelError
 * `memory-limit` before anything is copied: 4 GiB are about 32,000 items.
 */
export function layOutSlopeOne(module: WebAssembly.Module, ratings: Csr): SlopeOneMemory {
  ratingScale(KIND, ratings);
  const map = drawUp(trainingHeapBase(module), ratings);
  const fixed = fixedKernels(module, KIND, map.byteLength, "leave out rare items, or use item-knn");
  const { buffer } = fixed.memory;
  const byItem = transpose(ratings);
  new Uint32Array(buffer, map.itemOffsets, byItem.offsets.length).set(byItem.offsets);
  new Uint32Array(buffer, map.users, byItem.indices.length).set(byItem.indices);
  new Float32Array(buffer, map.byItem, byItem.values.length).set(byItem.values);
  new Uint32Array(buffer, map.userOffsets, ratings.offsets.length).set(ratings.offsets);
  new Uint32Array(buffer, map.items, ratings.indices.length).set(ratings.indices);
  new Float32Array(buffer, map.byUser, ratings.values.length).set(ratings.values);
  return { ...fixed, map };
}

function drawUp(heapBase: number, { rowCount, columnCount: itemCount, indices }: Csr): SlopeOneMap {
  const layout = createLayout(heapBase);
  return {
    itemCount,
    itemOffsets: layout.region(4 * (itemCount + 1)),
    users: layout.region(4 * indices.length),
    byItem: layout.region(4 * indices.length),
    userOffsets: layout.region(4 * (rowCount + 1)),
    items: layout.region(4 * indices.length),
    byUser: layout.region(4 * indices.length),
    counter: layout.region(4),
    historyItems: layout.region(4 * itemCount),
    historyRatings: layout.region(4 * itemCount),
    out: layout.region(24),
    pairs: layout.region(4 * itemCount * (itemCount - 1)),
    byteLength: layout.end,
  };
}

/** Sums the differences of rows rowStart … rowEnd − 1 with all items before them. */
export function sumSlopeOneRows(kernels: TrainingExports, map: SlopeOneMap, rowStart: number, rowEnd: number): void {
  const { itemOffsets, users, byItem, userOffsets, items, byUser, pairs } = map;
  kernels.slopeOneRows(rowStart, rowEnd, itemOffsets, users, byItem, userOffsets, items, byUser, pairs);
}

/** The model whose differences have been summed in `memory`; it keeps that memory. */
export function createSlopeOneModel(memory: SlopeOneMemory, ratings: Csr, options: SlopeOneOptions): RatingModel {
  const scale = ratingScale(KIND, ratings);
  const { kernels, map } = memory;
  const { buffer } = memory.memory;
  const out = new Float64Array(buffer, map.out, 3);
  const weighted = options.weighting === "support";
  return createRatingModel({
    kind: KIND,
    options: { ...options },
    itemCount: ratings.columnCount,
    predictorOf: (items, given) => {
      if (items.length === 0) return () => scale.mean;
      new Uint32Array(buffer, map.historyItems, items.length).set(items);
      new Float32Array(buffer, map.historyRatings, items.length).set(given);
      const mean = given.reduce((sum, rating) => sum + rating, 0) / given.length;
      return (item) => {
        kernels.slopeOnePredict(
          item,
          map.historyItems,
          map.historyRatings,
          items.length,
          map.pairs,
          weighted ? 1 : 0,
          map.out,
        );
        const [deviations = 0, rated = 0, weights = 0] = out;
        if (weights === 0) return clipRating(scale, mean);
        return clipRating(scale, weighted ? (deviations + rated) / weights : mean + deviations / weights);
      };
    },
  });
}
