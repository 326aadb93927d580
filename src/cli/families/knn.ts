import { threadedKernelModule } from "../../kernels/module.node.ts";
import { coClusteringOptions } from "../../models/co-clustering.ts";
import { itemKnnRatingOptions, userKnnRatingOptions } from "../../models/knn-rating-options.ts";
import { slopeOneOptions } from "../../models/slope-one.ts";
import { fitCoClustering } from "../../training/co-clustering-trainer.ts";
import { fitItemKnnRating, fitUserKnnRating } from "../../training/knn-rating.ts";
import { fitSlopeOne } from "../../training/slope-one-trainer.ts";
import { type MakeCandidate, ratingModel } from "../candidates.ts";

/** Neighbourhoods of ratings, and what is near them. */
export const KNN_MODELS: ReadonlyMap<string, MakeCandidate> = new Map<string, MakeCandidate>([
  [
    "user-knn-rating",
    (model, set, _items, control) => {
      const options = userKnnRatingOptions(set);
      return ratingModel(model, { ...options }, async (ratings) =>
        fitUserKnnRating(ratings, options, { ...control, module: await threadedKernelModule() }),
      );
    },
  ],
  [
    "item-knn-rating",
    (model, set, _items, control) => {
      const options = itemKnnRatingOptions(set);
      return ratingModel(model, { ...options }, async (ratings) =>
        fitItemKnnRating(ratings, options, { ...control, module: await threadedKernelModule() }),
      );
    },
  ],
  [
    "slope-one",
    (model, set, _items, control) => {
      const options = slopeOneOptions(set);
      return ratingModel(model, { ...options }, async (ratings) =>
        fitSlopeOne(ratings, options, { ...control, module: await threadedKernelModule() }),
      );
    },
  ],
  [
    "co-clustering",
    (model, set, _items, control) => {
      const options = coClusteringOptions(set);
      return ratingModel(model, { ...options }, async (ratings) =>
        fitCoClustering(ratings, options, { ...control, module: await threadedKernelModule() }),
      );
    },
  ],
]);
