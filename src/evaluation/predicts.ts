import type { Csr } from "../data/csr.ts";

/** Pairs of user and item whose rating is asked for, user by user. */
export interface RatingQueries {
  /** u32[rows]: the user of each row, by index in the vocabulary that the model was fitted on. */
  readonly users: Uint32Array;
  /** rows × items: what is known of the user of each row; users who are not in train have it from elsewhere, or none. */
  readonly histories: Csr;
  /** rows × items: the pairs asked about are its entries; its values mean nothing. */
  readonly wanted: Csr;
}

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
