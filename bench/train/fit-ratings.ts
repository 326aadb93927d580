import type { Csr } from "../../src/data/csr.ts";
import type { Predicts } from "../../src/evaluation/predicts.ts";
import { kernelModule, threadedKernelModule } from "../../src/kernels/module.node.ts";
import { fittedModel } from "../../src/models/fitted-model.ts";
import { trainBiasedMf } from "../../src/models/gradient-descent/train-biased-mf.ts";
import { trainSvdpp } from "../../src/models/gradient-descent/train-svdpp.ts";
import { trainNmf } from "../../src/models/linear-algebra/train-nmf.ts";
import { itemKnn } from "../../src/models/neighbourhoods/item-knn.ts";
import { itemKnnRatings } from "../../src/models/neighbourhoods/item-knn-rating.ts";
import { ratingLevels } from "../../src/models/neighbourhoods/rating-levels.ts";
import { trainCoClustering } from "../../src/models/neighbourhoods/train-co-clustering.ts";
import { findItemNeighbours } from "../../src/models/neighbourhoods/train-item-neighbours.ts";
import { trainSlopeOne } from "../../src/models/neighbourhoods/train-slope-one.ts";
import { createUserSearch } from "../../src/models/neighbourhoods/train-user-search.ts";
import { userKnn } from "../../src/models/neighbourhoods/user-knn.ts";
import { userKnnRatings } from "../../src/models/neighbourhoods/user-knn-rating.ts";
import { rankedByRatings } from "../../src/models/served-by-ratings.ts";
import type { ServedRatings } from "../../src/models/served-ratings.ts";
import type { Trainable } from "../../src/models/train-model.ts";
import { fitModel } from "../../src/models/train-restored.ts";
import { dataOf } from "./data-of.ts";
import type { FitTask } from "./fit-task.ts";

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
      return fitUserKnn(module, ratings, settings);
    case "item-knn":
      return fitItemKnn(module, ratings, settings, control);
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

/** The half of user-knn that predicts. */
function fitUserKnn(module: WebAssembly.Module, ratings: Csr, settings: FitTask["settings"]): Promise<Predicts> {
  const options = userKnn.readOptions(settings);
  const levels = ratingLevels(userKnn.name, ratings, options);
  const search = createUserSearch(module, ratings, levels, options);
  return predictionsBy(userKnn.name, userKnnRatings(options, levels, search), ratings.columnCount);
}

/** The half of item-knn that predicts. */
async function fitItemKnn(
  module: WebAssembly.Module,
  ratings: Csr,
  settings: FitTask["settings"],
  control: { readonly seed: number; readonly threads: number },
): Promise<Predicts> {
  const options = itemKnn.readOptions(settings);
  const levels = ratingLevels(itemKnn.name, ratings, options);
  const neighbours = await findItemNeighbours(module, ratings, levels, options, control);
  return predictionsBy(itemKnn.name, itemKnnRatings(levels, options, neighbours), ratings.columnCount);
}

async function predictionsBy(kind: string, ratings: ServedRatings, itemCount: number): Promise<Predicts> {
  const popularity = new Float32Array(itemCount);
  const context = { popularity, kernelModule: await kernelModule() };
  const served = rankedByRatings(ratings, popularity, undefined);
  const { predictBatch } = fittedModel({ kind, options: {}, served }, context);
  if (predictBatch) return { kind, predictBatch };
  throw new TypeError(`${kind}: expected a model that predicts ratings`);
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
