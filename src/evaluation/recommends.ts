import type { Csr } from "../data/csr.ts";

/** Marks an empty place in a ranking of fixed length; the value that every ranking of the project uses. */
export const NO_ITEM = 0xffff_ffff;

/** The best items of many users, row-major; a row with fewer than k items ends in NO_ITEM. */
export interface RankingBatch {
  readonly k: number;
  /** u32[rows × k] */
  readonly items: Uint32Array;
  /** f32[rows × k] */
  readonly scores: Float32Array;
}

/** Whatever can be measured: it ranks items for users given by their histories. */
export interface Recommends {
  /** Name in tables: `implicit-als`, `popularity`. */
  readonly kind: string;
  /**
   * The best k items of each row of `histories` (users × items), best first, items of the row itself left out. Scores never
   * rise; items of equal score are tied, and an evaluation draws their order. A longer list goes on where a shorter one ends.
   */
  recommendBatch(histories: Csr, k: number): RankingBatch;
}
