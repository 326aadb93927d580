/*
 * Activations on matrices, and the functions of f32x4 that they and the losses need.
 */

/** 2ⁿ for n from −126 to 127, as lanes of f32. */
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** 1.5 · 2²³: added to a number below 2²² it rounds it, and leaves the integer in the lowest bits. */
const ROUNDER: f32 = 12582912;

/**
 * eˣ by eˣ = 2ⁿ·eʳ, |r| ≤ ½ ln 2, and the polynomial of Cephes' expf (Moshier). Relative error ≤ 2 ε₃₂ from −87 to 88; less
 * gives at most 1.2e-38 and finally 0, more than 88.73 gives infinity; NaN gives NaN. Three times as fast as scalar Math.exp
 * of V8, which the activations were measured against.
 */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  // pmin and pmax pass a NaN in their first operand on, and are one instruction.
  const held = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-110)), f32x4.splat(89));
  const rounded = f32x4.add(f32x4.mul(held, f32x4.splat(1.44269504088896341)), f32x4.splat(ROUNDER));
  const n = f32x4.sub(rounded, f32x4.splat(ROUNDER));
  let r = f32x4.sub(held, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1));
  // In two halves, so that neither exponent leaves its range.
  const whole = i32x4.sub(rounded, f32x4.splat(ROUNDER));
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
}

/**
 * ln(1 + e) for 0 ≤ e ≤ 1, as 2 atanh(e / (2 + e)) and seven terms of its series, whose argument is at most ⅓. Relative
 * error ≤ 4 ε₃₂; NaN gives NaN.
 */
// @ts-ignore: decorator
@inline
export function log1p4(e: v128): v128 {
  const s = f32x4.div(e, f32x4.add(e, f32x4.splat(2)));
  const z = f32x4.mul(s, s);
  let p = f32x4.splat(1 / 13.0);
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1 / 11.0));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1 / 9.0));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1 / 7.0));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1 / 5.0));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1 / 3.0));
  p = f32x4.mul(f32x4.mul(p, z), s);
  p = f32x4.add(p, s);
  return f32x4.add(p, p);
}

/** 1 / (1 + e⁻ˣ). |error| ≤ 3 ε₃₂ relative above −87. */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}

/** tanh by 1 − 2/(e²ˣ + 1) beyond 0.625, and Cephes' odd polynomial below. Relative error ≤ 4 ε₃₂. */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const size = f32x4.abs(x);
  const one = f32x4.splat(1);
  const e = exp4(f32x4.add(size, size));
  const large = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(e, one)));
  const z = f32x4.mul(x, x);
  let p = f32x4.splat(-5.70498872745e-3);
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(2.06390887954e-2));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-5.37397155531e-2));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1.33314422036e-1));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-3.33332819422e-1));
  const small = f32x4.add(f32x4.mul(f32x4.mul(p, z), x), x);
  const sign = v128.and(x, i32x4.splat(0x80000000));
  return v128.bitselect(v128.or(large, sign), small, f32x4.gt(size, f32x4.splat(0.625)));
}

const LEAKY_SLOPE: f32 = 0.01;

/** The activation of this number in ACTIVATIONS of neural-abi.ts. */
// @ts-ignore: decorator
@inline
function activation4(activation: i32, x: v128): v128 {
  switch (activation) {
    case 1: return f32x4.pmax(x, f32x4.splat(0));
    case 2: return sigmoid4(x);
    case 3: return tanh4(x);
    case 4: return v128.bitselect(x, f32x4.mul(x, f32x4.splat(LEAKY_SLOPE)), f32x4.gt(x, f32x4.splat(0)));
    default: return x;
  }
}

/** The derivative by the output. */
// @ts-ignore: decorator
@inline
function slope4(activation: i32, y: v128): v128 {
  const one = f32x4.splat(1);
  switch (activation) {
    case 1: return v128.and(one, f32x4.gt(y, f32x4.splat(0)));
    case 2: return f32x4.mul(y, f32x4.sub(one, y));
    case 3: return f32x4.sub(one, f32x4.mul(y, y));
    case 4: return v128.bitselect(one, f32x4.splat(LEAKY_SLOPE), f32x4.gt(y, f32x4.splat(0)));
    default: return one;
  }
}

