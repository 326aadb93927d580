import type { Csr } from "../../data/csr.ts";
import { nextTask } from "../../evaluation/next-task.ts";
import { cutRows } from "../../models/cut-rows.ts";
import {
  createItemWeightsModel,
  type ItemWeightsModel,
  isItemWeightsModel,
  servedItemWeights,
} from "../../models/item-weights.ts";
import type { RankingModel } from "../../models/model.ts";
import { isWeightRowsModel, stackRows, type WeightRowsModel, weighHistories } from "../../models/weight-rows.ts";

/** Entries of each row that are packed unless `keep` says otherwise. */
export const DEFAULT_KEEP = 200;

/** A fitted model that ranks by a matrix of weights between items, whether it holds the matrix or computes its rows. */
export type WeighingModel = ItemWeightsModel | WeightRowsModel;

/** Whether its matrix can be packed. */
export function isWeighingModel(model: object): model is WeighingModel {
  return isItemWeightsModel(model) || isWeightRowsModel(model);
}

/** Rows cut to their strongest entries, and how many entries there were before. */
export interface CutWeights {
  readonly weights: Csr;
  readonly wholeCount: number;
}

/** Cuts each row to its `keep` entries of the largest absolute value. Memory: what is kept, and a few rows. */
export async function cutWeights(model: WeighingModel, keep: number, signal?: AbortSignal): Promise<CutWeights> {
  if (isItemWeightsModel(model)) {
    return { weights: cutRows(model.weights, keep), wholeCount: model.weights.indices.length };
  }
  const { itemCount, rowsAtATime } = model;
  const parts: Csr[] = [];
  let wholeCount = 0;
  for (let start = 0; start < itemCount; start += rowsAtATime) {
    await nextTask();
    signal?.throwIfAborted();
    const rows = model.weightRows(start, Math.min(itemCount, start + rowsAtATime));
    wholeCount += rows.indices.length;
    parts.push(cutRows(rows, keep));
  }
  return { weights: stackRows(itemCount, parts), wholeCount };
}

/** The model with a matrix cut before, by the kernels of serving. */
export function withWeights(model: WeighingModel, weights: Csr, module: WebAssembly.Module): RankingModel {
  if (isItemWeightsModel(model)) return createItemWeightsModel({ ...model, weights }, module);
  const { kind, options, popularity, weigh } = model;
  const cut = createItemWeightsModel({ kind, options, weights, popularity, weightOf: (weight) => weight }, module);
  return { ...cut, recommendBatch: (histories, k) => cut.recommendBatch(weighHistories(histories, weigh), k) };
}

/** A cut matrix as the server takes it: an item without a value weighs 1. */
export function servedWeights(model: WeighingModel, weights: Csr): Csr {
  return isItemWeightsModel(model) ? servedItemWeights({ ...model, weights }, NOBODY).weights : weights;
}

const NOBODY = {
  rowCount: 0,
  columnCount: 0,
  offsets: new Uint32Array(1),
  indices: new Uint32Array(),
  values: new Float32Array(),
};

/** Histories (users × items) with the weights that go with such a matrix. */
export function servedHistories(model: WeighingModel, histories: Csr): Csr {
  if (isItemWeightsModel(model)) return servedItemWeights(model, histories).histories;
  return weighHistories(histories, model.weigh);
}
