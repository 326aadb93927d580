import type { Csr } from "../data/csr.ts";
import type { RankingBatch } from "../kernels/ranking.ts";

/** Values that a hyper-parameter can take; they go into the manifest as they are. */
export type OptionValue = number | string | boolean;

/**
 * A fitted model that ranks items for a user given by their history. Users need no row in any table: a history is
 * enough to be served.
 */
export interface RankingModel {
  /** Name on the command line: `implicit-als`, `popularity`. */
  readonly kind: string;
  /** Every hyper-parameter with the value used. */
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly itemCount: number;
  /**
   * The best k items of each row of `histories` (users × items), items of the row itself left out.
   * A row without entries is ranked by popularity, and so are items for which nothing follows (models/popular-tail.ts).
   * Score descending, then item index ascending.
   */
  recommendBatch(histories: Csr, k: number): RankingBatch;
}

/** Pairs of user and item whose rating is asked for, user by user. */
export interface RatingQueries {
  /** u32[rows]: the user of each row, by index in the vocabulary that the model was fitted on. */
  readonly users: Uint32Array;
  /** rows × items: the ratings known of the user of each row; users who are not in train have them from elsewhere, or none. */
  readonly histories: Csr;
  /** rows × items: the pairs asked about are its entries; its values mean nothing. */
  readonly wanted: Csr;
}

/**
 * A fitted model that predicts ratings. It ranks too: by predictedRating in f32, descending, then by item index ascending;
 * a model of factors by what it predicts before clipping to the scale, so that its best items are not level. Unlike other
 * models it ranks a row without history in the same way, not by popularity.
 */
export interface RatingModel extends RankingModel {
  /** f32[items]: ratings of each item in train, where the model ends its lists by them (models/popular-tail.ts). */
  readonly popularity?: Float32Array | undefined;
  /** Whether items stand in the same order for all users, whatever the history. */
  readonly isAlike?: boolean | undefined;
  /** Connected parts of the catalogue, where there are several (models/connected-items.ts). */
  readonly connected?: Uint32Array | undefined;
  /** predictedRating of each entry of `wanted`, in the order of its entries: f64[entries], finite, on the scale of train. */
  predictBatch(queries: RatingQueries): Float64Array;
}
