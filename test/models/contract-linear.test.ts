import type { Csr } from "../../src/data/csr.ts";
import { gfCf } from "../../src/models/item-weights/gf-cf.ts";
import { filterState } from "../../src/models/item-weights/gf-cf-filter.ts";
import { trainEase } from "../../src/models/item-weights/train-ease.ts";
import { trainGfCf } from "../../src/models/item-weights/train-gf-cf.ts";
import { trainRp3beta } from "../../src/models/item-weights/train-rp3beta.ts";
import { trainSlim } from "../../src/models/item-weights/train-slim.ts";
import type { RankingModel } from "../../src/models/model.ts";
import { trainItemKnn } from "../../src/models/neighbourhoods/train-item-knn.ts";
import { trainUserKnn } from "../../src/models/neighbourhoods/train-user-knn.ts";
import type { Trainable } from "../../src/models/train-model.ts";
import { restoreTrained } from "../../src/models/train-restored.ts";
import { describeContract, type ModelUnderTest } from "./contract.ts";
import { matrixOf } from "./fixtures.ts";
import { createItemWeightsModel } from "./item-weights-model.ts";
import { dataOf, trainOn } from "./train.ts";

const control = { seed: 3, threads: 1 };
const NO_CHANCE = "it draws no random numbers";

/** Weights of zero: all items tie. */
async function tiedWeights(itemCount: number): Promise<RankingModel> {
  const weights = matrixOf(
    itemCount,
    Array.from({ length: itemCount }, () => []),
  );
  return createItemWeightsModel({ kind: "tied", options: {}, weights, popularity: new Float32Array(itemCount) });
}

function subject(name: string, train: (interactions: Csr) => Promise<RankingModel>): ModelUnderTest {
  return {
    name,
    fit: async (interactions) => ({ model: await train(interactions), stored: undefined }),
    fitTied: tiedWeights,
    excused: { "seed matters": NO_CHANCE },
  };
}

const trained = (name: string, trainer: Trainable, options: Readonly<Record<string, unknown>>): ModelUnderTest =>
  subject(name, (interactions) => trainOn(trainer, interactions, { options, feedback: "implicit", ...control }));

const MODELS: readonly ModelUnderTest[] = [
  ...(["cosine", "jaccard", "tf-idf", "bm25"] as const).map((similarity) =>
    trained(`item-knn (${similarity})`, trainItemKnn, { similarity }),
  ),
  ...(["cosine", "jaccard", "tf-idf", "bm25"] as const).map((similarity) => ({
    ...trained(`user-knn (${similarity})`, trainUserKnn, { similarity }),
    excused: { artefact: "served by the histories of users, see test/serving", "seed matters": NO_CHANCE },
    fitTied: async (itemCount: number) =>
      trainOn(trainUserKnn, matrixOf(itemCount, [[], []]), { options: { similarity }, feedback: "implicit" }),
  })),
  trained("rp3beta", trainRp3beta, {}),
  trained("slim", trainSlim, { l2: 5 }),
  trained("ease", trainEase, { regularization: 10 }),
  {
    ...trained("gf-cf", trainGfCf, { factors: 8 }),
    fitTied: async (itemCount) => {
      const matrix = matrixOf(itemCount, [[], []]);
      const state = filterState({ matrix, itemScales: new Float64Array(itemCount), v: new Float32Array(itemCount) });
      return restoreTrained({ model: gfCf }, { options: gfCf.readOptions({}), state }, dataOf(matrix));
    },
    excused: { "seed matters": "its random start ends in the same vectors" },
  },
];

for (const model of MODELS) describeContract(model);
