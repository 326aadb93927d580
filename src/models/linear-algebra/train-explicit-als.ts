import { platform } from "../../platform.ts";
import { trainable } from "../train-model.ts";
import { type ExplicitAlsOptions, explicitAls, ridgePenalty } from "./explicit-als.ts";
import { fitBaseline, targetsOf } from "./residual-factors.ts";
import { type RatingSweepsPlan, ratingSweepsMemory, trainRatingFactors } from "./train-rating-sweeps.ts";
import { fittedResiduals } from "./train-residual-factors.ts";

/** Fits explicit-als. Throws DataError `no-ratings` or `bad-rating`, and what trainRatingFactors throws. */
export const trainExplicitAls = trainable(explicitAls, {
  memory: ratingSweepsMemory,
  packing: { narrows: true },
  fit: async ({ matrix }, options, context) => {
    const baseline = fitBaseline(matrix);
    const targets = targetsOf(matrix, baseline, options.biases);
    const plan = { ...explicitAlsPlan(options), ratings: matrix.values };
    const { itemFactors } = await trainRatingFactors(await platform().trainingKernels(), targets, plan, context);
    return fittedResiduals(matrix, options, baseline, itemFactors);
  },
});

/** What trainRatingFactors is to do for explicit-als. */
export function explicitAlsPlan(options: ExplicitAlsOptions): RatingSweepsPlan {
  const { factors, epochs, regularization } = options;
  const deviation = options.initialScale / Math.sqrt(factors);
  return {
    ...{ model: explicitAls.name, kind: "ridge", factors, epochs },
    penaltyOfUser: (count) => ridgePenalty(options, count),
    penaltyOfItem: (count) => ridgePenalty(options, count),
    drawInitial: (random) => random.nextGaussian() * deviation,
    remedy: `regularization (now ${regularization})`,
  };
}
