/** Kernels of Slope One: assembly/slope-one.ts. */
export interface SlopeOneExports {
  slopeOneRows(
    rowStart: number,
    rowEnd: number,
    offsets: number,
    users: number,
    ratings: number,
    ownOffsets: number,
    items: number,
    ownRatings: number,
    pairs: number,
  ): void;
  slopeOnePredict(
    item: number,
    items: number,
    ratings: number,
    count: number,
    pairs: number,
    weighted: number,
    out: number,
  ): void;
}

export const SLOPE_ONE_ARITIES: Readonly<Record<keyof SlopeOneExports, number>> = {
  slopeOneRows: 9,
  slopeOnePredict: 7,
};
