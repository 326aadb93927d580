import { exp4, laneMask } from "./activations";
import { dot, sumLanes } from "./vector";

/*
 * Sequences on the way forward: what encodes one at the edge, and many in training. The rows of a matrix are the positions of
 * sequences, one after the other, `length` of each. Matrices f32 are row-major; strides are in floats and multiples of 4, and so
 * are offsets of blocks of columns. Padding is zero in every input and output.
 */

// @ts-ignore: decorator
@inline
function bytesOf(columns: u32): usize {
  return (<usize>columns + 3 & ~3) << 2;
}

/** The mean of a row's `columns` numbers. */
// @ts-ignore: decorator
@inline
export function meanOf(xPtr: usize, columns: u32): f32 {
  let sum = f32x4.splat(0);
  const bytes = bytesOf(columns);
  for (let at: usize = 0; at < bytes; at += 16) sum = f32x4.add(sum, v128.load(xPtr + at));
  return sumLanes(sum) / <f32>columns;
}

/** 1 / √(variance + ε) of a row. */
// @ts-ignore: decorator
@inline
export function inverseOf(xPtr: usize, columns: u32, mean: f32, epsilon: f32): f32 {
  const shift = f32x4.splat(mean);
  let sum = f32x4.splat(0);
  for (let column: u32 = 0; column < columns; column += 4) {
    const x = v128.and(f32x4.sub(v128.load(xPtr + (<usize>column << 2)), shift), laneMask(columns - column));
    sum = f32x4.add(sum, f32x4.mul(x, x));
  }
  return 1 / <f32>sqrt<f32>(sumLanes(sum) / <f32>columns + epsilon);
}

/**
 * y[r, :] ← scale · (x[r, :] − mean) / √(variance + ε) + shift, moments of the row (Ba, Kiros & Hinton 2016). Y may be X, but the
 * way back needs X. |error| ≤ (columns/4 + 12) · ε₃₂ · (|scale| · max |x| / √(variance + ε) + |shift|).
 */
export function layerNorm(
  rows: u32, columns: u32, xPtr: usize, xStride: u32, epsilon: f32, scalePtr: usize, shiftPtr: usize, yPtr: usize,
  yStride: u32,
): void {
  for (let row: u32 = 0; row < rows; row++) {
    const x = xPtr + ((<usize>row * xStride) << 2);
    const y = yPtr + ((<usize>row * yStride) << 2);
    const mean = meanOf(x, columns);
    const shift = f32x4.splat(mean);
    const factor = f32x4.splat(inverseOf(x, columns, mean, epsilon));
    for (let column: u32 = 0; column < columns; column += 4) {
      const at = <usize>column << 2;
      const value = f32x4.mul(f32x4.mul(f32x4.sub(v128.load(x + at), shift), factor), v128.load(scalePtr + at));
      v128.store(y + at, v128.and(f32x4.add(value, v128.load(shiftPtr + at)), laneMask(columns - column)));
    }
  }
}

/**
 * y ← act(x·W + b), or y + act(x·W + b): rows of one sequence. xPtr f32[rows × inputs], wPtr f32[inputs × wStride], biasPtr f32[outputs,
 * padded] or 0; act is max(x, 0) with `relu`. Sums run in ascending order of inputs, whatever the rows are.
 * |error| ≤ (inputs + 2) · ε₃₂ · (|y| + Σ|x·w| + |b|).
 */
export function affineRows(
  rows: u32, inputs: u32, outputs: u32, xPtr: usize, xStride: u32, wPtr: usize, wStride: u32, biasPtr: usize, relu: bool,
  accumulate: bool, yPtr: usize, yStride: u32,
): void {
  const zero = f32x4.splat(0);
  const step = <usize>wStride << 2;
  const end = bytesOf(outputs);
  for (let row: u32 = 0; row < rows; row++) {
    const x = xPtr + ((<usize>row * xStride) << 2);
    const y = yPtr + ((<usize>row * yStride) << 2);
    const last = x + (<usize>inputs << 2);
    let at: usize = 0;
    for (; at + 64 <= end; at += 64) {
      let a = zero, b = zero, c = zero, d = zero;
      if (biasPtr != 0) {
        a = v128.load(biasPtr + at);
        b = v128.load(biasPtr + at, 16);
        c = v128.load(biasPtr + at, 32);
        d = v128.load(biasPtr + at, 48);
      }
      let w = wPtr + at;
      for (let from = x; from < last; from += 4) {
        const value = v128.load_splat<f32>(from);
        a = f32x4.add(a, f32x4.mul(value, v128.load(w)));
        b = f32x4.add(b, f32x4.mul(value, v128.load(w, 16)));
        c = f32x4.add(c, f32x4.mul(value, v128.load(w, 32)));
        d = f32x4.add(d, f32x4.mul(value, v128.load(w, 48)));
        w += step;
      }
      finish(y + at, a, relu, accumulate);
      finish(y + at + 16, b, relu, accumulate);
      finish(y + at + 32, c, relu, accumulate);
      finish(y + at + 48, d, relu, accumulate);
    }
    for (; at < end; at += 16) {
      let a = biasPtr != 0 ? v128.load(biasPtr + at) : zero;
      let w = wPtr + at;
      for (let from = x; from < last; from += 4) {
        a = f32x4.add(a, f32x4.mul(v128.load_splat<f32>(from), v128.load(w)));
        w += step;
      }
      finish(y + at, a, relu, accumulate);
    }
  }
}

