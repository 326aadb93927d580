import { fillMatrix, type Reals } from "./neural-layout.ts";

/** mean[c] and variance[c] of every column, the variance over `rows` (not rows − 1). `rows` is at least 1. */
export function columnMoments(
  rows: number,
  columns: number,
  x: Reals,
  xStride: number,
  mean: Reals,
  variance: Reals,
): void {
  const average = (value: (row: number) => number): number => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += value(row);
    return sum / rows;
  };
  fillMatrix(1, columns, mean, 0, (_, column) => average((row) => x[row * xStride + column]!));
  fillMatrix(1, columns, variance, 0, (_, column) =>
    average((row) => (x[row * xStride + column]! - mean[column]!) ** 2),
  );
}

/**
 * Batch normalisation (Ioffe & Szegedy 2015): Y ← scale · (X − mean) / √(variance + ε) + shift by columns, with the moments
 * of the batch in training and the running ones afterwards. Y may be X, but the way back needs X.
 */
export function batchNorm(
  rows: number,
  columns: number,
  x: Reals,
  xStride: number,
  mean: Reals,
  variance: Reals,
  epsilon: number,
  scale: Reals,
  shift: Reals,
  y: Reals,
  yStride: number,
): void {
  fillMatrix(rows, columns, y, yStride, (row, column) => {
    const centred = x[row * xStride + column]! - mean[column]!;
    return (scale[column]! * centred) / Math.sqrt(variance[column]! + epsilon) + shift[column]!;
  });
}

/**
 * The way back through batchNorm with the moments of the batch. With x̂ the normalised X:
 *
 *   dShift = Σ dY      dScale = Σ dY x̂      dX = scale / √(variance + ε) · (dY − dShift / rows − x̂ · dScale / rows)
 *
 * dShift and dScale are written (not added to); dX may be dY.
 */
export function batchNormBackward(
  rows: number,
  columns: number,
  x: Reals,
  xStride: number,
  dy: Reals,
  dyStride: number,
  mean: Reals,
  variance: Reals,
  epsilon: number,
  scale: Reals,
  dScale: Reals,
  dShift: Reals,
  dx: Reals,
  dxStride: number,
): void {
  const inverse = (column: number): number => 1 / Math.sqrt(variance[column]! + epsilon);
  const normalised = (row: number, column: number): number =>
    (x[row * xStride + column]! - mean[column]!) * inverse(column);
  const sum = (value: (row: number) => number): number => {
    let total = 0;
    for (let row = 0; row < rows; row++) total += value(row);
    return total;
  };
  fillMatrix(1, columns, dShift, 0, (_, column) => sum((row) => dy[row * dyStride + column]!));
  fillMatrix(1, columns, dScale, 0, (_, column) =>
    sum((row) => dy[row * dyStride + column]! * normalised(row, column)),
  );
  fillMatrix(rows, columns, dx, dxStride, (row, column) => {
    const rest = (dShift[column]! + normalised(row, column) * dScale[column]!) / rows;
    return scale[column]! * inverse(column) * (dy[row * dyStride + column]! - rest);
  });
}
