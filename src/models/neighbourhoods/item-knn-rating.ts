import type { Csr } from "../../data/csr.ts";
import type { RatingModel } from "../model.ts";
import { clipRating, createRatingModel } from "../rating-model.ts";
import type { RestoreRatings, ServedRatings } from "../served-ratings.ts";
import { csrState, type Savable } from "../state.ts";
import { estimateOf, itemDeviations, unknownEstimate } from "./knn-estimate.ts";
import { type ItemKnnRatingOptions, itemKnnRatingOptions } from "./knn-rating-options.ts";
import { type ItemLevel, levelsState, type RatingLevels, readLevels } from "./rating-levels.ts";
import { ratingHalf } from "./two-halves.ts";

/** What messages call this half of item-knn. */
export const ITEM_KNN_RATING_KIND = "item-knn-rating";

/** The model that both halves are. */
const KIND = "item-knn";

/**
 * What the user said of the items nearest to the one asked about (formulas: knn-rating-options.ts).
 *
 * `neighbours` (items × items) has the nearest items of each item, nearest first, with their similarities; found by
 * train-item-neighbours.ts. Fold-in: a history has all that is needed, its level and its ratings. Users of train are
 * no exception. Of a user without history only the item is known: its mean with kind=means and zscore, its baseline with
 * kind=baseline, else the global mean.
 *
 * A prediction walks the neighbours until k of them are in the history: at most `keep` steps. An artefact keeps the
 * neighbours, and those levels of items that the kind reads. Similar items are the neighbours.
 */
export interface ItemKnnRatingModel extends RatingModel, Savable {
  /** The model with the `keep` nearest neighbours of each item only: what fitting with that option finds. */
  cut(keep: number): ItemKnnRatingModel;
}

/** Assembles the model from what fitting found. */
export function createItemKnnRatingModel(
  levels: RatingLevels,
  options: ItemKnnRatingOptions,
  neighbours: Csr,
): ItemKnnRatingModel {
  const { predictorOf, reachesOf } = servedItemKnn(levels, options, neighbours);
  const model = createRatingModel({
    kind: KIND,
    options: { ...options },
    itemCount: neighbours.rowCount,
    popularity: Float32Array.from(levels.itemCounts),
    predictorOf,
    reachesOf,
  });
  return {
    ...model,
    cut: (keep) => createItemKnnRatingModel(levels, { ...options, keep }, firstOfRows(neighbours, keep)),
    state: () => new Map([...levelsState(levels, levelsRead(options)), ...csrState("neighbours", neighbours)]),
  };
}

/** The half that predicts, from its artefact. Options of the other half may stand beside its own. */
export const restoreItemKnnRating: RestoreRatings = (given, state, itemCount) => {
  const options = itemKnnRatingOptions(ratingHalf(given));
  const levels = readLevels(options, state, itemCount, levelsRead(options));
  return servedItemKnn(levels, options, state.csr("neighbours", itemCount, itemCount, false));
};

function levelsRead({ kind }: ItemKnnRatingOptions): readonly ItemLevel[] {
  if (kind === "basic") return [];
  if (kind === "baseline") return ["itemBiases"];
  return kind === "means" ? ["itemMeans", "itemCounts"] : ["itemMeans", "itemSpreads", "itemCounts"];
}

/** The first `keep` entries of each row. */
function firstOfRows(matrix: Csr, keep: number): Csr {
  const { rowCount, columnCount } = matrix;
  const offsets = new Uint32Array(rowCount + 1);
  for (let row = 0; row < rowCount; row++) {
    offsets[row + 1] = offsets[row]! + Math.min(keep, matrix.offsets[row + 1]! - matrix.offsets[row]!);
  }
  const indices = new Uint32Array(offsets[rowCount]!);
  const values = new Float32Array(offsets[rowCount]!);
  for (let row = 0; row < rowCount; row++) {
    const [to, from] = [offsets[row]!, matrix.offsets[row]!];
    const end = from + offsets[row + 1]! - to;
    indices.set(matrix.indices.subarray(from, end), to);
    values.set(matrix.values.subarray(from, end), to);
  }
  return { rowCount, columnCount, offsets, indices, values };
}

function servedItemKnn(levels: RatingLevels, options: ItemKnnRatingOptions, neighbours: Csr): ServedRatings {
  const estimate = estimateOf(options, levels);
  const deviation = itemDeviations(options, levels);
  const { itemMeans, itemSpreads, itemCounts, scale } = levels;
  const { offsets, indices, values, rowCount } = neighbours;
  const centred = options.kind === "means" || options.kind === "zscore";
  return {
    scale,
    predictorOf: (items, ratings) => {
      if (items.length === 0) {
        return (item) => {
          const knows = centred && options.fallback === "user-mean" && itemCounts[item]! > 0;
          return clipRating(scale, knows ? itemMeans[item]! : unknownEstimate(options, levels, item));
        };
      }
      const user = levels.userLevel(items, ratings);
      const said = new Float64Array(rowCount).fill(Number.NaN);
      for (const [place, item] of items.entries()) said[item] = deviation(ratings[place]!, item, user);
      return (item) => {
        const end = offsets[item + 1]!;
        let found = 0;
        let weight = 0;
        let total = 0;
        for (let entry = offsets[item]!; entry < end && found < options.k; entry++) {
          const value = said[indices[entry]!]!;
          if (Number.isNaN(value)) continue;
          weight += values[entry]!;
          total += values[entry]! * value;
          found++;
        }
        const own = { mean: itemMeans[item]!, spread: itemSpreads[item]! };
        return clipRating(scale, estimate(own, item, user, found, weight, total));
      };
    },
    reachesOf: (items) => {
      const own = new Set(items);
      const least = Math.max(1, options.minK);
      if (least > options.k) return () => false;
      return (item) => {
        let found = 0;
        for (let entry = offsets[item]!; entry < offsets[item + 1]! && found < least; entry++) {
          if (own.has(indices[entry]!)) found++;
        }
        return found === least;
      };
    },
    similarTo: (item) => {
      const scores = new Float32Array(rowCount);
      for (let entry = offsets[item]!; entry < offsets[item + 1]!; entry++) scores[indices[entry]!] = values[entry]!;
      return scores;
    },
  };
}
