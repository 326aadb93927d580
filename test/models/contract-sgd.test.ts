import { describeRatingContract, type RatingModelUnderTest } from "./rating-contract.ts";
import { describeServedRatings } from "./served-ratings-contract.ts";
import { fitBiasedMf, fitFunkMf, fitSvdpp } from "./sgd-models.ts";

const frequency = { frequencyRegularization: true, regularization: 0.5 };
const few = { factors: 5, epochs: 15, learningRate: 0.02 };

const MODELS: readonly RatingModelUnderTest[] = [
  { name: "funk-mf (sequential)", fit: (ratings) => fitFunkMf(ratings, few) },
  {
    name: "funk-mf (vectorised)",
    fit: (ratings) => fitFunkMf(ratings, { ...few, update: "vectorised", learningRate: 0.001 }),
  },
  { name: "biased-mf", fit: (ratings) => fitBiasedMf(ratings, few) },
  { name: "biased-mf (frequency)", fit: (ratings) => fitBiasedMf(ratings, { ...few, ...frequency }) },
  { name: "biased-mf (no biases)", fit: (ratings) => fitBiasedMf(ratings, { ...few, biases: false, initialMean: 1 }) },
  { name: "biased-mf (no penalty)", fit: (ratings) => fitBiasedMf(ratings, { ...few, regularization: 0 }) },
  { name: "svdpp", fit: (ratings) => fitSvdpp(ratings, few) },
  {
    name: "svdpp (frequency)",
    fit: (ratings) => fitSvdpp(ratings, { ...few, ...frequency, implicitRegularization: 0.1 }),
  },
];

for (const model of MODELS) {
  describeRatingContract({ ...model, emptyHistory: "popular items" });
  describeServedRatings(model);
}
