import type { Csr } from "../../src/data/csr.ts";
import { kernelModule, threadedKernelModule } from "../../src/kernels/module.node.ts";
import { fittedModel } from "../../src/models/fitted-model.ts";
import { countInteractions } from "../../src/models/item-counts.ts";
import type { RatingModel } from "../../src/models/model.ts";
import { itemKnn as itemKnnModel } from "../../src/models/neighbourhoods/item-knn.ts";
import { ratingLevels } from "../../src/models/neighbourhoods/rating-levels.ts";
import { trainCoClustering } from "../../src/models/neighbourhoods/train-co-clustering.ts";
import { trainItemKnn } from "../../src/models/neighbourhoods/train-item-knn.ts";
import { trainSlopeOne } from "../../src/models/neighbourhoods/train-slope-one.ts";
import { trainUserKnn } from "../../src/models/neighbourhoods/train-user-knn.ts";
import { createUserSearch } from "../../src/models/neighbourhoods/train-user-search.ts";
import { userKnn as userKnnModel } from "../../src/models/neighbourhoods/user-knn.ts";
import { userKnnRatings } from "../../src/models/neighbourhoods/user-knn-rating.ts";
import { rankedByRatings } from "../../src/models/served-by-ratings.ts";
import type { ServedModel } from "../../src/models/served-model.ts";
import type { ModelState, Savable } from "../../src/models/state.ts";
import { restoreTrained } from "../../src/models/train-restored.ts";
import { describeRatingContract, type RatingModelUnderTest } from "./rating-contract.ts";
import { describeServedRatings } from "./served-ratings-contract.ts";
import { dataOf, fitRatings, trainOn } from "./train.ts";

type Given = Readonly<Record<string, unknown>>;

const module = await threadedKernelModule();
const serving = await kernelModule();

/** The half of user-knn that predicts, by the kernels of training and ranked by what it predicts. */
function userKnnHalf(given: Given): RatingModelUnderTest {
  const options = userKnnModel.readOptions(given);
  return {
    name: `user-knn, its predictions alone ${JSON.stringify(given)}`,
    emptyHistory: "popular items",
    fit: (ratings) => {
      const levels = ratingLevels("user-knn", ratings, options);
      const half = userKnnRatings(options, levels, createUserSearch(module, ratings, levels, options));
      return ratingModel(rankedByRatings(half, countInteractions(ratings), undefined), ratings);
    },
  };
}

function ratingModel(served: ServedModel, ratings: Csr): RatingModel {
  const context = { kernelModule: serving, popularity: countInteractions(ratings) };
  const { predictBatch, ...model } = fittedModel({ kind: "user-knn", options: {}, served }, context);
  if (!predictBatch) throw new TypeError("expected a model that predicts ratings");
  return { ...model, predictBatch };
}

function userKnn(given: Given): RatingModelUnderTest {
  return { name: `user-knn ${JSON.stringify(given)}`, fit: fitRatings(trainUserKnn, given) };
}

/** item-knn as a mix of ratings keeps it: without the weights by which it ranks. */
function itemKnnHalf(given: Given): RatingModelUnderTest {
  const fit = async (ratings: Csr): Promise<RatingModel & Savable> => {
    const { fitted } = await trainOn(trainItemKnn, ratings, { options: given });
    const state: ModelState = new Map([...fitted.state].filter(([name]) => !name.startsWith("weights.")));
    const { options } = fitted;
    const { predictBatch, ...model } = await restoreTrained(
      { model: itemKnnModel },
      { options, state },
      dataOf(ratings),
    );
    if (!predictBatch) throw new TypeError("expected a model that predicts ratings");
    return { ...model, predictBatch, state: () => state };
  };
  return { name: `item-knn, its predictions alone ${JSON.stringify(given)}`, fit, emptyHistory: "popular items" };
}

function slopeOne(weighting: string): RatingModelUnderTest {
  return {
    name: `slope-one (${weighting})`,
    fit: fitRatings(trainSlopeOne, { weighting }),
    emptyHistory: "popular items",
  };
}

function coClustering(given: Given): RatingModelUnderTest {
  return {
    name: `co-clustering ${JSON.stringify(given)}`,
    fit: fitRatings(trainCoClustering, { epochs: 5, ...given }),
    emptyHistory: "popular items",
  };
}

const SIMILARITIES = ["cosine", "adjusted-cosine", "pearson", "pearson-baseline", "msd", "jaccard", "rating-jaccard"];
const KINDS = ["basic", "means", "zscore", "baseline"];

/** Options of both neighbourhoods. */
const OF_BOTH: readonly Given[] = [
  {},
  ...SIMILARITIES.map((similarity, place) => ({ similarity, kind: KINDS[place % 4], neighbours: 3 })),
  ...KINDS.map((kind) => ({ kind, fallback: "global-mean", minNeighbours: 3, damping: 0.1 })),
  { similarity: "cosine", imputation: "user-mean", kind: "basic" },
  { similarity: "adjusted-cosine", imputation: "user-mean" },
];
const OF_USERS: readonly Given[] = [
  ...OF_BOTH,
  { similarity: "cosine", imputation: "full-rows", kind: "basic" },
  { similarity: "adjusted-cosine", imputation: "full-rows", kind: "means", neighbours: 3 },
];
const OF_ITEMS: readonly Given[] = [...OF_BOTH, { keep: 2, neighbours: 1, shrinkage: 5, minSupport: 4 }];
const OTHERS = [
  slopeOne("support"),
  slopeOne("uniform"),
  coClustering({}),
  coClustering({ userClusters: 5, itemClusters: 1 }),
];

for (const model of [...OF_USERS.map(userKnnHalf), ...OF_ITEMS.map(itemKnnHalf), ...OTHERS]) {
  describeRatingContract(model);
}
for (const model of [...OF_USERS.map(userKnn), ...OF_ITEMS.map(itemKnnHalf), ...OTHERS]) describeServedRatings(model);
