import type { Csr } from "../../src/data/csr.ts";
import { type Feedback, type Interactions, toCsr } from "../../src/data/interactions.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { type HybridOptions, hybridOptions } from "../../src/models/hybrid.ts";
import { createHybridRankingModel } from "../../src/models/hybrid-ranking.ts";
import { countInteractions, createPopularityModel } from "../../src/models/item-counts.ts";
import { trainGlobalMean } from "../../src/models/means/train-global-mean.ts";
import { trainUserItemBaseline } from "../../src/models/means/train-user-item-baseline.ts";
import { trainWeightedMean } from "../../src/models/means/train-weighted-mean.ts";
import type { RankingModel, RatingModel } from "../../src/models/model.ts";
import { createTfIdfModel, tfIdfOptions } from "../../src/models/tf-idf.ts";
import { type MemberPlan, trainHybrid } from "../../src/training/hybrid-trainer.ts";
import { describeContract, type ModelUnderTest } from "./contract.ts";
import { BLOCK_ITEM_COUNT, checkerboard, tastes } from "./fixtures.ts";
import { fitImplicitAls } from "./implicit-als.ts";
import { describeRatingContract, type RatingModelUnderTest } from "./rating-contract.ts";
import { describeServedRatings } from "./served-ratings-contract.ts";
import { fitBiasedMf } from "./sgd-models.ts";
import { fitRatings } from "./train.ts";

const numbered = (count: number) => createVocabulary(Array.from({ length: count }, (_, place) => `${place}`));

/** A matrix as the table that it came from. */
function tableOf(matrix: Csr, feedback: Feedback): Interactions {
  return {
    userIds: numbered(matrix.rowCount),
    itemIds: numbered(matrix.columnCount),
    users: Uint32Array.from(matrix.indices, (_, entry) => matrix.offsets.findLastIndex((offset) => offset <= entry)),
    items: matrix.indices,
    values: matrix.values,
    timestamps: undefined,
    feedback,
  };
}

const rating = (name: string, create: (ratings: Csr) => RatingModel | Promise<RatingModel>): MemberPlan => ({
  ...{ name, content: false, predicts: true },
  fit: (train) => create(toCsr(train)),
});

const RATING_PLANS = [
  rating("global-mean", fitRatings(trainGlobalMean)),
  rating("weighted-mean", fitRatings(trainWeightedMean)),
  rating("user-item-baseline", fitRatings(trainUserItemBaseline)),
];

const ratingHybrid = (method: HybridOptions["method"]): RatingModelUnderTest => ({
  name: `hybrid of ratings (${method})`,
  fit: async (ratings) => {
    const options = hybridOptions({ models: RATING_PLANS.map(({ name }) => name).join(","), method });
    const model = await trainHybrid(tableOf(ratings, "explicit"), RATING_PLANS, options, { seed: 1, threads: 1 });
    if ("predictBatch" in model) return model;
    throw new Error("expected a mix that predicts ratings");
  },
});

for (const method of ["stacked", "weighted"] as const) describeRatingContract(ratingHybrid(method));

/** Of members that can be kept: two factorisations. */
const factorHybrid: RatingModelUnderTest = {
  name: "hybrid of factorisations",
  fit: async (ratings) => {
    const plans = [3, 6].map((factors): MemberPlan => {
      const options = { factors, epochs: 15, learningRate: 0.02, initialMean: factors / 10 };
      return {
        name: `mf-${factors}`,
        content: false,
        predicts: true,
        fit: (train) => fitBiasedMf(toCsr(train), options),
      };
    });
    const options = hybridOptions({ models: "mf-3,mf-6", method: "stacked" });
    const model = await trainHybrid(tableOf(ratings, "explicit"), plans, options, { seed: 1, threads: 1 });
    if ("predictBatch" in model) return model;
    throw new Error("expected a mix that predicts ratings");
  },
};

describeRatingContract(factorHybrid);
describeServedRatings(factorHybrid);

/** The texts of the suite's items: each says its taste, or its colour on the checkerboard. */
function textsOf(itemCount: number): string[] {
  if (itemCount !== BLOCK_ITEM_COUNT)
    return Array.from({ length: itemCount }, (_, item) => ["even", "odd"][item % 2] ?? "");
  return tastes(3).itemIds.ids.map((id) => `taste${Math.floor(Number(id.replace("item ", "")) / 10)}`);
}

function rankingPlans(seed: number): MemberPlan[] {
  const plan = (name: string, create: (matrix: Csr) => RankingModel | Promise<RankingModel>): MemberPlan => ({
    ...{ name, content: name === "tf-idf", predicts: false },
    fit: (train) => create(toCsr(train)),
  });
  return [
    plan("implicit-als", async (matrix) => (await fitImplicitAls(matrix, { factors: 8 }, seed)).model),
    plan("tf-idf", (matrix) => {
      const items = { ...emptyItemTable(numbered(matrix.columnCount)), titles: textsOf(matrix.columnCount) };
      return createTfIdfModel(items, tfIdfOptions({}), { popularity: countInteractions(matrix), explicit: false });
    }),
    plan("popularity", createPopularityModel),
  ];
}

const rankingHybrid = (given: Partial<HybridOptions>): ModelUnderTest => ({
  name: `hybrid of rankings (${Object.values(given).join(", ")})`,
  fit: async (matrix, seed) => {
    const control = { seed, threads: 1 };
    const model = await trainHybrid(tableOf(matrix, "implicit"), rankingPlans(seed), hybridOptions(given), control);
    return { model, stored: undefined };
  },
  fitTied: async (itemCount) => {
    const nobody = createPopularityModel({ ...checkerboard(itemCount), indices: new Uint32Array(0) });
    const members = ["one", "two"].map((name) => ({ ...nobody, name, content: false }));
    return createHybridRankingModel({
      ...{ options: {}, normalisation: "z-score", depth: 10, coldWeight: 1 },
      ...{ members, weights: Float64Array.of(0.5, 0.5), popularity: new Float32Array(itemCount) },
    });
  },
  excused: {
    "seed matters": "the suite looks at stored factors, and it stores none",
  },
});

describeContract(rankingHybrid({ method: "weighted", normalisation: "z-score" }));
describeContract(rankingHybrid({ method: "stacked", normalisation: "rank", depth: 20 }));
