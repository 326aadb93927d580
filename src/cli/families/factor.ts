import { toCsr } from "../../data/interactions.ts";
import { kernelModule } from "../../kernels/module.node.ts";
import { pureSvdOptions } from "../../models/pure-svd.ts";
import { fitPureSvd } from "../../training/svd-models.ts";
import type { MakeCandidate } from "../candidates.ts";

/** Factorisations by linear algebra. */
export const FACTOR_MODELS: ReadonlyMap<string, MakeCandidate> = new Map<string, MakeCandidate>([
  [
    "pure-svd",
    (model, set, _items, control) => {
      const options = pureSvdOptions(set);
      return {
        model,
        options: { ...options },
        fit: async (train) => fitPureSvd(await kernelModule(), toCsr(train), options, control),
      };
    },
  ],
]);
