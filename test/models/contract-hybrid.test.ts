import type { Csr } from "../../src/data/csr.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { trainBiasedMf } from "../../src/models/gradient-descent/train-biased-mf.ts";
import type { HybridOptions } from "../../src/models/hybrid/hybrid.ts";
import { trainHybrid } from "../../src/models/hybrid/train-hybrid.ts";
import { memberOf } from "../../src/models/hybrid/train-members.ts";
import { trainPopularity } from "../../src/models/means/train-popularity.ts";
import { memberModel } from "../../src/models/trainable.ts";
import { describeContract, type ModelUnderTest } from "./contract.ts";
import { BLOCK_ITEM_COUNT, matrixOf, tastes } from "./fixtures.ts";
import { lookupOf, memberWith } from "./hybrid-members.ts";
import { describeRatingContract, type RatingModelUnderTest } from "./rating-contract.ts";
import { describeServedRatings } from "./served-ratings-contract.ts";
import { fitRatings, trainOn } from "./train.ts";

/** Mixes of any models. */
const anyMix = trainHybrid({ find: memberModel, names: () => [] });

const ratingHybrid = (method: HybridOptions["method"]): RatingModelUnderTest => ({
  name: `hybrid of ratings (${method})`,
  emptyHistory: "popular items",
  fit: fitRatings(anyMix, { models: "global-mean,weighted-mean,user-item-baseline", method }),
});

for (const method of ["stacked", "weighted"] as const) describeRatingContract(ratingHybrid(method));

const factorisation = (factors: number) =>
  memberWith(trainBiasedMf, { factors, epochs: 15, learningRate: 0.02, initialMean: factors / 10 });

/** Of members that can be kept: two factorisations. */
const factorHybrid: RatingModelUnderTest = {
  name: "hybrid of factorisations",
  emptyHistory: "popular items",
  fit: fitRatings(trainHybrid(lookupOf({ "mf-3": factorisation(3), "mf-6": factorisation(6) })), {
    models: "mf-3,mf-6",
    method: "stacked",
  }),
};

describeRatingContract(factorHybrid);
describeServedRatings(factorHybrid);

/** The texts of the suite's items: each says its taste, or its colour on the checkerboard. */
function textsOf(itemCount: number): string[] {
  if (itemCount !== BLOCK_ITEM_COUNT)
    return Array.from({ length: itemCount }, (_, item) => ["even", "odd"][item % 2] ?? "");
  return tastes(3).itemIds.ids.map((id) => `taste${Math.floor(Number(id.replace("item ", "")) / 10)}`);
}

const SMALL_ALS = { factors: 8, epochs: 12, unobservedWeight: 0.1, regularization: 0.02 };

function fitRankings(matrix: Csr, given: Partial<HybridOptions>, seed: number) {
  const ids = createVocabulary(Array.from({ length: matrix.columnCount }, (_, item) => `${item}`));
  const items = { ...emptyItemTable(ids), titles: textsOf(matrix.columnCount) };
  const ofAls = Object.entries(SMALL_ALS).map(([name, value]) => [`implicit-als.${name}`, value]);
  const options = { ...given, ...Object.fromEntries(ofAls) };
  return trainOn(anyMix, matrix, { options, items, seed, feedback: "implicit" });
}

const rankingHybrid = (given: Partial<HybridOptions>): ModelUnderTest => ({
  name: `hybrid of rankings (${Object.values(given).join(", ")})`,
  fit: async (matrix, seed) => ({ model: await fitRankings(matrix, given, seed), stored: undefined }),
  fitTied: (itemCount) => {
    const popularity = memberOf(trainPopularity);
    const mix = trainHybrid(lookupOf({ one: popularity, two: popularity }));
    const options = { models: "one,two", depth: 10 };
    return trainOn(mix, matrixOf(itemCount, [[], []]), { options, feedback: "implicit" });
  },
  excused: {
    "seed matters": "the suite looks at stored factors, and it stores none",
  },
});

describeContract(rankingHybrid({ method: "weighted", normalisation: "z-score" }));
describeContract(rankingHybrid({ method: "stacked", normalisation: "rank", depth: 20 }));
