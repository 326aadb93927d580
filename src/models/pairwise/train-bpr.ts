import { platform } from "../../platform.ts";
import { trainable } from "../train-model.ts";
import { bpr } from "./bpr.ts";
import { planBpr, trainBprFactors } from "./train-bpr-factors.ts";
import { fittedPairwise, PAIRWISE_PACKING } from "./train-pairwise.ts";
import { pairwiseMemory } from "./train-pairwise-memory.ts";

/** Fits bpr. Errors: those of trainBprFactors. */
export const trainBpr = trainable(bpr, {
  packing: PAIRWISE_PACKING,
  memory: (options, shape) => pairwiseMemory((layout) => planBpr(layout, options, shape), options.factors, shape),
  fit: async ({ matrix }, options, context) =>
    fittedPairwise(
      options,
      await trainBprFactors(await platform().trainingKernels(), matrix, options, context),
      matrix,
    ),
});
