import { trainGlobalMean } from "../../src/models/means/train-global-mean.ts";
import { trainUserItemBaseline } from "../../src/models/means/train-user-item-baseline.ts";
import { trainWeightedMean } from "../../src/models/means/train-weighted-mean.ts";
import { describeRatingContract, type RatingModelUnderTest } from "./rating-contract.ts";
import { describeServedRatings } from "./served-ratings-contract.ts";
import { fitRatings } from "./train.ts";

const emptyHistory = "popular items";

const MODELS: readonly RatingModelUnderTest[] = [
  { name: "global-mean", fit: fitRatings(trainGlobalMean), emptyHistory },
  { name: "weighted-mean", fit: fitRatings(trainWeightedMean), emptyHistory },
  { name: "weighted-mean (m = 0)", fit: fitRatings(trainWeightedMean, { m: 0 }), emptyHistory },
  { name: "user-item-baseline (als)", fit: fitRatings(trainUserItemBaseline), emptyHistory },
  {
    name: "user-item-baseline (als, no penalty)",
    fit: fitRatings(trainUserItemBaseline, { userRegularization: 0, itemRegularization: 0 }),
    emptyHistory,
  },
  {
    name: "user-item-baseline (sgd)",
    fit: fitRatings(trainUserItemBaseline, { method: "sgd", learningRate: 0.02 }),
    emptyHistory,
  },
];

for (const model of MODELS) {
  describeRatingContract(model);
  describeServedRatings(model);
}
