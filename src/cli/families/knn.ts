import { threadedKernelModule } from "../../kernels/module.node.ts";
import { coClusteringOptions } from "../../models/neighbourhoods/co-clustering.ts";
import { slopeOneOptions } from "../../models/neighbourhoods/slope-one.ts";
import { fitCoClustering } from "../../models/neighbourhoods/train-co-clustering.ts";
import { fitSlopeOne } from "../../models/neighbourhoods/train-slope-one.ts";
import { type MakeCandidate, ratingModel } from "../candidates.ts";

/** What is near the neighbourhoods of ratings. */
export const KNN_MODELS: ReadonlyMap<string, MakeCandidate> = new Map<string, MakeCandidate>([
  [
    "slope-one",
    (model, set, _items, control) => {
      const options = slopeOneOptions(set);
      return ratingModel(model, { ...options }, async (ratings) =>
        fitSlopeOne(await threadedKernelModule(), ratings, options, control),
      );
    },
  ],
  [
    "co-clustering",
    (model, set, _items, control) => {
      const options = coClusteringOptions(set);
      return ratingModel(model, { ...options }, async (ratings) =>
        fitCoClustering(await threadedKernelModule(), ratings, options, control),
      );
    },
  ],
]);
