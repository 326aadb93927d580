import { checkInteger, checkLength } from "../check.ts";
import { type Csr, rowIndices, rowValues } from "../data/csr.ts";
import { DataError } from "../errors.ts";
import { checkHistories } from "./histories.ts";
import type { RatingModel, RatingQueries } from "./model.ts";
import { endRowBySignal, popularItems } from "./popular-tail.ts";
import { bareItems, productWithRow, type RatingProduct } from "./rating-product.ts";
import { createHistoryReach, productSizes, quietenRatings, type ReachesOf, reachedBy } from "./rating-signal.ts";
import { selectTop } from "./select-top.ts";

/** Longest list that can be asked for; serving sets a lower limit. */
const MAXIMUM_LENGTH = 0x7fff_ffff;

/** What every rating model knows of the values it was fitted on. */
export interface RatingScale {
  /** μ, the plain mean over all ratings. */
  readonly mean: number;
  /** Lowest and highest rating in train: predictions stay between them. */
  readonly minimum: number;
  readonly maximum: number;
}

/** predictedRating of one user by item index; finite for every item of the catalogue. */
export type RatingPredictor = (item: number) => number;

/** A rating model without what all of them share. */
export interface RatingModelParts {
  readonly kind: string;
  readonly options: RatingModel["options"];
  readonly itemCount: number;
  /** The predictor of a user who gave these items (u32) these ratings (f32); both are empty for an unknown user. */
  readonly predictorOf: PredictorOf;
  /** What items are ranked by, where that is not predictedRating: the prediction before clipping. */
  readonly scorerOf?: PredictorOf | undefined;
  /** As in ServedRatings. */
  readonly reachesOf?: ReachesOf | undefined;
  readonly product?: RatingProduct | undefined;
  /** f32[items]: orders the items for which nothing follows; without it they stand by index. */
  readonly popularity?: Float32Array | undefined;
  /** As connectedItems gives them (models/connected-items.ts). */
  readonly connected?: Uint32Array | undefined;
  /** As in ServedRatings. */
  readonly isAlike?: boolean | undefined;
}

/** Makes the predictor of a user who gave these items (u32) these ratings (f32). */
export type PredictorOf = (items: Uint32Array, ratings: Float32Array) => RatingPredictor;

/** Mean and range of ratings (users × items). Throws DataError `no-ratings`, or `bad-rating` where one is not finite. */
export function ratingScale(kind: string, ratings: Csr): RatingScale {
  const { values } = ratings;
  if (values.length === 0) {
    throw new DataError("no-ratings", `${kind}: expected ratings to fit, got an empty table`);
  }
  let sum = 0;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    sum += value;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  if (!Number.isFinite(sum)) {
    const found = values.find((value) => !Number.isFinite(value));
    throw new DataError("bad-rating", `${kind}: expected finite ratings, got ${found}; correct or leave out such rows`);
  }
  return { mean: sum / values.length, minimum, maximum };
}

/** The rating nearest to `rating` within the scale. */
export function clipRating(scale: RatingScale, rating: number): number {
  return Math.min(scale.maximum, Math.max(scale.minimum, rating));
}

/**
 * Predictions that are scores clipped to the scale, and the scores themselves: beyond the end of the scale they keep items
 * apart whose predictions are level.
 */
export function clippedScores(
  scale: RatingScale,
  scorerOf: PredictorOf,
): { readonly predictorOf: PredictorOf; readonly scorerOf: PredictorOf } {
  return {
    scorerOf,
    predictorOf: (items, ratings) => {
      const score = scorerOf(items, ratings);
      return (item) => clipRating(scale, score(item));
    },
  };
}

/**
 * Makes a rating model from the predictor of one user: checks what comes in, walks batches, ranks by score where there are
 * scores and by predictedRating otherwise.
 *
 * Both batch functions throw RangeError for an item outside the catalogue and for a rating in a history that is not finite;
 * predictBatch also where the parts of the queries differ in rows. A ranking costs O(items · log k) a user.
 */
