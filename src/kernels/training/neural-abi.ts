/** Numbers of the activations in assembly/activations.ts. A new one is a line here and its cases there. */
export const ACTIVATIONS = { none: 0, relu: 1, sigmoid: 2, tanh: 3, leakyRelu: 4 } as const;

/** The slope of leaky-relu below zero. */
export const LEAKY_SLOPE = 0.01;

/** Bytes of scratch that the three products need, for each thread: panels of B and a strip of A (assembly/gemm.ts). */
export const GEMM_SCRATCH_BYTES = (256 * 128 + 256 * 4) * 4;

/**
 * Kernels of networks: assembly/gemm.ts, activations.ts, neural.ts and norm.ts. The functions of src/kernels/reference/neural-*.ts
 * in the same order of parameters; the products take scratch in the end.
 */
export interface NeuralExports {
  gemm(
    rows: number,
    columns: number,
    depth: number,
    a: number,
    aStride: number,
    b: number,
    bStride: number,
    bias: number,
    activation: number,
    accumulate: number,
    c: number,
    cStride: number,
    scratch: number,
  ): void;
  gemmTransposedA(
    rows: number,
    columns: number,
    depth: number,
    a: number,
    aStride: number,
    b: number,
    bStride: number,
    accumulate: number,
    c: number,
    cStride: number,
    scratch: number,
  ): void;
  gemmTransposedB(
    rows: number,
    columns: number,
    depth: number,
    a: number,
    aStride: number,
    b: number,
    bStride: number,
    bias: number,
    activation: number,
    accumulate: number,
    c: number,
    cStride: number,
    scratch: number,
  ): void;
  activate(
    rows: number,
    columns: number,
    x: number,
    xStride: number,
    bias: number,
    activation: number,
    y: number,
    yStride: number,
  ): void;
  activateBackward(
    rows: number,
    columns: number,
    y: number,
    yStride: number,
    dy: number,
    dyStride: number,
    activation: number,
    dx: number,
    dxStride: number,
  ): void;
  columnSums(rows: number, columns: number, a: number, aStride: number, accumulate: number, out: number): void;
  gatherRows(
    count: number,
    indices: number,
    columns: number,
    table: number,
    tableStride: number,
    out: number,
    outStride: number,
  ): void;
  scatterAddRows(
    count: number,
    slots: number,
    columns: number,
    gradients: number,
    gradientStride: number,
    out: number,
    outStride: number,
  ): void;
  bagRows(
    rows: number,
    offsets: number,
    indices: number,
    values: number,
    columns: number,
    table: number,
    tableStride: number,
    out: number,
    outStride: number,
  ): void;
  scatterAddBags(
    rows: number,
    offsets: number,
    slots: number,
    values: number,
    columns: number,
    gradients: number,
    gradientStride: number,
    out: number,
    outStride: number,
  ): void;
  copyBlock(
    rows: number,
    columns: number,
    x: number,
    xStride: number,
    accumulate: number,
    out: number,
    outStride: number,
  ): void;
  copyRows(
    rows: number,
    columns: number,
    x: number,
    xStride: number,
    accumulate: number,
    out: number,
    outStride: number,
  ): void;
  multiplyRows(
    rows: number,
    columns: number,
    x: number,
    xStride: number,
    y: number,
    yStride: number,
    accumulate: number,
    out: number,
    outStride: number,
  ): void;
  dotRows(
    rows: number,
    columns: number,
    x: number,
    xStride: number,
    y: number,
    yStride: number,
    accumulate: number,
    out: number,
    outStride: number,
  ): void;
  scaleRows(
    rows: number,
    columns: number,
    factors: number,
    factorStride: number,
    x: number,
    xStride: number,
    accumulate: number,
    out: number,
    outStride: number,
  ): void;
  addVector(count: number, factor: number, x: number, y: number): void;
  scaleVector(count: number, factor: number, x: number, y: number): void;
  sumSquares(count: number, x: number): number;
  dropout(count: number, x: number, keep: number, seed: number, stream: number, first: number, y: number): void;
  gaussians(count: number, seed: number, stream: number, first: number, out: number): void;
  columnMoments(rows: number, columns: number, x: number, xStride: number, mean: number, variance: number): void;
  batchNorm(
    rows: number,
    columns: number,
    x: number,
    xStride: number,
    mean: number,
    variance: number,
    epsilon: number,
    scale: number,
    shift: number,
    y: number,
    yStride: number,
  ): void;
  batchNormBackward(
    rows: number,
    columns: number,
    x: number,
    xStride: number,
    dy: number,
    dyStride: number,
    mean: number,
    variance: number,
    epsilon: number,
    scale: number,
    dScale: number,
    dShift: number,
    dx: number,
    dxStride: number,
  ): void;
}

export const NEURAL_ARITIES: Readonly<Record<keyof NeuralExports, number>> = {
  gemm: 13,
  gemmTransposedA: 11,
  gemmTransposedB: 13,
  activate: 8,
  activateBackward: 9,
  columnSums: 6,
  gatherRows: 7,
  scatterAddRows: 7,
  bagRows: 9,
  scatterAddBags: 9,
  copyBlock: 7,
  copyRows: 7,
  multiplyRows: 9,
  dotRows: 9,
  scaleRows: 9,
  addVector: 4,
  scaleVector: 4,
  sumSquares: 2,
  dropout: 7,
  gaussians: 5,
  columnMoments: 6,
  batchNorm: 11,
  batchNormBackward: 14,
};
