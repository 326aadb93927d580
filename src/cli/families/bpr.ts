import { toCsr } from "../../data/interactions.ts";
import { kernelModule, threadedKernelModule } from "../../kernels/module.node.ts";
import { bprOptions } from "../../models/pairwise/bpr.ts";
import { itemFeatures, userFeatures } from "../../models/pairwise/features.ts";
import { fitBpr, fitWarp } from "../../models/pairwise/train-pairwise.ts";
import { warpOptions } from "../../models/pairwise/warp.ts";
import type { MakeCandidate } from "../candidates.ts";

/** Models that learn from pairs of items. */
export const BPR_MODELS: ReadonlyMap<string, MakeCandidate> = new Map<string, MakeCandidate>([
  [
    "bpr",
    (model, set, _items, control) => {
      const options = bprOptions(set);
      return {
        model,
        options: { ...options },
        fit: async (train) => {
          const modules = { serving: await kernelModule(), training: await threadedKernelModule() };
          return fitBpr(modules, toCsr(train), options, control);
        },
      };
    },
  ],
  [
    "warp",
    (model, set, items, control, users) => {
      const options = warpOptions(set);
      const features = () => ({
        items: itemFeatures(items, options.itemFeatures),
        users: userFeatures(users, options.userFeatures),
      });
      // A plan is checked before any table has been read: then there is nothing yet to look features up in.
      if (items.titles.length > 0) features();
      return {
        model,
        options: { ...options },
        fit: async (train) => {
          const modules = { serving: await kernelModule(), training: await threadedKernelModule() };
          return fitWarp(modules, toCsr(train), options, control, features());
        },
      };
    },
  ],
]);
