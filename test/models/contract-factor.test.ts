import { orthonormalGram } from "../../src/cli/packing/content-of.ts";
import { kernelModule, threadedKernelModule } from "../../src/kernels/module.node.ts";
import { createExplicitAlsModel, explicitAlsOptions } from "../../src/models/explicit-als.ts";
import { countInteractions } from "../../src/models/item-counts.ts";
import { createNmfModel, nmfOptions } from "../../src/models/nmf.ts";
import { createPureSvdModel, type PureSvdOptions, pureSvdOptions } from "../../src/models/pure-svd.ts";
import { fitBaseline, targetsOf } from "../../src/models/residual-factors.ts";
import { svdOptions } from "../../src/models/svd.ts";
import { explicitAlsPlan, nmfPlan } from "../../src/training/rating-models.ts";
import { trainRatingFactorsInline } from "../../src/training/rating-sweeps-trainer.ts";
import { fitPureSvd, fitSvd } from "../../src/training/svd-models.ts";
import { describeContract, type ModelUnderTest } from "./contract.ts";
import { checkerboard } from "./fixtures.ts";
import { describeRatingContract, type RatingModelUnderTest } from "./rating-contract.ts";
import { describeServedRatings } from "./served-ratings-contract.ts";

const module = await threadedKernelModule();

const explicitAls = (given: Readonly<Record<string, unknown>>): RatingModelUnderTest["fit"] => {
  return (ratings) => {
    const options = explicitAlsOptions({ factors: 5, ...given });
    const baseline = fitBaseline(ratings);
    const targets = targetsOf(ratings, baseline, options.biases);
    const trained = trainRatingFactorsInline(module, targets, explicitAlsPlan(options), { seed: 1, threads: 1 });
    return createExplicitAlsModel(ratings, options, baseline, trained.itemFactors);
  };
};

const nmf = (given: Readonly<Record<string, unknown>>): RatingModelUnderTest["fit"] => {
  return (ratings) => {
    const options = nmfOptions({ factors: 5, ...given });
    const baseline = fitBaseline(ratings);
    const targets = targetsOf(ratings, baseline, options.biased);
    const trained = trainRatingFactorsInline(module, targets, nmfPlan(options), { seed: 1, threads: 1 });
    return createNmfModel(ratings, options, baseline, trained.itemFactors);
  };
};

const svd = (given: Readonly<Record<string, unknown>>): RatingModelUnderTest["fit"] => {
  return (ratings) => fitSvd(ratings, svdOptions({ factors: 5, ...given }), { seed: 1, threads: 1 });
};

const MODELS: readonly RatingModelUnderTest[] = [
  { name: "explicit-als", fit: explicitAls({}) },
  { name: "explicit-als (no biases)", fit: explicitAls({ biases: false }) },
  { name: "nmf", fit: nmf({}) },
  { name: "nmf (biased)", fit: nmf({ biased: true }) },
  { name: "svd (randomised)", fit: svd({}) },
  { name: "svd (lanczos)", fit: svd({ method: "lanczos" }) },
  { name: "svd (raw ratings)", fit: svd({ centre: "none" }) },
];

for (const model of MODELS) {
  describeRatingContract(model);
  describeServedRatings(model);
}

const pureSvd = (name: string, given: Partial<PureSvdOptions>): ModelUnderTest => ({
  name,
  fit: async (interactions, seed) => {
    const options = pureSvdOptions({ factors: 8, ...given });
    const model = await fitPureSvd(await kernelModule(), interactions, options, { seed, threads: 1 });
    return { model, stored: { factors: model.itemFactors, gram: orthonormalGram(model), count: model.factorCount } };
  },
  fitTied: async (itemCount) => {
    return createPureSvdModel(await kernelModule(), pureSvdOptions({}), {
      itemFactors: { precision: "f32", values: new Float32Array(itemCount).fill(0.25) },
      popularity: countInteractions({ ...checkerboard(itemCount), indices: new Uint32Array(0) }),
      unnamedValue: 1,
    });
  },
  excused: {
    "seed matters": "the seed changes the decomposition by rounding only",
  },
});

describeContract(pureSvd("pure-svd (randomised)", {}));
describeContract(pureSvd("pure-svd (lanczos)", { method: "lanczos" }));
describeContract(pureSvd("pure-svd (values)", { values: "rating" }));
