import { type Csr, rowIndices } from "../../src/data/csr.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import type { Model } from "../../src/models/define-model.ts";
import { fittedModel } from "../../src/models/fitted-model.ts";
import type { RankingModel } from "../../src/models/model.ts";
import { restoreModel } from "../../src/models/restore-model.ts";
import { servedModel } from "../../src/models/served.ts";
import { joinStates, matrixState, stateOf } from "../../src/models/state.ts";
import type { Trainable } from "../../src/models/train-model.ts";
import { createRandom, shuffle } from "../../src/random.ts";
import type { Fitted } from "./contract.ts";
import { matrixOf } from "./fixtures.ts";
import { type TestTraining, trainOn } from "./train.ts";

type Given = Readonly<Record<string, unknown>>;

/** A matrix whose rows have an order: that of the indices, or a drawn one. */
export function ordered(matrix: Csr, seed?: number): Csr {
  if (seed === undefined) return { ...matrix, sequence: matrix.indices.slice() };
  const random = createRandom(seed);
  const rows = Array.from({ length: matrix.rowCount }, (_, row) => shuffle(rowIndices(matrix, row).slice(), random));
  return { ...matrix, sequence: Uint32Array.from(rows.flatMap((row) => [...row])) };
}

/** Users who go around a circle of items, one by one, from a place of their own: behind item i comes item i + 1. */
export function circle(items: number, users: number, length: number): Csr {
  const rows = Array.from({ length: users }, (_, user) => Array.from({ length }, (_, at) => (7 * user + at) % items));
  const matrix = matrixOf(items, rows);
  return { ...matrix, sequence: Uint32Array.from(rows.flat()) };
}

/** Options of a small network that learns in a moment. */
export const SMALL = {
  factors: 16,
  length: 8,
  epochs: 60,
  patience: 0,
  validationShare: 0,
  dropout: 0,
  learningRate: 0.01,
  learningRateSchedule: "constant",
  batchSize: 32,
};

export const trainSequence = (
  trainer: Trainable,
  matrix: Csr,
  given: Given = {},
  training: Partial<TestTraining> = {},
) => trainOn(trainer, matrix, { options: { ...SMALL, ...given }, feedback: "implicit", ...training });

/** A sequence model as contract suites take it: it learns from drawn orders, and is asked in that of the indices. */
export function fitSequence(trainer: Trainable, given: Given) {
  return async (interactions: Csr, seed: number): Promise<Fitted> => {
    const model = await trainSequence(trainer, ordered(interactions, 5), given, { seed });
    const inOrder = {
      ...model,
      recommendBatch: (histories: Csr, k: number) => model.recommendBatch(ordered(histories), k),
    };
    return { model: inOrder, stored: undefined };
  };
}

/** Every item has the same row. */
export function sequenceWithEqualItems(
  { name, readOptions }: Model,
  given: Given,
  sizes: Readonly<Record<string, number>>,
) {
  return async (itemCount: number): Promise<RankingModel> => {
    const row = [0.5, -0.25, 1, 0.75, 0.125];
    const arrays = Object.entries(sizes).map(([array, length]) => [array, new Float32Array(length).fill(0.5)]);
    const rows = Float32Array.from({ length: 5 * itemCount }, (_, at) => row[at % 5]!);
    const state = joinStates(stateOf(Object.fromEntries(arrays)), matrixState("itemFactors", rows, 5));
    const options = { ...readOptions({ factors: 4, ...given }), loss: "softmax", biasLane: 1 };
    const context = {
      popularity: new Float32Array(itemCount).fill(2),
      explicit: false,
      kernelModule: await kernelModule(),
    };
    const served = restoreModel(servedModel, name, options, state, context);
    const model = fittedModel({ kind: name, options, served }, context);
    return { ...model, recommendBatch: (histories, k) => model.recommendBatch(ordered(histories), k) };
  };
}
