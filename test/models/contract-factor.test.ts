import { trainExplicitAls } from "../../src/models/linear-algebra/train-explicit-als.ts";
import { trainNmf } from "../../src/models/linear-algebra/train-nmf.ts";
import { trainPureSvd } from "../../src/models/linear-algebra/train-pure-svd.ts";
import { trainSvd } from "../../src/models/linear-algebra/train-svd.ts";
import { factorsState, GRAM, joinStates, matrixState } from "../../src/models/state.ts";
import { restoreTrained } from "../../src/models/train-restored.ts";
import { describeContract, type ModelUnderTest } from "./contract.ts";
import { checkerboard } from "./fixtures.ts";
import { describeRatingContract, type RatingModelUnderTest } from "./rating-contract.ts";
import { describeServedRatings } from "./served-ratings-contract.ts";
import { dataOf, fitRatings, trainOn } from "./train.ts";

const explicitAls = (given: object) => fitRatings(trainExplicitAls, { factors: 5, ...given });
const nmf = (given: object) => fitRatings(trainNmf, { factors: 5, ...given });
const svd = (given: object) => fitRatings(trainSvd, { factors: 5, ...given });

const MODELS: readonly RatingModelUnderTest[] = [
  { name: "explicit-als", fit: explicitAls({}) },
  { name: "explicit-als (no biases)", fit: explicitAls({ biases: false }) },
  { name: "nmf", fit: nmf({}) },
  { name: "nmf (biases)", fit: nmf({ biases: true }) },
  { name: "svd (randomised)", fit: svd({}) },
  { name: "svd (lanczos)", fit: svd({ method: "lanczos" }) },
  { name: "svd (raw ratings)", fit: svd({ centre: "none" }) },
];

for (const model of MODELS) {
  describeRatingContract({ ...model, emptyHistory: "popular items" });
  describeServedRatings(model);
}

const pureSvd = (name: string, given: object): ModelUnderTest => ({
  name,
  fit: async (interactions, seed) => {
    const options = { factors: 8, ...given };
    return {
      model: await trainOn(trainPureSvd, interactions, { options, seed, feedback: "implicit" }),
      stored: undefined,
    };
  },
  fitTied: (itemCount) => {
    const nobody = { ...checkerboard(itemCount), offsets: new Uint32Array(itemCount + 1), indices: new Uint32Array(0) };
    const state = joinStates(
      factorsState({ precision: "f32", values: new Float32Array(itemCount).fill(0.25) }, 1),
      matrixState(GRAM, Float32Array.of(1), 1),
    );
    return restoreTrained(trainPureSvd, { options: trainPureSvd.model.readOptions({}), state }, dataOf(nobody));
  },
  excused: {
    "seed matters": "the seed changes the decomposition by rounding only",
  },
});

describeContract(pureSvd("pure-svd (randomised)", {}));
describeContract(pureSvd("pure-svd (lanczos)", { method: "lanczos" }));
describeContract(pureSvd("pure-svd (values)", { values: "rating" }));
