/** Kernels of alternating least squares: assembly/als.ts. */
export interface AlsExports {
  alsSweepCholesky(
    rowStart: number,
    rowEnd: number,
    offsets: number,
    indices: number,
    weights: number,
    shift: number,
    other: number,
    stride: number,
    factorCount: number,
    gram: number,
    regularization: number,
    out: number,
    scratch: number,
  ): number;
  alsSweepCg(
    rowStart: number,
    rowEnd: number,
    offsets: number,
    indices: number,
    weights: number,
    shift: number,
    other: number,
    stride: number,
    gram: number,
    regularization: number,
    out: number,
    scratch: number,
    steps: number,
  ): void;
  alsSweepBlock(
    rowStart: number,
    rowEnd: number,
    offsets: number,
    indices: number,
    weights: number,
    shift: number,
    other: number,
    stride: number,
    factorCount: number,
    gram: number,
    regularization: number,
    out: number,
    scratch: number,
    predictions: number,
    blockSize: number,
  ): number;
  alsLoss(
    rowStart: number,
    rowEnd: number,
    offsets: number,
    indices: number,
    weights: number,
    shift: number,
    other: number,
    stride: number,
    regularization: number,
    own: number,
  ): number;
}

export const ALS_ARITIES: Readonly<Record<keyof AlsExports, number>> = {
  alsSweepCholesky: 13,
  alsSweepCg: 13,
  alsSweepBlock: 15,
  alsLoss: 10,
};
