import type { Csr } from "../../src/data/csr.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import type { RatingModel } from "../../src/models/model.ts";
import { createItemKnnRatingModel } from "../../src/models/neighbourhoods/item-knn-rating.ts";
import { itemKnnRatingOptions, userKnnRatingOptions } from "../../src/models/neighbourhoods/knn-rating-options.ts";
import { ratingLevels } from "../../src/models/neighbourhoods/rating-levels.ts";
import { trainCoClustering } from "../../src/models/neighbourhoods/train-co-clustering.ts";
import { ItemNeighbours } from "../../src/models/neighbourhoods/train-item-neighbours.ts";
import { trainSlopeOne } from "../../src/models/neighbourhoods/train-slope-one.ts";
import { createUserKnnRatingModel } from "../../src/models/neighbourhoods/train-user-search.ts";
import { describeRatingContract, type RatingModelUnderTest } from "./rating-contract.ts";
import { describeServedRatings } from "./served-ratings-contract.ts";
import { fitRatings } from "./train.ts";

type Given = Readonly<Record<string, unknown>>;

const module = await threadedKernelModule();

function userKnn(given: Given): RatingModelUnderTest {
  return {
    name: `user-knn-rating ${JSON.stringify(given)}`,
    fit: (ratings) => createUserKnnRatingModel(module, ratings, userKnnRatingOptions(given)),
  };
}

function itemKnn(given: Given): RatingModelUnderTest {
  const options = itemKnnRatingOptions(given);
  const fit = (ratings: Csr): RatingModel => {
    const levels = ratingLevels("item-knn-rating", ratings, options);
    const neighbours = new ItemNeighbours(module, ratings, levels, options, 1);
    neighbours.run();
    return createItemKnnRatingModel(levels, options, neighbours.result());
  };
  return { name: `item-knn-rating ${JSON.stringify(given)}`, fit };
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

const MODELS: readonly RatingModelUnderTest[] = [
  ...[userKnn, itemKnn].flatMap((knn) => [
    knn({}),
    ...SIMILARITIES.map((similarity, place) => knn({ similarity, kind: KINDS[place % 4], k: 3 })),
    ...KINDS.map((kind) => knn({ kind, fallback: "global-mean", minK: 3, damping: 0.1 })),
    knn({ similarity: "cosine", imputation: "user-mean", kind: "basic" }),
    knn({ similarity: "adjusted-cosine", imputation: "user-mean" }),
  ]),
  userKnn({ similarity: "cosine", imputation: "full-rows", kind: "basic" }),
  userKnn({ similarity: "adjusted-cosine", imputation: "full-rows", kind: "means", k: 3 }),
  itemKnn({ keep: 2, k: 1, shrinkage: 5, minSupport: 4 }),
  slopeOne("support"),
  slopeOne("uniform"),
  coClustering({}),
  coClustering({ userClusters: 5, itemClusters: 1 }),
];

for (const model of MODELS) {
  describeRatingContract(model);
  describeServedRatings(model);
}
