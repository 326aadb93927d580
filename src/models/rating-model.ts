import { checkInteger, checkLength } from "../check.ts";
import type { Csr } from "../data/csr.ts";
import { DataError } from "../errors.ts";
import { checkHistories } from "./histories.ts";
import type { RatingQueries } from "./model.ts";

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
