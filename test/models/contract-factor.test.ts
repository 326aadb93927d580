import { orthonormalGram } from "../../src/cli/packing/content-of.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { countInteractions } from "../../src/models/item-counts.ts";
import { trainExplicitAls } from "../../src/models/linear-algebra/train-explicit-als.ts";
import { trainNmf } from "../../src/models/linear-algebra/train-nmf.ts";
import { trainSvd } from "../../src/models/linear-algebra/train-svd.ts";
import { createPureSvdModel, type PureSvdOptions, pureSvdOptions } from "../../src/models/pure-svd.ts";
import { fitPureSvd } from "../../src/training/svd-models.ts";
import { describeContract, type ModelUnderTest } from "./contract.ts";
import { checkerboard } from "./fixtures.ts";
import { describeRatingContract, type RatingModelUnderTest } from "./rating-contract.ts";
import { describeServedRatings } from "./served-ratings-contract.ts";
import { fitRatings } from "./train.ts";

const explicitAls = (given: object) => fitRatings(trainExplicitAls, { factors: 5, ...given });
const nmf = (given: object) => fitRatings(trainNmf, { factors: 5, ...given });
const svd = (given: object) => fitRatings(trainSvd, { factors: 5, ...given });

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
  describeRatingContract({ ...model, emptyHistory: "popular items" });
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
