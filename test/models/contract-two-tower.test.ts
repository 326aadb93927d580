import { ENCODER, ENCODER_BIAS } from "../../src/models/networks/encoder.ts";
import { trainTwoTower } from "../../src/models/networks/train-two-tower.ts";
import { joinStates, matrixState, stateOf } from "../../src/models/state.ts";
import { restoreTrained } from "../../src/models/train-restored.ts";
import { describeContract, type ModelUnderTest } from "./contract.ts";
import { matrixOf } from "./fixtures.ts";
import { dataOf, trainOn } from "./train.ts";

const towers = (name: string, given: object): ModelUnderTest => ({
  name,
  fit: async (interactions, seed) => {
    const options = { factors: 8, batchSize: 16, negatives: 32, epochs: 60, ...given };
    return {
      model: await trainOn(trainTwoTower, interactions, { options, seed, feedback: "implicit" }),
      stored: undefined,
    };
  },
  fitTied: (itemCount) => {
    const nobody = matrixOf(
      itemCount,
      Array.from({ length: itemCount }, () => []),
    );
    const state = joinStates(
      matrixState(ENCODER, new Float32Array(itemCount * 8).fill(0.25), 8),
      stateOf({ [ENCODER_BIAS]: new Float32Array(8) }),
    );
    const options = trainTwoTower.model.readOptions({ factors: 8 });
    return restoreTrained(trainTwoTower, { options, state }, dataOf(nobody));
  },
  excused: {
    "seed matters":
      "it is asked of factors with a Gram matrix, of which there is none; two-tower.test.ts asks it of rows",
  },
});

describeContract(towers("two-tower", {}));
describeContract(towers("two-tower (dot)", { similarity: "dot", temperature: 1 }));
describeContract(towers("two-tower (layers)", { historyHidden: 16, itemHidden: 16 }));
