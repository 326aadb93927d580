import type { Csr } from "../data/csr.ts";
import type { RankingLists } from "../kernels/ranking.ts";

/** A model that ranks items for users given by their histories. */
export interface Recommends {
  /** Name in tables: `implicit-als`, `popularity`. */
  readonly kind: string;
  /**
   * The best k items of each row of `histories` (users × items), best first, items of the row itself left out. Scores
   * never rise; items of equal score are tied, and an evaluation draws their order. A longer list goes on where a
   * shorter one ends.
   */
  recommendBatch(histories: Csr, k: number): RankingLists;
}
