import { checkLength } from "../check.ts";

/**
 * Root mean squared error of predicted ratings, in the unit of the ratings.
 *
 *   rmse = √( Σ_r (actual_r − predicted_r)² / rows )
 *
 * Large errors weigh more than in the mean absolute error. Every row counts once, so that users with many test ratings
 * weigh more. From 0, lower is better; NaN without rows.
 *
 * `actual` f32[rows] and `predicted` f64[rows] are on one scale. Throws RangeError for different lengths.
 * Source: Bennett & Lanning 2007 (the Netflix Prize).
 */
export function rootMeanSquaredError(actual: Float32Array, predicted: Float64Array): number {
  return Math.sqrt(meanOf(actual, predicted, (error) => error * error));
}

/**
 * Mean absolute error of predicted ratings, in the unit of the ratings.
 *
 *   mae = Σ_r |actual_r − predicted_r| / rows
 *
 * Every row counts once. From 0, lower is better, never above the root mean squared error; NaN without rows.
 *
 * `actual` f32[rows] and `predicted` f64[rows] are on one scale. Throws RangeError for different lengths.
 * Source: Herlocker et al. 2004.
 */
export function meanAbsoluteError(actual: Float32Array, predicted: Float64Array): number {
  return meanOf(actual, predicted, Math.abs);
}

function meanOf(actual: Float32Array, predicted: Float64Array, loss: (error: number) => number): number {
  checkLength("predicted", predicted.length, actual.length);
  let sum = 0;
  for (let row = 0; row < actual.length; row++) sum += loss(actual[row]! - predicted[row]!);
  return sum / actual.length;
}
