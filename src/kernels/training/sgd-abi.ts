/** Kernels of stochastic gradient descent on ratings: assembly/sgd.ts. */
export interface SgdExports {
  sgdPass(
    entries: number,
    count: number,
    seed: number,
    userFactors: number,
    itemFactors: number,
    stride: number,
    userBiases: number,
    itemBiases: number,
    userScales: number,
    itemScales: number,
    settings: number,
  ): number;
  sgdSquares(
    entries: number,
    count: number,
    userFactors: number,
    itemFactors: number,
    stride: number,
    userBiases: number,
    itemBiases: number,
    settings: number,
  ): number;
  sgdBatchRows(
    rowStart: number,
    rowEnd: number,
    offsets: number,
    indices: number,
    values: number,
    own: number,
    other: number,
    stride: number,
    learningRate: number,
    regularization: number,
    scratch: number,
  ): number;
  svdppPass(
    order: number,
    userCount: number,
    seed: number,
    offsets: number,
    ratings: number,
    userFactors: number,
    itemFactors: number,
    implicit: number,
    stride: number,
    userBiases: number,
    itemBiases: number,
    userScales: number,
    itemScales: number,
    settings: number,
    scratch: number,
  ): number;
  svdppSquares(
    userStart: number,
    userEnd: number,
    offsets: number,
    ratings: number,
    userFactors: number,
    itemFactors: number,
    implicit: number,
    stride: number,
    userBiases: number,
    itemBiases: number,
    settings: number,
    scratch: number,
  ): number;
}

export const SGD_ARITIES: Readonly<Record<keyof SgdExports, number>> = {
  sgdPass: 11,
  sgdSquares: 8,
  sgdBatchRows: 11,
  svdppPass: 15,
  svdppSquares: 12,
};
