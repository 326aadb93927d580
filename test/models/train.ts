import type { Csr } from "../../src/data/csr.ts";
import type { Feedback, Interactions } from "../../src/data/interactions.ts";
import { emptyItemTable, type ItemTable } from "../../src/data/items.ts";
import type { UserTable } from "../../src/data/users.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import type { RatingModel } from "../../src/models/model.ts";
import type { Savable } from "../../src/models/state.ts";
import type { Trainable, TrainingData } from "../../src/models/train-model.ts";
import { fitModel, type TrainedModel } from "../../src/models/train-restored.ts";
import type { TrainingContext } from "../../src/training/context.ts";

/** What a test says of a training beside the matrix; ratings, seed 1 and one thread by default. */
export interface TestTraining extends Partial<TrainingContext> {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly feedback?: Feedback;
  readonly items?: ItemTable;
  readonly users?: UserTable;
}

/** Trains a model on a matrix (users × items) and restores it, as an evaluation does. */
export function trainOn(trainer: Trainable, matrix: Csr, training: TestTraining = {}): Promise<TrainedModel> {
  const { options = {}, feedback = "explicit", items, users, ...context } = training;
  const data = { ...dataOf(matrix, feedback), ...(items ? { items } : {}), ...(users ? { users } : {}) };
  return fitModel(trainer, data, trainer.model.readOptions(options), { seed: 1, threads: 1, ...context });
}

/** A matrix as training data, with ids `u0`, `i0` and so on. */
export function dataOf(matrix: Csr, feedback: Feedback = "explicit"): TrainingData {
  const interactions = interactionsOf(matrix, feedback);
  return { interactions, matrix, items: emptyItemTable(interactions.itemIds) };
}

/** The matrix with its entries in the order in which they stand: what comes first came first. */
export function inOrder(matrix: Csr): Csr {
  return { ...matrix, sequence: matrix.indices.slice() };
}

function interactionsOf({ rowCount, columnCount, offsets, indices, values }: Csr, feedback: Feedback): Interactions {
  const users = new Uint32Array(indices.length);
  for (let user = 0; user < rowCount; user++) users.fill(user, offsets[user], offsets[user + 1]);
  const ids = (letter: string, count: number): string[] => Array.from({ length: count }, (_, place) => letter + place);
  return {
    userIds: createVocabulary(ids("u", rowCount)),
    itemIds: createVocabulary(ids("i", columnCount)),
    users,
    items: indices,
    values,
    timestamps: undefined,
    feedback,
  };
}

/** Fits a model of ratings as contract suites take it: with the state that an artefact keeps. */
export function fitRatings(
  trainer: Trainable,
  options: Readonly<Record<string, unknown>> = {},
): (ratings: Csr) => Promise<RatingModel & Savable> {
  return async (ratings) => {
    const { predictBatch, ...model } = await trainOn(trainer, ratings, { options });
    if (!predictBatch) throw new TypeError(`${model.kind}: expected a model that predicts ratings`);
    return { ...model, predictBatch };
  };
}
