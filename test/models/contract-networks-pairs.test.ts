import type { Csr } from "../../src/data/csr.ts";
import { trainNcfMlp } from "../../src/models/networks/train-ncf-mlp.ts";
import { trainNeumf } from "../../src/models/networks/train-neumf.ts";
import { trainNeuralMf } from "../../src/models/networks/train-neural-mf.ts";
import { trainResidualMf } from "../../src/models/networks/train-residual-mf.ts";
import type { Trainable } from "../../src/models/train-model.ts";
import { describeContract } from "./contract.ts";
import { fitSmall, pairwiseWithEqualItems } from "./pairwise.ts";
import { describeRatingContract } from "./rating-contract.ts";
import { describeServedRatings } from "./served-ratings-contract.ts";
import { fitRatings } from "./train.ts";

const RATINGS = {
  validationShare: 0,
  target: "rating",
  factors: 5,
  epochs: 6,
  batchSize: 32,
  learningRate: 0.01,
  servedFactors: 6,
};
const RANKINGS = {
  validationShare: 0,
  target: "implicit",
  factors: 8,
  epochs: 30,
  batchSize: 32,
  learningRate: 0.01,
  servedFactors: 12,
  regularization: 0,
};

const TRAINERS: readonly (readonly [string, Trainable])[] = [
  ["neural-mf", trainNeuralMf],
  ["ncf-mlp", trainNcfMlp],
  ["neumf", trainNeumf],
  ["residual-mf", trainResidualMf],
];

for (const [name, trainer] of TRAINERS) {
  const ofRatings = { name: `${name} (ratings)`, fit: fitRatings(trainer, RATINGS) };
  describeRatingContract({ ...ofRatings, emptyHistory: "popular items", refusesConstant: "constant-ratings" });
  describeServedRatings(ofRatings);
  describeContract({
    name: `${name} (implicit)`,
    fit: (interactions: Csr, seed: number) => fitSmall(trainer, interactions, RANKINGS, seed),
    fitTied: pairwiseWithEqualItems,
    excused: {},
  });
}
