/** Most rows of one block of a factor table. */
export const BLOCK_ROWS = 65_536;

/** A run of rows of a factor table. */
export interface FactorBlock {
  /** Index of the first row. */
  readonly start: number;
  /** f32[rows × factorCount], row-major; 1 to BLOCK_ROWS rows. The receiver may keep it: the source does not write to it again. */
  readonly values: Float32Array;
}

/** Item factors that were made elsewhere, by rows in ascending order of item index. Never held as a whole. */
export interface FactorTable {
  readonly itemCount: number;
  /** Lanes of a row, one of a bias among them. */
  readonly factorCount: number;
  /**
   * All rows from the first, block after block without gaps; each call begins anew, and gives the same rows. Throws DataError
   * for a row of another length and for a value that is not finite.
   */
  blocks(): AsyncIterable<FactorBlock>;
}