export function createRatingModel(parts: RatingModelParts): RatingModel {
  const { kind, options, itemCount, predictorOf, scorerOf = predictorOf, reachesOf, popularity, connected } = parts;
  const popular = popularity && popularItems(popularity);
  const product = parts.product && { ...parts.product, rows: parts.product.rows };
  const isBare = product && bareItems(product);
  const sizes = product && productSizes(product.rows, product.laneCount, product.factorCount);
  // Predictions that order items alike for all users hold for users of any part of the catalogue.
  const reach = popularity && !parts.isAlike ? createHistoryReach({ popularity, connected }, sizes) : undefined;
  return {
    kind,
    options,
    itemCount,
    popularity,
    connected,
    isAlike: parts.isAlike,
    predictBatch: (queries) => {
      const { histories, wanted } = queries;
      checkQueries(queries, itemCount);
      const predictions = new Float64Array(wanted.indices.length);
      for (let row = 0; row < wanted.rowCount; row++) {
        const [start, end] = [wanted.offsets[row]!, wanted.offsets[row + 1]!];
        if (start === end) continue;
        const predict = predictorOf(rowIndices(histories, row), rowValues(histories, row));
        for (let entry = start; entry < end; entry++) predictions[entry] = predict(wanted.indices[entry]!);
      }
      return predictions;
    },
    recommendBatch: (histories, k) => {
      checkInteger("k", k, 1, MAXIMUM_LENGTH);
      checkRatedHistories(histories, itemCount);
      const size = histories.rowCount * k;
      const batch = {
        ...{ queryCount: histories.rowCount, k },
        ...{ items: new Uint32Array(size), scores: new Float32Array(size), popular: new Uint8Array(size) },
      };
      const scores = new Float32Array(itemCount);
      const isOwn = new Uint8Array(itemCount);
      const isOut = (item: number): boolean => isOwn[item] === 1;
      for (let row = 0; row < histories.rowCount; row++) {
        const own = rowIndices(histories, row);
        for (const item of own) isOwn[item] = 1;
        const given = rowValues(histories, row);
        // A user without history is ranked in the same way, by popularity and biases.
        const ends = popular !== undefined && own.length > 0;
        const query = ends ? product?.queryOf(own, given) : undefined;
        const reached = ends ? reach?.(own, query) : undefined;
        // Where a list ends, it is the product that serving ranks by: what it lacks of a prediction is the same for all items.
        const scoreOf = reached && query && product ? productWithRow(product, query) : scorerOf(own, given);
        for (let item = 0; item < itemCount; item++) if (isOwn[item] === 0) scores[item] = scoreOf(item);
        if (ends) quietenRatings(scores, isOut, reachedBy(reached, reachesOf?.(own, given)));
        selectTop(scores, isOwn, batch, row);
        if (ends) {
          const scoresOf = () => (item: number) => scores[item]!;
          endRowBySignal(batch, row, popular, () => ({ left: itemCount - own.length, isOut, scoresOf }));
          for (let place = row * k; place < (row + 1) * k; place++) {
            if (isBare?.[batch.items[place]!] === 1) batch.popular[place] = 1;
          }
        }
        for (const item of own) isOwn[item] = 0;
      }
      return batch;
    },
  };
}

/** Checks what predictBatch was given: lengths, items of the catalogue, finite ratings. Throws RangeError. */
export function checkQueries({ users, histories, wanted }: RatingQueries, itemCount: number): void {
  checkLength("users", users.length, wanted.rowCount);
  checkLength("rows of histories", histories.rowCount, wanted.rowCount);
  checkRatedHistories(histories, itemCount);
  for (const item of wanted.indices) if (item >= itemCount) checkInteger("wanted item", item, 0, itemCount - 1);
}

/** Throws RangeError for an item outside the catalogue, and for a rating that is not finite. */
export function checkRatedHistories(histories: Csr, itemCount: number): void {
  checkHistories(histories, itemCount);
  for (const value of histories.values) {
    if (!Number.isFinite(value)) throw new RangeError(`history rating: expected a finite number, got ${value}`);
  }
}
