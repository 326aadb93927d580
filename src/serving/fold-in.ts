import type { Manifest } from "../artefact/manifest.ts";
import type { ItemIndex } from "../kernels/item-index.ts";
import { implicitAlsOptions, observedWeight, rowRegularization } from "../models/implicit-als/implicit-als.ts";

/** How the engine makes a user's factors of a history, by the kind of the model. */
export interface FoldIn {
  /** Weight of an item that only the request names: training's weight of one interaction of this value, by default 1. */
  sentWeight(value: number | undefined): number;
  userFactors(index: ItemIndex, items: Uint32Array, weights: Float32Array): Float32Array;
}

/** The fold-in of a model with factors; undefined for a kind that has none. Throws what its options are refused with. */
export function foldInOf({ kind, options }: Manifest["model"], itemCount: number): FoldIn | undefined {
  if (kind === "implicit-als") {
    const checked = implicitAlsOptions(options);
    return {
      sentWeight: (value = 1) => observedWeight(checked, value),
      userFactors: (index, items, weights) =>
        index.foldIn(items, weights, rowRegularization(checked, items.length, itemCount)),
    };
  }
  return undefined;
}
