import { rowIndices } from "../../src/data/csr.ts";
import type { Interactions } from "../../src/data/interactions.ts";
import type { Fold } from "../../src/data/splits.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import type { Recommends } from "../../src/evaluation/recommends.ts";
import { NO_ITEM } from "../../src/kernels/ranking.ts";

/** What one user has in train and in test, as item indices. */
export interface UserItems {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** A fold written down as item indices by user; `users[u]` belongs to user index u. */
export function foldOf(itemCount: number, users: readonly UserItems[], name = "by hand"): Fold {
  const userIds = createVocabulary(users.map((_, user) => `user ${user}`));
  const itemIds = createVocabulary(Array.from({ length: itemCount }, (_, item) => `item ${item}`));
  const part = (lists: readonly (readonly number[])[]): Interactions => {
    const items = Uint32Array.from(lists.flat());
    return {
      userIds,
      itemIds,
      users: Uint32Array.from(lists.flatMap((list, user) => list.map(() => user))),
      items,
      values: new Float32Array(items.length).fill(1),
      timestamps: undefined,
      feedback: "implicit",
    };
  };
  return { train: part(users.map(({ train }) => train)), test: part(users.map(({ test }) => test)), name };
}

/** A model that plays back lists, with falling scores: a history in `train` is answered with the list at the same place. */
export function playback(train: readonly (readonly number[])[], ranked: readonly (readonly number[])[]): Recommends {
  const keyOf = (history: Iterable<number>) => [...history].sort((a, b) => a - b).join(" ");
  const lists = new Map(train.map((history, place) => [keyOf(history), ranked[place]]));
  return {
    kind: "playback",
    recommendBatch: (histories, k) => {
      const items = new Uint32Array(histories.rowCount * k).fill(NO_ITEM);
      for (let row = 0; row < histories.rowCount; row++) {
        items.set(lists.get(keyOf(rowIndices(histories, row)))?.slice(0, k) ?? [], row * k);
      }
      return { k, items, scores: Float32Array.from(items, (_, place) => -(place % k)) };
    },
  };
}
