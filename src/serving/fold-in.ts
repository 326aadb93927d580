import type { Manifest } from "../artefact/manifest.ts";
import type { ItemIndex } from "../kernels/item-index.ts";
import { implicitAlsOptions, observedWeight, rowRegularization } from "../models/implicit-als.ts";
import { foldInPairwise, isPairwise, pairwiseConstants } from "../models/pairwise/pairwise-factors.ts";
import { foldInByProjection, pureSvdWeight } from "../models/pure-svd.ts";

/** How the engine makes a user's factors of a history, by the kind of the model. */
export interface FoldIn {
  /** Weight of an item that only the request names: training's weight of one interaction of this value, by default 1. */
  sentWeight(value: number | undefined): number;
  /** Leading lanes of the item factors in which alike items are alike; all by default. */
  readonly cosineFactors?: number | undefined;
  /** Partner of the items' bias in a user's factors; undefined for models without a lane for it. */
  readonly biasLane?: number | undefined;
  userFactors(index: ItemIndex, items: Uint32Array, weights: Float32Array): Float32Array;
}

/** The fold-in of a model with factors; undefined for a kind that has none. Throws what its options are refused with. */
export function foldInOf({ kind, options, factorCount }: Manifest["model"], itemCount: number): FoldIn | undefined {
  if (kind === "implicit-als") {
    const checked = implicitAlsOptions(options);
    return {
      sentWeight: (value = 1) => observedWeight(checked, value),
      userFactors: (index, items, weights) =>
        index.foldIn(items, weights, rowRegularization(checked, items.length, itemCount)),
    };
  }
  if (kind === "pure-svd") return { sentWeight: pureSvdWeight(options), userFactors: foldInByProjection };
  if (!isPairwise(kind)) return undefined;
  const constants = pairwiseConstants(options);
  // The last lane is the bias of the item: popularity makes no two items alike.
  const cosineFactors = factorCount - 1;
  const userFactors: FoldIn["userFactors"] = (index, items) => foldInPairwise(index, constants, items);
  return { sentWeight: () => 1, cosineFactors, biasLane: constants.biasLane, userFactors };
}
