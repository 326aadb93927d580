/** Numbers of the formulas of finishSimilarities in assembly/similarity.ts. */
export const SIMILARITY_FORMULAS = { msd: 0, jaccard: 1, ratingJaccard: 2, cosine: 3, imputed: 4, pearson: 5 } as const;

/** Bytes of a heap entry in assembly/neighbours.ts. */
export const NEIGHBOUR_ENTRY_BYTES = 16;

/** Bytes of scratch that keepNearest needs: two lists of entries, and the counts of three digits. */
export const keepNearestBytes = (rowCount: number): number => 16 * rowCount + 3 * 2048 * 4;

/** Sums over the columns that a query row shares with each row. */
type SumShared = (
  columns: number,
  values: number,
  count: number,
  offsets: number,
  rows: number,
  ratings: number,
  sums: number,
) => void;

/** Kernels of neighbourhoods: assembly/similarity.ts and assembly/neighbours.ts. */
export interface SimilarityExports {
  sumDifferences: SumShared;
  countEqual: SumShared;
  sumProducts: SumShared;
  sumMoments: SumShared;
  finishSimilarities(
    kind: number,
    rowCount: number,
    sums: number,
    minimumSupport: number,
    offset: number,
    shrinkage: number,
    query: number,
    rowTerms: number,
    similarities: number,
  ): void;
  weighRows(
    similarities: number,
    rows: number,
    deviations: number,
    count: number,
    k: number,
    heap: number,
    out: number,
  ): number;
  keepNearest(
    similarities: number,
    rowCount: number,
    own: number,
    keep: number,
    indices: number,
    weights: number,
    scratch: number,
  ): number;
}

export const SIMILARITY_ARITIES: Readonly<Record<keyof SimilarityExports, number>> = {
  sumDifferences: 7,
  countEqual: 7,
  sumProducts: 7,
  sumMoments: 7,
  finishSimilarities: 9,
  weighRows: 7,
  keepNearest: 7,
};
