import { toCsr } from "../../data/interactions.ts";
import { gfCfOptions } from "../../models/item-weights/gf-cf.ts";
import { fitGfCf } from "../../models/item-weights/train-gf-cf.ts";
import type { MakeCandidate } from "../candidates.ts";

/** Item-weight and spectral models. */
export const LINEAR_MODELS: ReadonlyMap<string, MakeCandidate> = new Map<string, MakeCandidate>([
  [
    "gf-cf",
    (model, set, _items, control) => {
      const options = gfCfOptions(set);
      return { model, options: { ...options }, fit: (train) => fitGfCf(toCsr(train), options, control) };
    },
  ],
]);
