import { createGlobalMeanModel } from "../../src/models/means/global-mean.ts";
import { createUserItemBaselineModel, userItemBaselineOptions } from "../../src/models/means/user-item-baseline.ts";
import { createWeightedMeanModel, weightedMeanOptions } from "../../src/models/means/weighted-mean.ts";
import { describeRatingContract, type RatingModelUnderTest } from "./rating-contract.ts";
import { describeServedRatings } from "./served-ratings-contract.ts";

const baseline = (given: Readonly<Record<string, unknown>>): RatingModelUnderTest["fit"] => {
  return (ratings) => createUserItemBaselineModel(ratings, userItemBaselineOptions(given));
};

const MODELS: readonly RatingModelUnderTest[] = [
  { name: "global-mean", fit: createGlobalMeanModel },
  { name: "weighted-mean", fit: (ratings) => createWeightedMeanModel(ratings, weightedMeanOptions({})) },
  { name: "weighted-mean (m = 0)", fit: (ratings) => createWeightedMeanModel(ratings, weightedMeanOptions({ m: 0 })) },
  { name: "user-item-baseline (als)", fit: baseline({}) },
  { name: "user-item-baseline (als, no penalty)", fit: baseline({ regUser: 0, regItem: 0 }) },
  { name: "user-item-baseline (sgd)", fit: baseline({ method: "sgd", learningRate: 0.02 }) },
];

for (const model of MODELS) {
  describeRatingContract(model);
  describeServedRatings(model);
}
