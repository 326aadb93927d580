import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { createExplicitAlsModel, explicitAlsOptions } from "../../src/models/explicit-als.ts";
import { createNmfModel, nmfOptions } from "../../src/models/nmf.ts";
import { fitBaseline, targetsOf } from "../../src/models/residual-factors.ts";
import { explicitAlsPlan, nmfPlan } from "../../src/training/rating-models.ts";
import { trainRatingFactorsInline } from "../../src/training/rating-sweeps-trainer.ts";
import { describeRatingContract, type RatingModelUnderTest } from "./rating-contract.ts";

const module = await threadedKernelModule();

const explicitAls = (given: Readonly<Record<string, unknown>>): RatingModelUnderTest["fit"] => {
  return (ratings) => {
    const options = explicitAlsOptions({ factors: 5, ...given });
    const baseline = fitBaseline(ratings);
    const targets = targetsOf(ratings, baseline, options.biases);
    const trained = trainRatingFactorsInline(module, targets, explicitAlsPlan(options), { seed: 1 });
    return createExplicitAlsModel(ratings, options, baseline, trained.itemFactors);
  };
};

const nmf = (given: Readonly<Record<string, unknown>>): RatingModelUnderTest["fit"] => {
  return (ratings) => {
    const options = nmfOptions({ factors: 5, ...given });
    const baseline = fitBaseline(ratings);
    const targets = targetsOf(ratings, baseline, options.biased);
    const trained = trainRatingFactorsInline(module, targets, nmfPlan(options), { seed: 1 });
    return createNmfModel(ratings, options, baseline, trained.itemFactors);
  };
};

const MODELS: readonly RatingModelUnderTest[] = [
  { name: "explicit-als", fit: explicitAls({}) },
  { name: "explicit-als (no biases)", fit: explicitAls({ biases: false }) },
  { name: "nmf", fit: nmf({}) },
  { name: "nmf (biased)", fit: nmf({ biased: true }) },
];

for (const model of MODELS) describeRatingContract(model);