// @ts-ignore: decorator
@inline
function finish(yPtr: usize, sum: v128, relu: bool, accumulate: bool): void {
  if (relu) sum = f32x4.pmax(sum, f32x4.splat(0));
  v128.store(yPtr, accumulate ? f32x4.add(v128.load(yPtr), sum) : sum);
}

/**
 * Causal attention by heads (Vaswani et al. 2017), for positions first … length − 1 of each sequence:
 *
 *   y[t, h] ← Σ_(j ≤ t) p[t, h, j] · v[j, h],   p[t, h, :] = softmax_(j ≤ t)( q[t, h]·k[j, h] / √width − slope · (t − j) )
 *
 * xPtr f32[rows × 3·heads·width]: q, k and v side by side, each with its heads side by side; width is a multiple of 4. maskPtr f32[rows ×
 * 1] or 0: a position with 0 is not attended to, and where none is left y is 0. weightsPtr f32[rows × heads·padded(length)] gets p, with
 * zeros beyond t. The slope is that of Press, Smith & Lewis 2022, the same for every head; 0 for none. Scores err by
 * (width/4 + 4) · ε₃₂ · Σ|q·k|/√width + 2 · ε₃₂ · slope · length, and y by that and (length + 8) · ε₃₂ times the largest |v|.
 */
export function attend(
  sequences: u32, length: u32, first: u32, heads: u32, width: u32, slope: f32, xPtr: usize, xStride: u32,
  maskPtr: usize, maskStride: u32, weightsPtr: usize, yPtr: usize, yStride: u32,
): void {
  const bytes = <usize>width << 2;
  const all = bytes * heads;
  const step = <usize>xStride << 2;
  const maskStep = <usize>maskStride << 2;
  const weightBytes = bytesOf(length);
  const factor: f32 = 1 / sqrt<f32>(<f32>width);
  for (let sequence: u32 = 0; sequence < sequences; sequence++) {
    const start = <usize>sequence * length;
    const rows = xPtr + start * step;
    const mask = maskPtr + start * maskStep;
    for (let t = first; t < length; t++) {
      const row = start + t;
      for (let head: u32 = 0; head < heads; head++) {
        const lanes = <usize>head * bytes;
        const query = rows + <usize>t * step + lanes;
        const weights = weightsPtr + (row * heads + head) * weightBytes;
        const y = yPtr + ((row * yStride) << 2) + lanes;
        memory.fill(weights, 0, weightBytes);
        let peak: f32 = -Infinity;
        let key = rows + all + lanes;
        for (let j: u32 = 0; j <= t; j++) {
          let score: f32 = -Infinity;
          if (maskPtr == 0 || load<f32>(mask + <usize>j * maskStep) != 0) {
            score = dot(query, key, width) * factor - slope * <f32>(t - j);
          }
          store<f32>(weights + (<usize>j << 2), score);
          peak = max<f32>(peak, score);
          key += step;
        }
        if (peak == -Infinity) {
          memory.fill(weights, 0, weightBytes);
          memory.fill(y, 0, bytes);
          continue;
        }
        let sum = f32x4.splat(0);
        const shift = f32x4.splat(peak);
        for (let j: u32 = 0; j <= t; j += 4) {
          const at = weights + (<usize>j << 2);
          const e = v128.and(exp4(f32x4.sub(v128.load(at), shift)), laneMask(t + 1 - j));
          sum = f32x4.add(sum, e);
          v128.store(at, e);
        }
        const share = f32x4.splat(1 / sumLanes(sum));
        for (let j: u32 = 0; j <= t; j += 4) {
          const at = weights + (<usize>j << 2);
          v128.store(at, f32x4.mul(share, v128.load(at)));
        }
        const values = rows + 2 * all + lanes;
        for (let at: usize = 0; at < bytes; at += 16) {
          let out = f32x4.splat(0);
          let value = values + at;
          const end = weights + (<usize>(t + 1) << 2);
          for (let weight = weights; weight < end; weight += 4) {
            out = f32x4.add(out, f32x4.mul(v128.load_splat<f32>(weight), v128.load(value)));
            value += step;
          }
          v128.store(y + at, out);
        }
      }
    }
  }
}
