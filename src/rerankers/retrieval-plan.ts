import { type Csr, rowIndices, rowValues } from "../data/csr.ts";
import type { Interactions } from "../data/interactions.ts";
import { NO_ITEM, type RankingBatch } from "../kernels/ranking.ts";
import type { FittedModel } from "../models/fitted-model.ts";
import type { RankingModel } from "../models/model.ts";
import { listedIn, signalLength } from "../models/popular-tail.ts";
import type { Vectors } from "../models/retrieval/retrieval.ts";

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
  /** f32[rows × factorCount], folded in from each row; zeros for a row without a history. */
  userFactors(histories: Csr): Float32Array;
  /** f32[items × factorCount] of the items named, in their order. */
  itemFactors(items: Uint32Array): Float32Array;
}

/**
 * A fitted model as re-rankers see it. They read its factors where `sharesAxes` says that other fits have the same axes, and
 * then learn from the best items by score, also from those of which nothing follows.
 */
export function retrievalOf<M extends FittedModel>(
  model: M,
  popularity: Float32Array,
  sharesAxes: boolean,
): FittedRetrieval & { readonly model: M } {
  const vectors = sharesAxes ? model.retrieval?.vectors : undefined;
  if (!vectors) return { model, popularity, candidates: candidatesOfModel(model) };
  const { factorCount, itemFactors } = vectors;
  const userFactors = (histories: Csr): Float32Array => foldInRows(model, vectors, histories);
  return {
    model,
    popularity,
    vectors: { factorCount, userFactors, itemFactors },
    candidates: (histories, width) => {
      const exclude = { offsets: histories.offsets, items: histories.indices };
      return vectors.best(userFactors(histories), histories.rowCount, width, exclude);
    },
  };
}

/** Factors of each row of values, f32[rows × factorCount]; zeros for a row without a history. */
function foldInRows(
  { served: { weigh } }: FittedModel,
  { factorCount, userFactors }: Vectors,
  histories: Csr,
): Float32Array {
  const rows = new Float32Array(histories.rowCount * factorCount);
  for (let row = 0; row < histories.rowCount; row++) {
    const own = rowIndices(histories, row);
    if (own.length === 0) continue;
    const values = rowValues(histories, row);
    rows.set(userFactors(own, weigh ? weigh(values) : values), row * factorCount);
  }
  return rows;
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
