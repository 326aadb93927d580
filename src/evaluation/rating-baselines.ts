import { checkInteger, checkLength } from "../check.ts";
import type { Interactions } from "../data/interactions.ts";
import { DataError } from "../errors.ts";
import type { RatingQueries } from "../models/model.ts";
import { createRandom } from "../random.ts";
import type { Predicts } from "./predicts.ts";

/**
 * Predicts the mean of train for every pair: the error that a model must beat.
 *
 * predictedRating = Σ values / rows of train. Throws DataError `no-ratings` for an empty train.
 */
export function globalMeanBaseline(train: Interactions): Predicts {
  return constantBaseline("global-mean", summarise(train).mean);
}

/**
 * Draws random ratings from train: the error of guessing on this data.
 *
 * predictedRating = mean + deviation · z, clipped to the range of train; z is standard normal, the deviation that of
 * train with denominator rows. The draw of a pair follows from seed, user index and item index alone, so that it is the
 * same in any batch, and for known and unknown users. `seed` is an integer from 0 to 2³² − 1. The rule is that of
 * scikit-surprise's NormalPredictor. Throws DataError `no-ratings` for an empty train.
 */
export function randomRatingBaseline(train: Interactions, seed: number): Predicts {
  checkInteger("seed", seed, 0, 0xffff_ffff);
  const { mean, deviation, minimum, maximum } = summarise(train);
  return predictsEach("random", (user, item) => {
    const drawn = mean + deviation * createRandom(seed, hashPair(user, item)).nextGaussian();
    return Math.min(maximum, Math.max(minimum, drawn));
  });
}

/** Predicts `value` for every pair. */
export function constantBaseline(kind: string, value: number): Predicts {
  return predictsEach(kind, () => value);
}

/**
 * The two constant decisions: `everything` predicts the largest number, so that every item is liked;
 * `nothing` the smallest, so that none is, at any threshold. Their errors as predicted ratings are meaningless.
 */
export function constantBaselines(): { readonly everything: Predicts; readonly nothing: Predicts } {
  return {
    everything: constantBaseline("everything", Number.MAX_VALUE),
    nothing: constantBaseline("nothing", -Number.MAX_VALUE),
  };
}

function predictsEach(kind: string, predict: (user: number, item: number) => number): Predicts {
  const predictBatch = ({ users, histories, wanted }: RatingQueries): Float64Array => {
    checkLength("users", users.length, wanted.rowCount);
    checkLength("rows of histories", histories.rowCount, wanted.rowCount);
    const predictions = new Float64Array(wanted.indices.length);
    for (let row = 0; row < wanted.rowCount; row++) {
      for (let entry = wanted.offsets[row]!; entry < wanted.offsets[row + 1]!; entry++) {
        predictions[entry] = predict(users[row]!, wanted.indices[entry]!);
      }
    }
    return predictions;
  };
  return { kind, predictBatch };
}

function summarise({ values }: Interactions): { mean: number; deviation: number; minimum: number; maximum: number } {
  if (values.length === 0) throw new DataError("no-ratings", "train: expected ratings for the baselines, got none");
  let sum = 0;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    sum += value;
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
  }
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length), minimum, maximum };
}

/** FNV-1a over the two 32-bit words. */
function hashPair(user: number, item: number): number {
  return Math.imul(Math.imul(0x811c9dc5 ^ user, 0x01000193) ^ item, 0x01000193);
}
