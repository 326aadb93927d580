import type { ImportKind } from "./kind.ts";
import { HKV_SETTINGS } from "./known-settings.ts";

/** How it is served: open-implicit-als.ts. */
export const implicitAlsFile: ImportKind = {
  name: "implicit-als",
  reads: "the .npz of implicit's AlternatingLeastSquares.save: item_factors, regularization, alpha",
  needs:
    "--item-ids; alpha and regularization of releases that do not write them (--set confidence=…, regularization=…)",
  takes: [],
  settings: HKV_SETTINGS,
  open: async (request) => (await import("./open-implicit-als.ts")).open(request),
};
