import type { ImportKind } from "./kind.ts";
import { HKV_SETTINGS } from "./known-settings.ts";

/**
 * `implicit`'s AlternatingLeastSquares. Its confidence of an observed pair is alpha · value without a one before it, and its
 * penalty does not grow with the row: objective=hkv, confidence=alpha, confidenceOffset=0, regularizationExponent=0.
 */
export const implicitAlsFile: ImportKind = {
  name: "implicit-als",
  reads: "the .npz of implicit's AlternatingLeastSquares.save: item_factors, regularization, alpha",
  needs:
    "--item-ids; alpha and regularization of releases that do not write them (--set confidence=…, regularization=…)",
  takes: [],
  settings: HKV_SETTINGS,
  open: async (request) => (await import("./open-implicit-als.ts")).open(request),
};
