import type { Csr } from "../../src/data/csr.ts";
import type { RankingModel } from "../../src/models/model.ts";
import { trainItemMarkov } from "../../src/models/sequential/train-item-markov.ts";
import type { TrainedModel } from "../../src/models/train-restored.ts";
import { describeContract } from "./contract.ts";
import { matrixOf } from "./fixtures.ts";
import { inOrder, trainOn } from "./train.ts";

/** The model asked about histories in the order of their entries, as the suite sends them in requests. */
function asked<Model extends RankingModel>(model: Model): Model {
  return { ...model, recommendBatch: (histories, k) => model.recommendBatch(inOrder(histories), k) };
}

async function fitInOrder(interactions: Csr): Promise<TrainedModel> {
  // The suite's users have few items: all of each history counts.
  const training = { feedback: "implicit", options: { window: 100, decay: 1, shrinkage: 1 } } as const;
  return asked(await trainOn(trainItemMarkov, inOrder(interactions), training));
}

describeContract({
  name: "item-markov",
  fit: async (interactions) => ({ model: await fitInOrder(interactions), stored: undefined }),
  // Of single items no other follows.
  fitTied: (itemCount) => fitInOrder(matrixOf(itemCount, [[0], [1]])),
  excused: {
    "seed matters": "it draws no random numbers",
    checkerboard: "nothing stands before an item that is first in every history: see item-markov.test.ts",
  },
});
