import { platform } from "../../platform.ts";
import { trainable } from "../train-model.ts";
import { type NmfOptions, nmf } from "./nmf.ts";
import { fitBaseline, targetsOf } from "./residual-factors.ts";
import { type RatingSweepsPlan, ratingSweepsMemory, trainRatingFactors } from "./train-rating-sweeps.ts";
import { fittedResiduals } from "./train-residual-factors.ts";

/** Fits nmf. Throws DataError `no-ratings` or `bad-rating`, and what trainRatingFactors throws. */
export const trainNmf = trainable(nmf, {
  memory: ratingSweepsMemory,
  packing: { narrows: true },
  fit: async ({ matrix }, options, context) => {
    const baseline = fitBaseline(matrix);
    const targets = targetsOf(matrix, baseline, options.biases);
    const plan = { ...nmfPlan(options), ratings: matrix.values };
    const { itemFactors } = await trainRatingFactors(await platform().trainingKernels(), targets, plan, context);
    return fittedResiduals(matrix, options, baseline, itemFactors);
  },
});

/** What trainRatingFactors is to do for nmf. */
export function nmfPlan(options: NmfOptions): RatingSweepsPlan {
  const { factors, epochs, userRegularization, itemRegularization, initialLow, initialHigh } = options;
  return {
    ...{ model: nmf.name, kind: "nmf", factors, epochs },
    penaltyOfUser: (count) => userRegularization * count,
    penaltyOfItem: (count) => itemRegularization * count,
    drawInitial: (random) => initialLow + (initialHigh - initialLow) * random.nextFloat(),
    remedy: `userRegularization (now ${userRegularization}) and itemRegularization (now ${itemRegularization})`,
  };
}
