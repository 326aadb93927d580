import type { Csr } from "../../src/data/csr.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import type { Model } from "../../src/models/define-model.ts";
import { fittedModel } from "../../src/models/fitted-model.ts";
import type { RankingModel } from "../../src/models/model.ts";
import { restoreModel } from "../../src/models/restore-model.ts";
import { servedModel } from "../../src/models/served.ts";
import { joinStates, matrixState, stateOf } from "../../src/models/state.ts";
import type { Trainable } from "../../src/models/train-model.ts";
import type { Fitted } from "./contract.ts";
import { trainOn } from "./train.ts";

type Given = Readonly<Record<string, unknown>>;

/** An autoencoder of histories of a small network, with what its artefact keeps. */
export function fitSmallAutoencoder(trainer: Trainable, given: Given) {
  return async (interactions: Csr, seed: number): Promise<Fitted> => {
    const options = { batchSize: 20, epochs: 60, learningRate: 0.01, ...given };
    return { model: await trainOn(trainer, interactions, { options, seed, feedback: "implicit" }), stored: undefined };
  };
}

/** Every item has the same rows. */
export function autoencoderWithEqualItems({ name, readOptions }: Model, given: Given, hasLayer = false) {
  return async (itemCount: number): Promise<RankingModel> => {
    const equal = (row: readonly number[]) =>
      Float32Array.from({ length: row.length * itemCount }, (_, at) => row[at % row.length]!);
    const state = joinStates(
      matrixState("encoder", equal([0.5, -0.25, 1]), 3),
      stateOf({ encoderBias: Float32Array.of(0.1, 0.2, -0.3) }),
      matrixState("itemFactors", equal([0.5, -0.25, 1, 0.125]), 4),
      hasLayer ? matrixState("hidden1", Float32Array.of(1, 0, 0.5, 0, 1, 0, 0.5, 0, 1), 3) : new Map(),
      hasLayer ? stateOf({ hidden1Bias: Float32Array.of(0, 0.5, 0) }) : new Map(),
    );
    const options = { ...readOptions(given), biasLane: 1 };
    const popularity = new Float32Array(itemCount).fill(2);
    const context = { popularity, explicit: false, kernelModule: await kernelModule() };
    const served = restoreModel(servedModel, name, options, state, context);
    return fittedModel({ kind: name, options, served }, context);
  };
}
