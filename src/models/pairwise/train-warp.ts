import { platform } from "../../platform.ts";
import { trainable } from "../train-model.ts";
import { itemFeatures, userFeatures } from "./features.ts";
import { fittedPairwise, PAIRWISE_PACKING } from "./train-pairwise.ts";
import { pairwiseMemory } from "./train-pairwise-memory.ts";
import { planWarp, trainWarpFactors } from "./train-warp-factors.ts";
import { warp } from "./warp.ts";

/**
 * Fits warp. Features beyond the rows themselves are known when the data are there, and their memory is checked then. Errors:
 * those of trainWarpFactors, and OptionsError `unknown-column`.
 */
export const trainWarp = trainable(warp, {
  packing: PAIRWISE_PACKING,
  memory: (options, shape) => pairwiseMemory((layout) => planWarp(layout, options, shape), options.factors, shape),
  checkColumns: ({ itemFeatures: ofItems, userFeatures: ofUsers }, { items, users }) => {
    itemFeatures(items, ofItems);
    userFeatures(users, ofUsers);
  },
  fit: async ({ matrix, items, users }, options, context) => {
    const ofUsers = userFeatures(users, options.userFeatures);
    const features = { items: itemFeatures(items, options.itemFeatures), users: ofUsers?.matrix };
    const trained = await trainWarpFactors(await platform().trainingKernels(), matrix, options, context, features);
    return fittedPairwise(options, trained, matrix, ofUsers?.columns);
  },
});
