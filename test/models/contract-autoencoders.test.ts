import { multiDae } from "../../src/models/networks/multi-dae.ts";
import { multiVae } from "../../src/models/networks/multi-vae.ts";
import { trainAutorec } from "../../src/models/networks/train-autorec.ts";
import { trainMultiDae } from "../../src/models/networks/train-multi-dae.ts";
import { trainMultiVae } from "../../src/models/networks/train-multi-vae.ts";
import { autoencoderWithEqualItems, fitSmallAutoencoder } from "./autoencoders.ts";
import { describeContract, type ModelUnderTest } from "./contract.ts";
import { describeRatingContract, type RatingModelUnderTest } from "./rating-contract.ts";
import { describeServedRatings } from "./served-ratings-contract.ts";
import { fitRatings } from "./train.ts";

const NO_FACTORS = {
  "seed matters": "its rows are no factors of the format; other seeds are compared in autoencoders.test.ts",
};

const RANKINGS: ModelUnderTest[] = [
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

for (const factors of [0, 20]) {
  RANKINGS.push({
    name: `multi-vae (${factors === 0 ? "linear decoder" : "decoder with a layer"})`,
    fit: fitSmallAutoencoder(trainMultiVae, { hidden: 30, latent: 20, factors, l2: 0.001, annealSteps: 100 }),
    fitTied: autoencoderWithEqualItems(multiVae, { hidden: 3, latent: 3, factors: factors === 0 ? 0 : 3 }, true),
    excused: NO_FACTORS,
  });
}

const few = { units: 8, epochs: 30, batchSize: 8 };
const RATINGS: readonly RatingModelUnderTest[] = [
  { name: "autorec", fit: fitRatings(trainAutorec, few) },
  { name: "autorec (rows of users)", fit: fitRatings(trainAutorec, { ...few, rows: "users" }) },
];

for (const model of RANKINGS) describeContract(model);
for (const model of RATINGS) {
  describeRatingContract({ ...model, emptyHistory: "popular items", refusesConstant: "constant-ratings" });
  describeServedRatings(model);
}
