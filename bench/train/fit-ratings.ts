import type { Csr } from "../../src/data/csr.ts";
import type { Predicts } from "../../src/evaluation/predicts.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { biasedMfOptions, createBiasedMfModel } from "../../src/models/biased-mf.ts";
import { coClusteringOptions } from "../../src/models/co-clustering.ts";
import { itemKnnRatingOptions, userKnnRatingOptions } from "../../src/models/knn-rating-options.ts";
import { nmfOptions } from "../../src/models/nmf.ts";
import { ratingScale } from "../../src/models/rating-model.ts";
import { slopeOneOptions } from "../../src/models/slope-one.ts";
import { createSvdppModel, svdppOptions } from "../../src/models/svdpp.ts";
import { fitCoClustering } from "../../src/training/co-clustering-trainer.ts";
import { fitItemKnnRating, fitUserKnnRating } from "../../src/training/knn-rating.ts";
import { fitNmf } from "../../src/training/rating-models.ts";
import { trainSgd } from "../../src/training/sgd-trainer.ts";
import { fitSlopeOne } from "../../src/training/slope-one-trainer.ts";
import { trainSvdpp } from "../../src/training/svdpp-trainer.ts";
import type { FitTask } from "./measure.ts";

/** Fits one of our models to ratings, for predictions alone: what the other side does. */
export async function fitRatings({ model, settings, seed, threads }: FitTask, ratings: Csr): Promise<Predicts> {
  const module = await threadedKernelModule();
  const control = { seed, threads };
  switch (model) {
    case "biased-mf": {
      const options = biasedMfOptions(settings);
      const trained = await trainSgd(module, ratings, options, control);
      return createBiasedMfModel(ratings, ratingScale(model, ratings), options, trained);
    }
    case "svdpp": {
      const options = svdppOptions(settings);
      const trained = await trainSvdpp(module, ratings, options, control);
      return createSvdppModel(ratings, ratingScale(model, ratings), options, trained);
    }
    case "user-knn":
      return fitUserKnnRating(module, ratings, userKnnRatingOptions(settings));
    case "item-knn":
      return fitItemKnnRating(module, ratings, itemKnnRatingOptions(settings), control);
    case "slope-one":
      return fitSlopeOne(module, ratings, slopeOneOptions(settings), control);
    case "co-clustering":
      return fitCoClustering(module, ratings, coClusteringOptions(settings), control);
    case "nmf":
      return fitNmf(module, ratings, nmfOptions(settings), control);
    default:
      throw new RangeError(`model: expected one that predicts ratings, got ${model}`);
  }
}
