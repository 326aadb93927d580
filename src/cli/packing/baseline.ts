import type { Csr } from "../../data/csr.ts";
import { countInteractions } from "../../models/item-counts.ts";
import {
  createBaseline,
  USER_ITEM_BASELINE_DEFAULTS,
  userItemBaseline,
} from "../../models/means/user-item-baseline.ts";
import { clipRating, createRatingModel } from "../../models/rating-model.ts";

/** The baseline of ratings, for packers that have not moved to src/packing yet. */
export function baselineRatings(ratings: Csr) {
  const { scale, itemBiases, foldIn } = createBaseline(ratings, USER_ITEM_BASELINE_DEFAULTS);
  return createRatingModel({
    kind: userItemBaseline.name,
    options: USER_ITEM_BASELINE_DEFAULTS,
    itemCount: ratings.columnCount,
    popularity: countInteractions(ratings),
    isAlike: true,
    predictorOf: (items, given) => {
      const level = scale.mean + foldIn(items, given);
      return (item) => clipRating(scale, level + itemBiases[item]!);
    },
  });
}
