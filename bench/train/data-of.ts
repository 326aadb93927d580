import type { Csr } from "../../src/data/csr.ts";
import type { Feedback, Interactions } from "../../src/data/interactions.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import type { TrainingData } from "../../src/models/train-model.ts";

/** A matrix (users × items) as training data; ids are numbers, since nothing reads them. */
export function dataOf(matrix: Csr, feedback: Feedback): TrainingData {
  const ids = (count: number) => createVocabulary(Array.from({ length: count }, (_, place) => `${place}`));
  const itemIds = ids(matrix.columnCount);
  const users = new Uint32Array(matrix.indices.length);
  for (let user = 0; user < matrix.rowCount; user++) users.fill(user, matrix.offsets[user], matrix.offsets[user + 1]);
  const interactions: Interactions = {
    userIds: ids(matrix.rowCount),
    itemIds,
    users,
    items: matrix.indices,
    values: matrix.values,
    timestamps: undefined,
    feedback,
  };
  return { interactions, matrix, items: emptyItemTable(itemIds) };
}
