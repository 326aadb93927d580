import type { Csr } from "../data/csr.ts";
import { createExplicitAlsModel, type ExplicitAlsOptions, ridgePenalty } from "../models/explicit-als.ts";
import { createNmfModel, type NmfOptions } from "../models/nmf.ts";
import { fitBaseline, type ResidualFactorsModel, targetsOf } from "../models/residual-factors.ts";
import type { TrainingContext } from "./context.ts";
import { type RatingSweepsPlan, trainRatingFactors } from "./rating-sweeps-trainer.ts";

/** What trainRatingFactors is to do for explicit-als. */
export function explicitAlsPlan(options: ExplicitAlsOptions): RatingSweepsPlan {
  const { factors, epochs, regularization } = options;
  const deviation = options.initialScale / Math.sqrt(factors);
  return {
    ...{ model: "explicit-als", kind: "ridge", factors, epochs },
    penaltyOfUser: (count) => ridgePenalty(options, count),
    penaltyOfItem: (count) => ridgePenalty(options, count),
    drawInitial: (random) => random.nextGaussian() * deviation,
    remedy: `regularization (now ${regularization})`,
  };
}

/** What trainRatingFactors is to do for nmf. */
export function nmfPlan(options: NmfOptions): RatingSweepsPlan {
  const { factors, epochs, regUser, regItem, initLow, initHigh } = options;
  return {
    ...{ model: "nmf", kind: "nmf", factors, epochs },
    penaltyOfUser: (count) => regUser * count,
    penaltyOfItem: (count) => regItem * count,
    drawInitial: (random) => initLow + (initHigh - initLow) * random.nextFloat(),
    remedy: `regUser (now ${regUser}) and regItem (now ${regItem})`,
  };
}

/** Fits explicit-als. Throws DataError `no-ratings` or `bad-rating`, and what trainRatingFactors throws. */
export async function fitExplicitAls(
  threadedModule: WebAssembly.Module,
  ratings: Csr,
  options: ExplicitAlsOptions,
  context: TrainingContext,
): Promise<ResidualFactorsModel> {
  const baseline = fitBaseline(ratings);
  const targets = targetsOf(ratings, baseline, options.biases);
  const { itemFactors } = await trainRatingFactors(
    threadedModule,
    targets,
    { ...explicitAlsPlan(options), ratings: ratings.values },
    context,
  );
  return createExplicitAlsModel(ratings, options, baseline, itemFactors);
}

/** Fits nmf. Throws DataError `no-ratings` or `bad-rating`, and what trainRatingFactors throws. */
export async function fitNmf(
  threadedModule: WebAssembly.Module,
  ratings: Csr,
  options: NmfOptions,
  context: TrainingContext,
): Promise<ResidualFactorsModel> {
  const baseline = fitBaseline(ratings);
  const targets = targetsOf(ratings, baseline, options.biased);
  const { itemFactors } = await trainRatingFactors(
    threadedModule,
    targets,
    { ...nmfPlan(options), ratings: ratings.values },
    context,
  );
  return createNmfModel(ratings, options, baseline, itemFactors);
}
