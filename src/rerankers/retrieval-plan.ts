import { type Csr, rowIndices } from "../data/csr.ts";
import type { Interactions } from "../data/interactions.ts";
import { NO_ITEM, type RankingBatch } from "../kernels/ranking.ts";
import type { RankingModel } from "../models/model.ts";
import { listedIn, signalLength } from "../models/popular-tail.ts";

/** How a retrieval is fitted to any part of the data, so that re-rankers can be trained behind it. */
export interface RetrievalPlan<F extends FittedRetrieval = FittedRetrieval> {
  /**
   * Fits to `train`, which keeps the vocabularies of the whole. `phase` says what for; undefined for the fits of cross-fitting,
   * which have one phase together. A plan whose fits share the axes of their vectors begins at `start`, the fit before;
   * others ignore it.
   */
  fit(train: Interactions, phase?: string, start?: F): Promise<F>;
}

/** A retrieval that was fitted, as re-rankers see it. */
export interface FittedRetrieval {
  /** What is measured: the lists that will be served. */
  readonly model: RankingModel;
  /** f32[items], interactions of each item in what it was fitted to. */
  readonly popularity: Float32Array;
  /**
   * Factors that a re-ranker may read. Absent where there are none, and where each fit has axes of its own: weights learnt on
   * the axes of one fit mean nothing on those of another.
   */
  readonly vectors?: RetrievalVectors | undefined;
  /** The best `width` items of each row that follow from it, best first; NO_ITEM behind them. Items of the row are left out. */
  candidates(histories: Csr, width: number): RankingBatch;
}

export interface RetrievalVectors {
  readonly factorCount: number;
  /** f32[rows × factorCount], folded in from each row. */
  userFactors(histories: Csr): Float32Array;
  /** f32[items × factorCount] of the items named, in their order. */
  itemFactors(items: Uint32Array): Float32Array;
}

/** `candidates` of a model by its lists: the items before those that stand there by popularity. */
export function candidatesOfModel(model: RankingModel): FittedRetrieval["candidates"] {
  return (histories, width) => {
    const { items, scores, popular, ...batch } = model.recommendBatch(histories, width);
    const found = { ...batch, items: items.slice(), scores: scores.slice() };
    for (let row = 0; row < histories.rowCount; row++) {
      const end = row * width + followingLength({ ...batch, items, scores, popular }, histories, row);
      found.items.fill(NO_ITEM, end, (row + 1) * width);
      found.scores.fill(Number.NEGATIVE_INFINITY, end, (row + 1) * width);
    }
    return found;
  };
}

/** How many of the first items of a row follow from its history; none of a row without one. */
export function followingLength({ k, items, scores, popular }: RankingBatch, histories: Csr, row: number): number {
  if (rowIndices(histories, row).length === 0) return 0;
  const [start, end] = [row * k, row * k + listedIn(items, row, k)];
  return signalLength({
    items: items.subarray(start, end),
    scores: scores.subarray(start, end),
    popular: popular?.subarray(start, end),
  });
}
