import type { Csr } from "../../data/csr.ts";
import { clipRating } from "../rating-model.ts";
import type { ServedRatings } from "../served-ratings.ts";
import { csrState, joinStates, type ModelState, type StateReader } from "../state.ts";
import { estimateOf, itemDeviations, unknownEstimate } from "./knn-estimate.ts";
import type { ItemKnnRatingOptions } from "./knn-rating-options.ts";
import { type ItemLevel, levelsState, type RatingLevels, readLevels } from "./rating-levels.ts";

/** The nearest items of each item in a state, nearest first, with their similarities: items × items. */
export const NEIGHBOURS = "neighbours";

/** What an artefact keeps of predictions: neighbours, and those levels of items that the kind reads. */
export function itemKnnRatingState(levels: RatingLevels, options: ItemKnnRatingOptions, neighbours: Csr): ModelState {
  return joinStates(levelsState(levels, levelsRead(options)), csrState(NEIGHBOURS, neighbours));
}

/** The half that predicts, from what `itemKnnRatingState` kept. */
export function restoreItemKnnRating(
  options: ItemKnnRatingOptions,
  state: StateReader,
  itemCount: number,
): ServedRatings {
  const levels = readLevels(options, state, itemCount, levelsRead(options));
  return itemKnnRatings(levels, options, state.csr(NEIGHBOURS, itemCount, itemCount, false));
}

function levelsRead({ kind }: ItemKnnRatingOptions): readonly ItemLevel[] {
  if (kind === "basic") return [];
  if (kind === "baseline") return ["itemBiases"];
  return kind === "means" ? ["itemMeans", "itemCounts"] : ["itemMeans", "itemSpreads", "itemCounts"];
}

/**
 * What the user said of the items nearest to the one asked about (formulas: knn-rating-options.ts).
 *
 * `neighbours` (items × items) has the nearest items of each item, nearest first, with their similarities; found by
 * train-item-neighbours.ts. Fold-in: a history has all that is needed, its level and its ratings. Users of train are
 * no exception. Of a user without history only the item is known: its mean with kind=means and zscore, its baseline with
 * kind=baseline, else the global mean.
 *
 * A prediction walks the neighbours until `neighbours` of them are in the history: at most `keep` steps. Similar items are the
 * neighbours.
 */
export function itemKnnRatings(levels: RatingLevels, options: ItemKnnRatingOptions, neighbours: Csr): ServedRatings {
  const estimate = estimateOf(options, levels);
  // Read once: the walk asks for it at every step.
  const { neighbours: k, minNeighbours } = options;
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
        for (let entry = offsets[item]!; entry < end && found < k; entry++) {
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
      const least = Math.max(1, minNeighbours);
      if (least > k) return () => false;
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
