import type { RatingQueries } from "../models/model.ts";

/** Whatever predicts ratings. A model may rank (`Recommends`), predict, or do both. */
export interface Predicts {
  /** Name in tables: `global-mean`, `user-item-baseline`. */
  readonly kind: string;
  /**
   * predictedRating of each entry of `wanted`, in the order of its entries: f64[entries], finite, on the scale of the
   * values in train. Unknown users and items get what the model's documentation says.
   */
  predictBatch(queries: RatingQueries): Float64Array;
}
