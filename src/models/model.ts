import type { Csr } from "../data/csr.ts";
import type { RankingBatch } from "../kernels/ranking.ts";

/** Values that a hyper-parameter can take; they go into the manifest as they are. */
export type OptionValue = number | string | boolean;

/**
 * A fitted model that ranks items for a user given by their history. Users need no row in any table: whoever has a
 * history can be served.
 */
export interface RankingModel {
  /** Name on the command line: `implicit-als`, `popularity`. */
  readonly kind: string;
  /** Every hyper-parameter with the value used. */
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly itemCount: number;
  /**
   * The best k items of each row of `histories` (users × items), items of the row itself left out.
   * A row without entries is ranked by popularity. Score descending, then item index ascending.
   */
  recommendBatch(histories: Csr, k: number): RankingBatch;
}
