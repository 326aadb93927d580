/** Kernels of factorisations fitted to ratings: assembly/rating-sweeps.ts. */
export interface RatingSweepsExports {
  ridgeSweep(
    rowStart: number,
    rowEnd: number,
    offsets: number,
    indices: number,
    targets: number,
    other: number,
    stride: number,
    factorCount: number,
    regularization: number,
    own: number,
    scratch: number,
  ): number;
  nmfSweep(
    rowStart: number,
    rowEnd: number,
    offsets: number,
    indices: number,
    targets: number,
    other: number,
    stride: number,
    regularization: number,
    own: number,
    scratch: number,
  ): void;
  ratingLoss(
    rowStart: number,
    rowEnd: number,
    offsets: number,
    indices: number,
    targets: number,
    other: number,
    stride: number,
    regularization: number,
    own: number,
  ): number;
}

export const RATING_SWEEPS_ARITIES: Readonly<Record<keyof RatingSweepsExports, number>> = {
  ridgeSweep: 11,
  nmfSweep: 10,
  ratingLoss: 9,
};
