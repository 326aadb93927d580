import { threadedKernelModule } from "../../kernels/module.node.ts";
import { biasedMfOptions, createBiasedMfModel } from "../../models/biased-mf.ts";
import { createFunkMfModel, funkMfOptions } from "../../models/funk-mf.ts";
import { ratingScale } from "../../models/rating-model.ts";
import { createSvdppModel, svdppOptions } from "../../models/svdpp.ts";
import { trainFunkMf } from "../../training/funk-mf-trainer.ts";
import { trainSgd } from "../../training/sgd-trainer.ts";
import { trainSvdpp } from "../../training/svdpp-trainer.ts";
import { type MakeCandidate, ratingModel } from "../candidates.ts";

/** Factorisations of ratings by stochastic gradient descent. */
export const SGD_MODELS: ReadonlyMap<string, MakeCandidate> = new Map<string, MakeCandidate>([
  [
    "funk-mf",
    (model, set, _items, control) => {
      const options = funkMfOptions(set);
      return ratingModel(model, { ...options }, async (ratings) => {
        const scale = ratingScale(model, ratings);
        const trained = await trainFunkMf(await threadedKernelModule(), ratings, options, control);
        return createFunkMfModel(ratings, scale, options, trained);
      });
    },
  ],
  [
    "biased-mf",
    (model, set, _items, control) => {
      const options = biasedMfOptions(set);
      return ratingModel(model, { ...options }, async (ratings) => {
        const scale = ratingScale(model, ratings);
        const trained = await trainSgd(await threadedKernelModule(), ratings, options, control);
        return createBiasedMfModel(ratings, scale, options, trained);
      });
    },
  ],
  [
    "svdpp",
    (model, set, _items, control) => {
      const options = svdppOptions(set);
      return ratingModel(model, { ...options }, async (ratings) => {
        const scale = ratingScale(model, ratings);
        const trained = await trainSvdpp(await threadedKernelModule(), ratings, options, control);
        return createSvdppModel(ratings, scale, options, trained);
      });
    },
  ],
]);
