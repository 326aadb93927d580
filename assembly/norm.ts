import { laneMask } from "./activations";

/*
 * Batch normalisation by columns. Vectors are f32[columns, padded]; padding of `scale` and `shift` is zero, and so is that
 * of every output. Four columns at a time, rows in ascending order.
 */

/** Two f64x2 halves as one f32x4, times a factor. */
// @ts-ignore: decorator
@inline
function narrow(low: v128, high: v128, factor: v128): v128 {
  const first = f32x4.demote_f64x2_zero(f64x2.mul(low, factor));
  const second = f32x4.demote_f64x2_zero(f64x2.mul(high, factor));
  return v128.shuffle<f32>(first, second, 0, 1, 4, 5);
}

// @ts-ignore: decorator
@inline
function upper(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
}

/**
 * Mean and variance (over `rows`, at least 1) of every column, in two passes with f64 sums: errors are those of rounding the
 * results, and for the variance that of the rounded mean, ε₃₂² mean².
 */
export function columnMoments(
  rows: u32, columns: u32, xPtr: usize, xStride: u32, meanPtr: usize, variancePtr: usize,
): void {
  const step = <usize>xStride << 2;
  const factor = f64x2.splat(1 / <f64>rows);
  for (let column: u32 = 0; column < columns; column += 4) {
    const lanes = <usize>column << 2;
    let low = f64x2.splat(0);
    let high = low;
    let from = xPtr + lanes;
    for (let row: u32 = 0; row < rows; row++) {
      const x = v128.load(from);
      low = f64x2.add(low, f64x2.promote_low_f32x4(x));
      high = f64x2.add(high, upper(x));
      from += step;
    }
    const mean = narrow(low, high, factor);
    v128.store(meanPtr + lanes, mean);
    low = f64x2.splat(0);
    high = low;
    from = xPtr + lanes;
    const meanLow = f64x2.promote_low_f32x4(mean);
    const meanHigh = upper(mean);
    for (let row: u32 = 0; row < rows; row++) {
      const x = v128.load(from);
      const a = f64x2.sub(f64x2.promote_low_f32x4(x), meanLow);
      const b = f64x2.sub(upper(x), meanHigh);
      low = f64x2.add(low, f64x2.mul(a, a));
      high = f64x2.add(high, f64x2.mul(b, b));
      from += step;
    }
    v128.store(variancePtr + lanes, narrow(low, high, factor));
  }
}

/** 1 / √(variance + ε). */
// @ts-ignore: decorator
@inline
function inverseDeviation(variancePtr: usize, epsilon: f32): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(v128.load(variancePtr), f32x4.splat(epsilon))));
}

/**
 * Y ← scale · (X − mean) / √(variance + ε) + shift (Ioffe & Szegedy 2015). Y may be X, but the way back needs X.
 * |error| ≤ 6 ε₃₂ · (|scale| (|x| + |mean|) / √(variance + ε) + |shift|).
 */
export function batchNorm(
  rows: u32, columns: u32, xPtr: usize, xStride: u32, meanPtr: usize, variancePtr: usize, epsilon: f32, scalePtr: usize,
  shiftPtr: usize, yPtr: usize, yStride: u32,
): void {
  for (let column: u32 = 0; column < columns; column += 4) {
    const lanes = <usize>column << 2;
    const factor = f32x4.mul(v128.load(scalePtr + lanes), inverseDeviation(variancePtr + lanes, epsilon));
    const mean = v128.load(meanPtr + lanes);
    const shift = v128.load(shiftPtr + lanes);
    const mask = laneMask(columns - column);
    let x = xPtr + lanes;
    let y = yPtr + lanes;
    for (let row: u32 = 0; row < rows; row++) {
      const value = f32x4.add(f32x4.mul(factor, f32x4.sub(v128.load(x), mean)), shift);
      v128.store(y, v128.and(value, mask));
      x += <usize>xStride << 2;
      y += <usize>yStride << 2;
    }
  }
}

/**
 * The way back through batchNorm with the moments of the batch; x̂ is the normalised X:
 *
 *   dShift ← Σ dY      dScale ← Σ dY x̂      dX ← scale / √(variance + ε) · (dY − dShift / rows − x̂ · dScale / rows)
 *
 * dX may be dY. Sums are f32: |error| ≤ (rows + 8) · ε₃₂ · Σ|dY| (1 + |x̂|).
 */
export function batchNormBackward(
  rows: u32, columns: u32, xPtr: usize, xStride: u32, dyPtr: usize, dyStride: u32, meanPtr: usize, variancePtr: usize,
  epsilon: f32, scalePtr: usize, dScalePtr: usize, dShiftPtr: usize, dxPtr: usize, dxStride: u32,
): void {
  const share = f32x4.splat(<f32>(1 / <f64>rows));
  for (let column: u32 = 0; column < columns; column += 4) {
    const lanes = <usize>column << 2;
    const inverse = inverseDeviation(variancePtr + lanes, epsilon);
    const mean = v128.load(meanPtr + lanes);
    const mask = laneMask(columns - column);
    let dShift = f32x4.splat(0);
    let dScale = dShift;
    let x = xPtr + lanes;
    let dy = dyPtr + lanes;
    for (let row: u32 = 0; row < rows; row++) {
      const gradient = v128.load(dy);
      dShift = f32x4.add(dShift, gradient);
      dScale = f32x4.add(dScale, f32x4.mul(gradient, f32x4.mul(f32x4.sub(v128.load(x), mean), inverse)));
      x += <usize>xStride << 2;
      dy += <usize>dyStride << 2;
    }
    v128.store(dShiftPtr + lanes, v128.and(dShift, mask));
    v128.store(dScalePtr + lanes, v128.and(dScale, mask));
    const meanShift = f32x4.mul(share, dShift);
    const meanScale = f32x4.mul(share, dScale);
    const factor = f32x4.mul(v128.load(scalePtr + lanes), inverse);
    x = xPtr + lanes;
    dy = dyPtr + lanes;
    let dx = dxPtr + lanes;
    for (let row: u32 = 0; row < rows; row++) {
      const normalised = f32x4.mul(f32x4.sub(v128.load(x), mean), inverse);
      const rest = f32x4.add(meanShift, f32x4.mul(normalised, meanScale));
      v128.store(dx, v128.and(f32x4.mul(factor, f32x4.sub(v128.load(dy), rest)), mask));
      x += <usize>xStride << 2;
      dy += <usize>dyStride << 2;
      dx += <usize>dxStride << 2;
    }
  }
}
