import { decompose, decompositionMemory } from "../../training/linear/decompose.ts";
import { trainable } from "../train-model.ts";
import { fitBaseline, targetsOf } from "./residual-factors.ts";
import { svd } from "./svd.ts";
import { fittedResiduals } from "./train-residual-factors.ts";

/** Fits svd. Throws DataError `no-ratings` or `bad-rating`; TrainingError `memory-limit` before it starts, `interrupted`. */
export const trainSvd = trainable(svd, {
  memory: decompositionMemory,
  packing: { narrows: true },
  fit: async ({ matrix }, options, context) => {
    const baseline = fitBaseline(matrix);
    const targets = targetsOf(matrix, baseline, options.centre === "baseline");
    return fittedResiduals(
      matrix,
      options,
      baseline,
      await decompose(svd.name, targets, options, context, matrix.values),
    );
  },
});
