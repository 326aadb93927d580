import { toCsr } from "../../data/interactions.ts";
import { kernelModule, threadedKernelModule } from "../../kernels/module.node.ts";
import { bprOptions } from "../../models/bpr.ts";
import { itemFeatures } from "../../models/item-features.ts";
import { warpOptions } from "../../models/warp.ts";
import { fitBpr, fitWarp } from "../../training/fit-pairwise.ts";
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
    (model, set, items, control) => {
      const options = warpOptions(set);
      // Who only checks or lists options has no items yet.
      const hasItems = items.titles.length > 0;
      const features = hasItems ? { items: itemFeatures(items, options.itemFeatures) } : {};
      return {
        model,
        options: { ...options },
        fit: async (train) => {
          const modules = { serving: await kernelModule(), training: await threadedKernelModule() };
          return fitWarp(modules, toCsr(train), options, control, features);
        },
      };
    },
  ],
]);
