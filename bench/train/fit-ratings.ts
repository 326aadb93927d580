import type { Csr } from "../../src/data/csr.ts";
import type { Predicts } from "../../src/evaluation/predicts.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { trainBiasedMf } from "../../src/models/gradient-descent/train-biased-mf.ts";
import { trainSvdpp } from "../../src/models/gradient-descent/train-svdpp.ts";
import { trainNmf } from "../../src/models/linear-algebra/train-nmf.ts";
import { itemKnnRatingOptions, userKnnRatingOptions } from "../../src/models/neighbourhoods/knn-rating-options.ts";
import { trainCoClustering } from "../../src/models/neighbourhoods/train-co-clustering.ts";
import { fitItemKnnRating, fitUserKnnRating } from "../../src/models/neighbourhoods/train-item-knn.ts";
import { trainSlopeOne } from "../../src/models/neighbourhoods/train-slope-one.ts";
import type { Trainable } from "../../src/models/train-model.ts";
import { fitModel } from "../../src/models/train-restored.ts";
import { dataOf } from "./data-of.ts";
import type { FitTask } from "./measure.ts";

/** Fits one of our models to ratings, for predictions alone: what the other side does. */
export async function fitRatings({ model, settings, seed, threads }: FitTask, ratings: Csr): Promise<Predicts> {
  const module = await threadedKernelModule();
  const control = { seed, threads };
  switch (model) {
    case "biased-mf":
      return fitTrainable(trainBiasedMf, ratings, settings, control);
    case "svdpp":
      return fitTrainable(trainSvdpp, ratings, settings, control);
    case "user-knn":
      return fitUserKnnRating(module, ratings, userKnnRatingOptions(settings));
    case "item-knn":
      return fitItemKnnRating(module, ratings, itemKnnRatingOptions(settings), control);
    case "slope-one":
      return fitTrainable(trainSlopeOne, ratings, settings, control);
    case "co-clustering":
      return fitTrainable(trainCoClustering, ratings, settings, control);
    case "nmf":
      return fitTrainable(trainNmf, ratings, settings, control);
    default:
      throw new RangeError(`model: expected one that predicts ratings, got ${model}`);
  }
}

/** Trains and restores a model. */
async function fitTrainable(
  trainer: Trainable,
  ratings: Csr,
  settings: FitTask["settings"],
  control: { readonly seed: number; readonly threads: number },
): Promise<Predicts> {
  const data = dataOf(ratings, "explicit");
  const { kind, predictBatch } = await fitModel(trainer, data, trainer.model.readOptions(settings), control);
  if (predictBatch) return { kind, predictBatch };
  throw new RangeError(`model: expected one that predicts ratings, got ${kind}`);
}
