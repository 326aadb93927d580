import { type Csr, rowIndices, transpose } from "../../src/data/csr.ts";
import { countInteractions } from "../../src/models/item-counts.ts";
import { slim } from "../../src/models/item-weights/slim.ts";
import { csrState, WEIGHTS } from "../../src/models/state.ts";
import type { Trainable } from "../../src/models/train-model.ts";
import { createItemWeightsModel, type ItemWeightsModel } from "./item-weights-model.ts";

/**
 * A model of item weights for tests: B_ji = |U_j ∩ U_i| / √(|U_j| · |U_i|), the cosine of co-occurrence, 0 on the diagonal.
 * Plain and slow.
 */
export function itemCosineWeights(interactions: Csr): Csr {
  const itemCount = interactions.columnCount;
  const users = transpose(interactions);
  const counts = countInteractions(interactions);
  const offsets = new Uint32Array(itemCount + 1);
  const indices: number[] = [];
  const values: number[] = [];
  for (let item = 0; item < itemCount; item++) {
    const together = new Map<number, number>();
    for (const user of rowIndices(users, item)) {
      for (const other of rowIndices(interactions, user)) together.set(other, (together.get(other) ?? 0) + 1);
    }
    together.delete(item);
    for (const [other, count] of [...together].sort(([a], [b]) => a - b)) {
      indices.push(other);
      values.push(count / Math.sqrt((counts[item] ?? 1) * (counts[other] ?? 1)));
    }
    offsets[item + 1] = indices.length;
  }
  return {
    ...{ rowCount: itemCount, columnCount: itemCount, offsets },
    ...{ indices: Uint32Array.from(indices), values: Float32Array.from(values) },
  };
}

export function fitItemCosine(
  interactions: Csr,
  kernelModule?: WebAssembly.Module,
  weightOf?: (value: number) => number,
): ItemWeightsModel {
  const parts = { weights: itemCosineWeights(interactions), popularity: countInteractions(interactions), weightOf };
  return createItemWeightsModel({ kind: "item-cosine", options: {}, ...parts }, kernelModule);
}

/** The same as a trainer; it has the name and the options of a model that restores such weights. */
export const trainItemCosine: Trainable = {
  model: slim,
  packing: { cuts: [{ array: WEIGHTS, option: "keep" }] },
  fit: ({ matrix }, options) => ({ options, state: csrState(WEIGHTS, itemCosineWeights(matrix)) }),
};