/** Lanes below `count`, which may be more than 4, as a mask. */
// @ts-ignore: decorator
@inline
export function laneMask(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

// @ts-ignore: decorator
@inline
function activateRows(
  rows: u32, columns: u32, xPtr: usize, xStride: u32, biasPtr: usize, activation: i32, yPtr: usize, yStride: u32,
): void {
  const whole = (<usize>columns & ~3) << 2;
  const rest = laneMask(columns & 3);
  for (let row: u32 = 0; row < rows; row++) {
    const x = xPtr + ((<usize>row * xStride) << 2);
    const y = yPtr + ((<usize>row * yStride) << 2);
    for (let at: usize = 0; at < whole; at += 16) {
      let value = v128.load(x + at);
      if (biasPtr != 0) value = f32x4.add(value, v128.load(biasPtr + at));
      v128.store(y + at, activation4(activation, value));
    }
    if ((columns & 3) == 0) continue;
    let value = v128.load(x + whole);
    if (biasPtr != 0) value = f32x4.add(value, v128.load(biasPtr + whole));
    v128.store(y + whole, v128.and(activation4(activation, value), rest));
  }
}

/** Y ← act(X + bias); biasPtr f32[columns, padded] or 0. Y may be X. Error: that of the activation, at x + bias rounded. */
export function activate(
  rows: u32, columns: u32, xPtr: usize, xStride: u32, biasPtr: usize, activation: i32, yPtr: usize, yStride: u32,
): void {
  // Each has a loop of its own, in which nothing is left to decide.
  switch (activation) {
    case 1: return activateRows(rows, columns, xPtr, xStride, biasPtr, 1, yPtr, yStride);
    case 2: return activateRows(rows, columns, xPtr, xStride, biasPtr, 2, yPtr, yStride);
    case 3: return activateRows(rows, columns, xPtr, xStride, biasPtr, 3, yPtr, yStride);
    case 4: return activateRows(rows, columns, xPtr, xStride, biasPtr, 4, yPtr, yStride);
    default: return activateRows(rows, columns, xPtr, xStride, biasPtr, 0, yPtr, yStride);
  }
}

// @ts-ignore: decorator
@inline
function activateRowsBackward(
  rows: u32, columns: u32, yPtr: usize, yStride: u32, dyPtr: usize, dyStride: u32, activation: i32, dxPtr: usize,
  dxStride: u32,
): void {
  const whole = (<usize>columns & ~3) << 2;
  const rest = laneMask(columns & 3);
  for (let row: u32 = 0; row < rows; row++) {
    const y = yPtr + ((<usize>row * yStride) << 2);
    const dy = dyPtr + ((<usize>row * dyStride) << 2);
    const dx = dxPtr + ((<usize>row * dxStride) << 2);
    for (let at: usize = 0; at < whole; at += 16) {
      v128.store(dx + at, f32x4.mul(v128.load(dy + at), slope4(activation, v128.load(y + at))));
    }
    if ((columns & 3) == 0) continue;
    const value = f32x4.mul(v128.load(dy + whole), slope4(activation, v128.load(y + whole)));
    v128.store(dx + whole, v128.and(value, rest));
  }
}

/** dX ← dY · act′ by the output Y. dX may be dY. |error| ≤ 3 ε₃₂ |dY|. */
export function activateBackward(
  rows: u32, columns: u32, yPtr: usize, yStride: u32, dyPtr: usize, dyStride: u32, activation: i32, dxPtr: usize,
  dxStride: u32,
): void {
  switch (activation) {
    case 1: return activateRowsBackward(rows, columns, yPtr, yStride, dyPtr, dyStride, 1, dxPtr, dxStride);
    case 2: return activateRowsBackward(rows, columns, yPtr, yStride, dyPtr, dyStride, 2, dxPtr, dxStride);
    case 3: return activateRowsBackward(rows, columns, yPtr, yStride, dyPtr, dyStride, 3, dxPtr, dxStride);
    case 4: return activateRowsBackward(rows, columns, yPtr, yStride, dyPtr, dyStride, 4, dxPtr, dxStride);
    default: return activateRowsBackward(rows, columns, yPtr, yStride, dyPtr, dyStride, 0, dxPtr, dxStride);
  }
}
