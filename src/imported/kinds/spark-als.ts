import type { ImportKind } from "./kind.ts";
import { HKV_SETTINGS, SCALE_SETTINGS } from "./known-settings.ts";

/** How it is served: open-spark-als.ts. */
export const sparkAls: ImportKind = {
  name: "spark-als",
  reads: "the folder of Spark's ALSModel.save: itemFactors/ and metadata/",
  needs:
    "--set regularization=… and confidence=… (alpha) with implicitPrefs, or implicitPrefs=false and --interactions without; " +
    "--item-ids, unless ids are the numbers that Spark had; nonNegative=… where no factor is below 0",
  takes: [],
  settings: [...HKV_SETTINGS, "implicitPrefs", "nonNegative", ...SCALE_SETTINGS],
  open: async (request) => (await import("./open-spark-als.ts")).open(request),
};
