import { multiDae } from "../../src/models/networks/multi-dae.ts";
import { trainAutorec } from "../../src/models/networks/train-autorec.ts";
import { trainMultiDae } from "../../src/models/networks/train-multi-dae.ts";
import { autoencoderWithEqualItems, fitSmallAutoencoder } from "./autoencoders.ts";
import { describeContract, type ModelUnderTest } from "./contract.ts";
import { describeRatingContract, type RatingModelUnderTest } from "./rating-contract.ts";
import { describeServedRatings } from "./served-ratings-contract.ts";
import { fitRatings } from "./train.ts";

const NO_FACTORS = {
  "seed matters": "its rows are no factors of the format; other seeds are compared in autoencoders.test.ts",
};

const RANKINGS: readonly ModelUnderTest[] = [
  {
    name: "multi-dae",
    fit: fitSmallAutoencoder(trainMultiDae, { factors: 20 }),
    fitTied: autoencoderWithEqualItems(multiDae, { factors: 3 }),
    excused: NO_FACTORS,
  },
  {
    name: "multi-dae (two layers)",
    fit: fitSmallAutoencoder(trainMultiDae, { factors: 20, hidden: 30, l2: 0.001 }),
    fitTied: autoencoderWithEqualItems(multiDae, { factors: 3, hidden: 3 }, true),
    excused: NO_FACTORS,
  },
];

const few = { units: 8, epochs: 30, batchSize: 8 };
const RATINGS: readonly RatingModelUnderTest[] = [
  { name: "autorec", fit: fitRatings(trainAutorec, few) },
  { name: "autorec (rows of users)", fit: fitRatings(trainAutorec, { ...few, rows: "users" }) },
];

for (const model of RANKINGS) describeContract(model);
for (const model of RATINGS) {
  describeRatingContract({ ...model, emptyHistory: "popular items" });
  describeServedRatings(model);
}
