import type { RatingQueries } from "../models/model.ts";

/** A model that predicts ratings. A model may rank (`Recommends`), predict, or do both. */
export interface Predicts {
  /** Name in tables: `global-mean`, `user-item-baseline`. */
  readonly kind: string;
  /**
   * predictedRating of each entry of `wanted`, in the order of its entries: f64[entries], finite, on the scale of the
   * values in train. Predictions for unknown users and items are defined by the model.
   */
  predictBatch(queries: RatingQueries): Float64Array;
}
