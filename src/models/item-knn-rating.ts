import type { Csr } from "../data/csr.ts";
import { estimateOf, itemDeviations, unknownEstimate } from "./knn-estimate.ts";
import type { ItemKnnRatingOptions } from "./knn-rating-options.ts";
import type { RatingModel } from "./model.ts";
import type { RatingLevels } from "./rating-levels.ts";
import { clipRating, createRatingModel } from "./rating-model.ts";

export const ITEM_KNN_RATING_KIND = "item-knn-rating";

/**
 * What the user said of the items nearest to the one asked about (formulas: knn-rating-options.ts).
 *
 * `neighbours` (items × items) has the nearest items of each item, nearest first, with their similarities; found by
 * src/training/item-neighbours.ts. Fold-in: a history has all that is needed, its level and its ratings. Users of train are
 * no exception. Of a user without history only the item is known: its mean with kind=means and zscore, its baseline with
 * kind=baseline, else the global mean.
 *
 * A prediction walks the neighbours until k of them are in the history: at most `keep` steps.
 */
export function createItemKnnRatingModel(
  levels: RatingLevels,
  options: ItemKnnRatingOptions,
  neighbours: Csr,
): RatingModel {
  const estimate = estimateOf(options, levels);
  const deviation = itemDeviations(options, levels);
  const { itemMeans, itemSpreads, itemCounts, scale } = levels;
  const centred = options.kind === "means" || options.kind === "zscore";
  return createRatingModel({
    kind: ITEM_KNN_RATING_KIND,
    options: { ...options },
    itemCount: neighbours.rowCount,
    predictorOf: (items, ratings) => {
      if (items.length === 0) {
        return (item) => {
          const knows = centred && options.fallback === "user-mean" && itemCounts[item]! > 0;
          return clipRating(scale, knows ? itemMeans[item]! : unknownEstimate(options, levels, item));
        };
      }
      const user = levels.userLevel(items, ratings);
      const said = new Float64Array(neighbours.rowCount).fill(Number.NaN);
      for (const [place, item] of items.entries()) said[item] = deviation(ratings[place]!, item, user);
      return (item) => {
        const end = neighbours.offsets[item + 1]!;
        let found = 0;
        let weight = 0;
        let total = 0;
        for (let entry = neighbours.offsets[item]!; entry < end && found < options.k; entry++) {
          const value = said[neighbours.indices[entry]!]!;
          if (Number.isNaN(value)) continue;
          weight += neighbours.values[entry]!;
          total += neighbours.values[entry]! * value;
          found++;
        }
        const own = { mean: itemMeans[item]!, spread: itemSpreads[item]! };
        return clipRating(scale, estimate(own, item, user, found, weight, total));
      };
    },
  });
}
