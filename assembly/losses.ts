import { exp4, laneMask, log1p4 } from "./activations";

/*
 * Losses: each returns its sum in f64, and writes the gradient times `scale` where gradientsPtr is not 0; it may be the
 * outputs. outputs, targets, weights and gradients are f32 matrices of one stride. A weight of 0 leaves an element out,
 * whatever its output and target are; weightsPtr 0 says that each counts 1.
 */

// @ts-ignore: decorator
@inline
function softplus(x: f64): f64 {
  return max<f64>(x, 0) + Math.log1p(Math.exp(-abs(x)));
}

// @ts-ignore: decorator
@inline
function sigmoid(x: f64): f64 {
  return 1 / (1 + Math.exp(-x));
}

/** The sum for one of the three losses below, by its number, which is known where this is inlined. */
// @ts-ignore: decorator
@inline
function maskedLoss(
  kind: i32, rows: u32, columns: u32, outputsPtr: usize, stride: u32, targetsPtr: usize, weightsPtr: usize, scale: f32,
  gradientsPtr: usize,
): f64 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  let total = f64x2.splat(0);
  for (let row: u32 = 0; row < rows; row++) {
    const start = (<usize>row * <usize>stride) << 2;
    for (let column: u32 = 0; column < columns; column += 4) {
      const at = start + (<usize>column << 2);
      const output = v128.load(outputsPtr + at);
      const target = v128.load(targetsPtr + at);
      const weight = v128.and(weightsPtr == 0 ? one : v128.load(weightsPtr + at), laneMask(columns - column));
      let term: v128;
      let slope: v128;
      if (kind == 0) {
        const difference = f32x4.sub(output, target);
        term = f32x4.mul(difference, difference);
        slope = f32x4.add(difference, difference);
      } else if (kind == 1) {
        const difference = f32x4.sub(output, target);
        term = f32x4.abs(difference);
        const sign = v128.bitselect(difference, one, i32x4.splat(0x80000000));
        slope = v128.bitselect(sign, difference, f32x4.gt(term, zero));
      } else {
        // e = exp(−|o|) serves both: softplus(o) = max(o, 0) + ln(1 + e), and σ(o) = 1 / (1 + e) or e / (1 + e).
        const e = exp4(f32x4.neg(f32x4.abs(output)));
        const softplus = f32x4.add(f32x4.pmax(output, zero), log1p4(e));
        term = f32x4.sub(softplus, f32x4.mul(target, output));
        const numerator = v128.bitselect(e, one, f32x4.lt(output, zero));
        slope = f32x4.sub(f32x4.div(numerator, f32x4.add(one, e)), target);
      }
      // Not by the factor 0 alone: what is left out may be NaN.
      const counted = f32x4.ne(weight, zero);
      term = v128.and(f32x4.mul(weight, term), counted);
      total = f64x2.add(total, f64x2.promote_low_f32x4(term));
      total = f64x2.add(total, f64x2.promote_low_f32x4(v128.shuffle<f32>(term, term, 2, 3, 2, 3)));
      if (gradientsPtr == 0) continue;
      const factor = f32x4.mul(weight, f32x4.splat(scale));
      v128.store(gradientsPtr + at, v128.and(f32x4.mul(factor, slope), counted));
    }
  }
  return f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
}

/** Σ w (o − t)², gradient 2 w (o − t). Each term errs by 4 ε₃₂ of it, each gradient by 4 ε₃₂ of it, as of absoluteLoss. */
export function squaredLoss(
  rows: u32, columns: u32, outputsPtr: usize, stride: u32, targetsPtr: usize, weightsPtr: usize, scale: f32,
  gradientsPtr: usize,
): f64 {
  return maskedLoss(0, rows, columns, outputsPtr, stride, targetsPtr, weightsPtr, scale, gradientsPtr);
}

/** Σ w |o − t|, gradient w · sign(o − t), 0 at 0. */
export function absoluteLoss(
  rows: u32, columns: u32, outputsPtr: usize, stride: u32, targetsPtr: usize, weightsPtr: usize, scale: f32,
  gradientsPtr: usize,
): f64 {
  return maskedLoss(1, rows, columns, outputsPtr, stride, targetsPtr, weightsPtr, scale, gradientsPtr);
}

/**
 * Σ w (ln(1 + eᵒ) − t·o), the cross-entropy of σ(o) with a target from 0 to 1; gradient w (σ(o) − t). A term errs
 * by 6 ε₃₂ w (1 + |o| + |t·o|), a gradient by 5 ε₃₂ w scale. Far out the loss is |o|, and finite.
 */
export function logisticLoss(
  rows: u32, columns: u32, outputsPtr: usize, stride: u32, targetsPtr: usize, weightsPtr: usize, scale: f32,
  gradientsPtr: usize,
): f64 {
  return maskedLoss(2, rows, columns, outputsPtr, stride, targetsPtr, weightsPtr, scale, gradientsPtr);
}

/** Σ ln(1 + eⁿ⁻ᵖ): Bayesian personalised ranking (Rendle et al. 2009). All are rows × 1 with one stride. In f64. */
export function pairLoss(
  rows: u32, positivePtr: usize, negativePtr: usize, stride: u32, scale: f32, gradPositivePtr: usize,
  gradNegativePtr: usize,
): f64 {
  let total: f64 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const at = (<usize>row * <usize>stride) << 2;
    const x = <f64>load<f32>(negativePtr + at) - <f64>load<f32>(positivePtr + at);
    total += softplus(x);
    const slope = <f32>(<f64>scale * sigmoid(x));
    const zero = f32x4.splat(0);
    if (gradPositivePtr != 0) v128.store(gradPositivePtr + at, f32x4.replace_lane(zero, 0, -slope));
    if (gradNegativePtr != 0) v128.store(gradNegativePtr + at, f32x4.replace_lane(zero, 0, slope));
  }
  return total;
}

