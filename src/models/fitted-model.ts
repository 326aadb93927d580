import { checkInteger } from "../check.ts";
import { type Csr, rowIndices, rowSequence, rowValues } from "../data/csr.ts";
import { NO_ITEM, type RankingBatch } from "../kernels/ranking.ts";
import { checkHistories } from "./histories.ts";
import { rankByPopularity } from "./item-counts.ts";
import type { RankingModel, RatingQueries } from "./model.ts";
import type { OptionValues } from "./option-specs.ts";
import { popularItems } from "./popular-tail.ts";
import { checkQueries, checkRatedHistories } from "./rating-model.ts";
import { createRetrieval } from "./retrieval/create-retrieval.ts";
import { popularityOf } from "./retrieval/popularity-of.ts";
import type { Retrieval, RetrievalContext } from "./retrieval/retrieval.ts";
import type { ServedModel } from "./served-model.ts";

/** Longest list that can be asked for; a service sets a lower limit. */
const MAXIMUM_LENGTH = 0x7fff_ffff;
/** Places of a batch that are searched together. */
const BATCH_PLACES = 1_000_000;

/** A restored model as an evaluation asks it: many users at a time, by histories of raw values. */
export interface FittedModel extends RankingModel {
  readonly served: ServedModel;
  readonly retrieval: Retrieval | undefined;
  /** As in ServedModel: a mix takes nothing personal from such lists. */
  readonly isAlike?: boolean | undefined;
  /** Present where the model predicts ratings: f64 for each entry of `wanted`, in its order. */
  readonly predictBatch?: ((queries: RatingQueries) => Float64Array) | undefined;
}

/** A model with its name and its options, as they are reported. */
export interface NamedModel {
  readonly kind: string;
  readonly options: OptionValues;
  readonly served: ServedModel;
}

/**
 * Makes a restored model measurable: lists are those that serving gives for the same histories. Both batch functions throw
 * RangeError for an item outside the catalogue; predictBatch also for parts that differ in rows and ratings that are not finite.
 */
export function fittedModel({ kind, options, served }: NamedModel, context: RetrievalContext): FittedModel {
  const popularity = popularityOf(served, context.popularity);
  const itemCount = popularity.length;
  const retrieval = createRetrieval(served, context);
  const { predict } = served;
  return {
    kind,
    options,
    itemCount,
    served,
    retrieval,
    isAlike: served.isAlike,
    recommendBatch: (histories, k) => {
      checkInteger("k", k, 1, MAXIMUM_LENGTH);
      if (predict) checkRatedHistories(histories, itemCount);
      else checkHistories(histories, itemCount);
      return recommendRows(served, retrieval, popularity, histories, k);
    },
    ...(predict
      ? {
          predictBatch: (queries: RatingQueries) => {
            checkQueries(queries, itemCount);
            return predictRows(predict, queries);
          },
        }
      : {}),
  };
}

function recommendRows(
  { weigh }: ServedModel,
  retrieval: Retrieval | undefined,
  popularity: Float32Array,
  histories: Csr,
  k: number,
): RankingBatch {
  const itemCount = popularity.length;
  const { order } = popularItems(popularity);
  if (!retrieval) return rankByPopularity(histories, k, popularity, order);
  const batch = {
    queryCount: histories.rowCount,
    k,
    items: new Uint32Array(histories.rowCount * k).fill(NO_ITEM),
    scores: new Float32Array(histories.rowCount * k).fill(Number.NEGATIVE_INFINITY),
    popular: new Uint8Array(histories.rowCount * k),
  };
  const width = Math.min(k, itemCount);
  const rowsAtATime = Math.max(1, Math.floor(BATCH_PLACES / width));
  for (let start = 0; start < histories.rowCount; start += rowsAtATime) {
    const end = Math.min(histories.rowCount, start + rowsAtATime);
    const rows: number[] = [];
    for (let row = start; row < end; row++) if (rowIndices(histories, row).length > 0) rows.push(row);
    const users = rows.map((row) => {
      const history = rowIndices(histories, row);
      const values = rowValues(histories, row);
      const sequence = rowSequence(histories, row);
      return { history, weights: weigh ? weigh(values) : values, exclude: history, sequence };
    });
    const found = retrieval.scanBatch?.(users, width, { filter: undefined });
    for (const [place, row] of rows.entries()) {
      const user = users[place];
      if (!user) continue;
      const { ranking } =
        found?.[place] ??
        retrieval.scan(user.history, user.weights, width, {
          filter: undefined,
          exclude: user.exclude,
          sequence: user.sequence,
        });
      batch.items.set(ranking.items.subarray(0, width), row * k);
      batch.scores.set(ranking.scores.subarray(0, width), row * k);
      if (ranking.popular) batch.popular.set(ranking.popular.subarray(0, width), row * k);
    }
  }
  fillEmptyRows(batch, histories, popularity, order);
  return batch;
}

/** Users without a history get the popular items. */
function fillEmptyRows(
  { k, items, scores, popular }: RankingBatch & { readonly popular: Uint8Array },
  { rowCount, offsets }: Csr,
  popularity: Float32Array,
  order: Uint32Array,
): void {
  const best = order.subarray(0, k);
  const values = Float32Array.from(best, (item) => popularity[item]!);
  for (let row = 0; row < rowCount; row++) {
    if (offsets[row] !== offsets[row + 1]) continue;
    items.set(best, row * k);
    scores.set(values, row * k);
    popular.fill(1, row * k, (row + 1) * k);
  }
}

function predictRows(predict: NonNullable<ServedModel["predict"]>, { histories, wanted }: RatingQueries): Float64Array {
  const predictions = new Float64Array(wanted.indices.length);
  for (let row = 0; row < wanted.rowCount; row++) {
    const [start, end] = [wanted.offsets[row]!, wanted.offsets[row + 1]!];
    if (start === end) continue;
    const predictedRating = predict(rowIndices(histories, row), rowValues(histories, row));
    for (let entry = start; entry < end; entry++) predictions[entry] = predictedRating(wanted.indices[entry]!);
  }
  return predictions;
}
