/** Marks an empty position in a ranking of fixed length. */
export const NO_ITEM = 0xffff_ffff;

/** The best items of one query: score descending, then item index ascending. Both arrays have the same length. */
export interface Ranking {
  /** u32[found], dense item indices; found ≤ k. */
  readonly items: Uint32Array;
  /** f32[found] */
  readonly scores: Float32Array;
  /**
   * u8[found]: 1 where an item is ordered by popularity because the history has no information on it; absent where none
   * is.
   */
  readonly popular?: Uint8Array | undefined;
}

/** The best items of many queries, row-major; a row with fewer than k items ends in NO_ITEM with score -Infinity. */
export interface RankingBatch {
  readonly queryCount: number;
  readonly k: number;
  /** u32[queryCount × k] */
  readonly items: Uint32Array;
  /** f32[queryCount × k] */
  readonly scores: Float32Array;
  /** u8[queryCount × k]: as in Ranking. */
  readonly popular?: Uint8Array | undefined;
}

/** The lists of a batch; their number is known elsewhere. */
export type RankingLists = Omit<RankingBatch, "queryCount">;
