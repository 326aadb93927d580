import { toCsr } from "../../data/interactions.ts";
import { kernelModule, threadedKernelModule } from "../../kernels/module.node.ts";
import { explicitAlsOptions } from "../../models/explicit-als.ts";
import { nmfOptions } from "../../models/nmf.ts";
import { pureSvdOptions } from "../../models/pure-svd.ts";
import { svdOptions } from "../../models/svd.ts";
import { fitExplicitAls, fitNmf } from "../../training/rating-models.ts";
import { fitPureSvd, fitSvd } from "../../training/svd-models.ts";
import { type MakeCandidate, ratingModel } from "../candidates.ts";

/** Factorisations by linear algebra. */
export const FACTOR_MODELS: ReadonlyMap<string, MakeCandidate> = new Map<string, MakeCandidate>([
  [
    "explicit-als",
    (model, set, _items, control) => {
      const options = explicitAlsOptions(set);
      return ratingModel(model, { ...options }, async (ratings) =>
        fitExplicitAls(await threadedKernelModule(), ratings, options, control),
      );
    },
  ],
  [
    "nmf",
    (model, set, _items, control) => {
      const options = nmfOptions(set);
      return ratingModel(model, { ...options }, async (ratings) =>
        fitNmf(await threadedKernelModule(), ratings, options, control),
      );
    },
  ],
  [
    "svd",
    (model, set, _items, control) => {
      const options = svdOptions(set);
      return ratingModel(model, { ...options }, (ratings) => fitSvd(ratings, options, control));
    },
  ],
  [
    "pure-svd",
    (model, set, _items, control) => {
      const options = pureSvdOptions(set);
      return {
        model,
        options: { ...options },
        fit: async (train) => fitPureSvd(await kernelModule(), toCsr(train), options, control),
      };
    },
  ],
]);