/** The largest of `columns` lanes. */
// @ts-ignore: decorator
@inline
function largest(rowPtr: usize, columns: u32): f32 {
  const least = f32x4.splat(-Infinity);
  let most = least;
  for (let column: u32 = 0; column < columns; column += 4) {
    const x = v128.load(rowPtr + (<usize>column << 2));
    most = f32x4.max(most, v128.bitselect(x, least, laneMask(columns - column)));
  }
  const pair = f32x4.max(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  return max<f32>(f32x4.extract_lane(pair, 0), f32x4.extract_lane(pair, 1));
}

/**
 * Σ_r Σ_e values[e] · (ln Σ_j exp x[r, j] − x[r, indices[e]]) over offsets[r] … offsets[r + 1]: cross-entropy of softmax with
 * sparse targets, the multinomial likelihood. offsetsPtr u32[rows + 1], indicesPtr u32[entries], valuesPtr f32[entries] or
 * 0 for ones. A row without targets has no loss and no gradient. A logit of −∞ has probability 0; NaN or +∞ give NaN.
 *
 * Exponentials are f32 of x − max, summed in f64: |error of the loss| ≤ Σ v · (8 + |x − max|) · ε₃₂ and the gradient
 * |error| ≤ scale · (12 + |x − max|) · ε₃₂ · (Σv·p + v).
 */
export function softmaxLoss(
  rows: u32, columns: u32, logitsPtr: usize, stride: u32, offsetsPtr: usize, indicesPtr: usize, valuesPtr: usize,
  scale: f32, gradientsPtr: usize,
): f64 {
  let total: f64 = 0;
  const padded = (<usize>columns + 3 & ~3) << 2;
  for (let row: u32 = 0; row < rows; row++) {
    const at = (<usize>row * <usize>stride) << 2;
    const logits = logitsPtr + at;
    const gradients = gradientsPtr + at;
    const start = <usize>load<u32>(offsetsPtr + (<usize>row << 2));
    const end = <usize>load<u32>(offsetsPtr + (<usize>row << 2), 4);
    if (start == end) {
      if (gradientsPtr != 0) memory.fill(gradients, 0, padded);
      continue;
    }
    const peak = largest(logits, columns);
    let weight: f64 = 0;
    let reached: f64 = 0;
    for (let entry = start; entry < end; entry++) {
      const value: f64 = valuesPtr == 0 ? 1 : load<f32>(valuesPtr + (entry << 2));
      weight += value;
      reached += value * (<f64>load<f32>(logits + (<usize>load<u32>(indicesPtr + (entry << 2)) << 2)) - <f64>peak);
    }
    let sum = f64x2.splat(0);
    const shift = f32x4.splat(peak);
    for (let column: u32 = 0; column < columns; column += 4) {
      const lanes = <usize>column << 2;
      const e = v128.and(exp4(f32x4.sub(v128.load(logits + lanes), shift)), laneMask(columns - column));
      if (gradientsPtr != 0) v128.store(gradients + lanes, e);
      sum = f64x2.add(sum, f64x2.promote_low_f32x4(f32x4.add(e, v128.shuffle<f32>(e, e, 2, 3, 0, 1))));
    }
    const whole = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
    total += weight * Math.log(whole) - reached;
    if (gradientsPtr == 0) continue;
    const factor = f32x4.splat(<f32>(<f64>scale * weight / whole));
    for (let lanes: usize = 0; lanes < padded; lanes += 16) {
      v128.store(gradients + lanes, f32x4.mul(factor, v128.load(gradients + lanes)));
    }
    for (let entry = start; entry < end; entry++) {
      const value: f32 = valuesPtr == 0 ? 1 : load<f32>(valuesPtr + (entry << 2));
      const place = gradients + (<usize>load<u32>(indicesPtr + (entry << 2)) << 2);
      store<f32>(place, load<f32>(place) - scale * value);
    }
  }
  return total;
}

/**
 * Σ_r Σ_e |v_e| ln(1 + e^(∓x[r, indices[e]])) over offsets[r] … offsets[r + 1]: cross-entropy of the sigmoid of some logits of a row,
 * of which those with v > 0 are wanted and those with v < 0 are not, each |v| times. The others have no part in it. In f64; a
 * gradient errs by ε₃₂ of it for each entry of its place; gradients are not where the logits are.
 */
export function markedLoss(
  rows: u32, columns: u32, logitsPtr: usize, stride: u32, offsetsPtr: usize, indicesPtr: usize, valuesPtr: usize,
  scale: f32, gradientsPtr: usize,
): f64 {
  let total: f64 = 0;
  const padded = (<usize>columns + 3 & ~3) << 2;
  for (let row: u32 = 0; row < rows; row++) {
    const at = (<usize>row * <usize>stride) << 2;
    if (gradientsPtr != 0) memory.fill(gradientsPtr + at, 0, padded);
    const end = <usize>load<u32>(offsetsPtr + (<usize>row << 2), 4);
    for (let entry = <usize>load<u32>(offsetsPtr + (<usize>row << 2)); entry < end; entry++) {
      const value: f64 = load<f32>(valuesPtr + (entry << 2));
      const place = at + (<usize>load<u32>(indicesPtr + (entry << 2)) << 2);
      // −x for what is wanted.
      const x: f64 = value > 0 ? -load<f32>(logitsPtr + place) : load<f32>(logitsPtr + place);
      total += abs(value) * softplus(x);
      if (gradientsPtr == 0) continue;
      const slope = <f32>(-<f64>scale * value * sigmoid(x));
      store<f32>(gradientsPtr + place, load<f32>(gradientsPtr + place) + slope);
    }
  }
  return total;
}
