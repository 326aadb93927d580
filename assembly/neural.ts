import { laneMask } from "./activations";
import { advance, mix } from "./random";
import { addScaled, dot } from "./vector";

/*
 * Rows and columns of networks: look-ups and their way back, sums, element-wise products, noise.
 *
 * Matrices f32 are row-major; a stride is in floats and a multiple of 4, and so is the offset of a block of columns. Lanes
 * from `columns` to the next multiple of 4 are padding: zeros in every input, and zeros in every output. Lanes beyond are
 * not touched. All run in the order of the loops below, so that nothing depends on who computes a row.
 */

/** Bytes of `columns` lanes with their padding. */
// @ts-ignore: decorator
@inline
function rowBytes(columns: u32): usize {
  return (<usize>columns + 3 & ~3) << 2;
}

// @ts-ignore: decorator
@inline
function rowAt(matrixPtr: usize, row: u32, stride: u32): usize {
  return matrixPtr + ((<usize>row * <usize>stride) << 2);
}

/** out[column] ← Σ_row A[row, column], or out + Σ. Four whole rows at a time, ascending. |error| ≤ (rows + 1) · ε₃₂ · Σ|a|. */
export function columnSums(rows: u32, columns: u32, aPtr: usize, aStride: u32, accumulate: bool, outPtr: usize): void {
  const bytes = rowBytes(columns);
  const step = <usize>aStride << 2;
  if (!accumulate) memory.fill(outPtr, 0, bytes);
  let r0 = aPtr;
  let row: u32 = 0;
  for (; row + 4 <= rows; row += 4) {
    const r1 = r0 + step;
    const r2 = r1 + step;
    const r3 = r2 + step;
    for (let at: usize = 0; at < bytes; at += 16) {
      let sum = f32x4.add(v128.load(outPtr + at), v128.load(r0 + at));
      sum = f32x4.add(sum, v128.load(r1 + at));
      sum = f32x4.add(sum, v128.load(r2 + at));
      v128.store(outPtr + at, f32x4.add(sum, v128.load(r3 + at)));
    }
    r0 = r3 + step;
  }
  for (; row < rows; row++) {
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(outPtr + at, f32x4.add(v128.load(outPtr + at), v128.load(r0 + at)));
    }
    r0 += step;
  }
}

/** out[r, :] ← table[indices[r], :], indicesPtr u32[count]. Exact. */
export function gatherRows(
  count: u32, indicesPtr: usize, columns: u32, tablePtr: usize, tableStride: u32, outPtr: usize, outStride: u32,
): void {
  const bytes = rowBytes(columns);
  for (let row: u32 = 0; row < count; row++) {
    const from = rowAt(tablePtr, load<u32>(indicesPtr + (<usize>row << 2)), tableStride);
    const out = rowAt(outPtr, row, outStride);
    for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, v128.load(from + at));
  }
}

/** out[slots[r], :] += gradients[r, :] in ascending order of r; slotsPtr u32[count]. |error| ≤ rows of a slot · ε₃₂ · Σ|g|. */
export function scatterAddRows(
  count: u32, slotsPtr: usize, columns: u32, gradientsPtr: usize, gradientStride: u32, outPtr: usize, outStride: u32,
): void {
  const bytes = rowBytes(columns);
  for (let row: u32 = 0; row < count; row++) {
    const out = rowAt(outPtr, load<u32>(slotsPtr + (<usize>row << 2)), outStride);
    const from = rowAt(gradientsPtr, row, gradientStride);
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(out + at, f32x4.add(v128.load(out + at), v128.load(from + at)));
    }
  }
}

/**
 * out[r, :] ← Σ_e values[e] · table[indices[e], :] over offsets[r] … offsets[r + 1], in this order. offsetsPtr u32[rows + 1],
 * indicesPtr u32[entries], valuesPtr f32[entries] or 0 for ones. |error| ≤ (entries of the row + 1) · ε₃₂ · Σ|v·t|.
 */
export function bagRows(
  rows: u32, offsetsPtr: usize, indicesPtr: usize, valuesPtr: usize, columns: u32, tablePtr: usize, tableStride: u32,
  outPtr: usize, outStride: u32,
): void {
  const lanes = <i32>(rowBytes(columns) >> 2);
  for (let row: u32 = 0; row < rows; row++) {
    const out = rowAt(outPtr, row, outStride);
    memory.fill(out, 0, <usize>lanes << 2);
    const end = <usize>load<u32>(offsetsPtr + (<usize>row << 2), 4);
    for (let entry = <usize>load<u32>(offsetsPtr + (<usize>row << 2)); entry < end; entry++) {
      const value: f32 = valuesPtr == 0 ? 1 : load<f32>(valuesPtr + (entry << 2));
      addScaled(out, rowAt(tablePtr, load<u32>(indicesPtr + (entry << 2)), tableStride), value, lanes);
    }
  }
}

/** out[slots[e], :] += values[e] · gradients[r, :] for the entries e of row r, ascending: bagRows backwards. */
export function scatterAddBags(
  rows: u32, offsetsPtr: usize, slotsPtr: usize, valuesPtr: usize, columns: u32, gradientsPtr: usize,
  gradientStride: u32, outPtr: usize, outStride: u32,
): void {
  const lanes = <i32>(rowBytes(columns) >> 2);
  for (let row: u32 = 0; row < rows; row++) {
    const from = rowAt(gradientsPtr, row, gradientStride);
    const end = <usize>load<u32>(offsetsPtr + (<usize>row << 2), 4);
    for (let entry = <usize>load<u32>(offsetsPtr + (<usize>row << 2)); entry < end; entry++) {
      const value: f32 = valuesPtr == 0 ? 1 : load<f32>(valuesPtr + (entry << 2));
      addScaled(rowAt(outPtr, load<u32>(slotsPtr + (entry << 2)), outStride), from, value, lanes);
    }
  }
}

/** out ← X, or out + X: a sum of gradients. */
export function copyRows(
  rows: u32, columns: u32, xPtr: usize, xStride: u32, accumulate: bool, outPtr: usize, outStride: u32,
): void {
  const bytes = rowBytes(columns);
  for (let row: u32 = 0; row < rows; row++) {
    const x = rowAt(xPtr, row, xStride);
    const out = rowAt(outPtr, row, outStride);
    for (let at: usize = 0; at < bytes; at += 16) {
      const value = v128.load(x + at);
      v128.store(out + at, accumulate ? f32x4.add(v128.load(out + at), value) : value);
    }
  }
}

/** copyRows for blocks that begin and end at any column: lanes beyond `columns` are not touched. */
export function copyBlock(
  rows: u32, columns: u32, xPtr: usize, xStride: u32, accumulate: bool, outPtr: usize, outStride: u32,
): void {
  const whole = (<usize>columns & ~3) << 2;
  const end = <usize>columns << 2;
  for (let row: u32 = 0; row < rows; row++) {
    const x = rowAt(xPtr, row, xStride);
    const out = rowAt(outPtr, row, outStride);
    let at: usize = 0;
    for (; at < whole; at += 16) {
      const value = v128.load(x + at);
      v128.store(out + at, accumulate ? f32x4.add(v128.load(out + at), value) : value);
    }
    for (; at < end; at += 4) {
      const value = load<f32>(x + at);
      store<f32>(out + at, accumulate ? load<f32>(out + at) + value : value);
    }
  }
}

/** out ← X ⊙ Y, or out + X ⊙ Y. out may be X or Y. |error| ≤ 2 ε₃₂ (|out| + |x·y|), as of scaleRows. */
export function multiplyRows(
  rows: u32, columns: u32, xPtr: usize, xStride: u32, yPtr: usize, yStride: u32, accumulate: bool, outPtr: usize,
  outStride: u32,
): void {
  for (let row: u32 = 0; row < rows; row++) {
    const x = rowAt(xPtr, row, xStride);
    const y = rowAt(yPtr, row, yStride);
    const out = rowAt(outPtr, row, outStride);
    for (let column: u32 = 0; column < columns; column += 4) {
      const at = <usize>column << 2;
      let value = f32x4.mul(v128.load(x + at), v128.load(y + at));
      if (accumulate) value = f32x4.add(v128.load(out + at), value);
      v128.store(out + at, v128.and(value, laneMask(columns - column)));
    }
  }
}

/** out[r, 0] ← x[r, :] · y[r, :], or out + …; out is rows × 1. |error| ≤ (columns/4 + 4) · ε₃₂ · (|out| + Σ|x·y|). */
export function dotRows(
  rows: u32, columns: u32, xPtr: usize, xStride: u32, yPtr: usize, yStride: u32, accumulate: bool, outPtr: usize,
  outStride: u32,
): void {
  const lanes = <i32>(rowBytes(columns) >> 2);
  for (let row: u32 = 0; row < rows; row++) {
    const out = rowAt(outPtr, row, outStride);
    const sum = dot(rowAt(xPtr, row, xStride), rowAt(yPtr, row, yStride), lanes);
    v128.store(out, f32x4.replace_lane(f32x4.splat(0), 0, accumulate ? load<f32>(out) + sum : sum));
  }
}

/** out[r, :] ← factors[r, 0] · x[r, :], or out + …; factors is rows × 1. dotRows backwards. out may be X. */
export function scaleRows(
  rows: u32, columns: u32, factorsPtr: usize, factorStride: u32, xPtr: usize, xStride: u32, accumulate: bool,
  outPtr: usize, outStride: u32,
): void {
  for (let row: u32 = 0; row < rows; row++) {
    const factor = v128.load_splat<f32>(rowAt(factorsPtr, row, factorStride));
    const x = rowAt(xPtr, row, xStride);
    const out = rowAt(outPtr, row, outStride);
    for (let column: u32 = 0; column < columns; column += 4) {
      const at = <usize>column << 2;
      let value = f32x4.mul(factor, v128.load(x + at));
      if (accumulate) value = f32x4.add(v128.load(out + at), value);
      v128.store(out + at, v128.and(value, laneMask(columns - column)));
    }
  }
}

/** y ← y + factor · x. count is a multiple of 4, here and below. |error| ≤ 2 ε₃₂ (|y| + |factor·x|). */
export function addVector(count: u32, factor: f32, xPtr: usize, yPtr: usize): void {
  addScaled(yPtr, xPtr, factor, count);
}

/** y ← factor · x. y may be x. */
export function scaleVector(count: u32, factor: f32, xPtr: usize, yPtr: usize): void {
  const splat = f32x4.splat(factor);
  const bytes = <usize>count << 2;
  for (let at: usize = 0; at < bytes; at += 16) v128.store(yPtr + at, f32x4.mul(splat, v128.load(xPtr + at)));
}

/** Σ x² in f64; products of two f32 are exact. |error| ≤ count · 2⁻⁵² · Σx². */
export function sumSquares(count: u32, xPtr: usize): f64 {
  let sum = f64x2.splat(0);
  for (let at = xPtr, end = xPtr + (<usize>count << 2); at < end; at += 8) {
    const x = f64x2.promote_low_f32x4(v128.load64_zero(at));
    sum = f64x2.add(sum, f64x2.mul(x, x));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** The state before pair number `pair` of a stream of draws. */
// @ts-ignore: decorator
@inline
function stateAt(seed: u32, stream: u32, pair: u32): u64 {
  return mix(advance((<u64>seed << 32) | <u64>stream)) + <u64>pair * 0x9e3779b97f4a7c15;
}

/**
 * y ← x / keep with probability `keep`, else 0. Element i draws number first + i of the stream, whoever computes it: the
 * upper half of a pair's 64 bits serves the even one. The same call on the gradient is the way back. first is a multiple of 4;
 * 0 < keep ≤ 1; y may be x.
 */
export function dropout(count: u32, xPtr: usize, keep: f64, seed: u32, stream: u32, first: u32, yPtr: usize): void {
  const limit = Math.ceil(keep * 4294967296.0);
  const all = limit >= 4294967296.0;
  const threshold = i32x4.splat(<i32><u32>(all ? 0 : limit));
  const factor = f32x4.splat(<f32>(1 / keep));
  const bytes = <usize>count << 2;
  let state = stateAt(seed, stream, first >> 1);
  for (let at: usize = 0; at < bytes; at += 16) {
    const scaled = f32x4.mul(factor, v128.load(xPtr + at));
    if (all) {
      v128.store(yPtr + at, scaled);
      continue;
    }
    const even = advance(state);
    state = advance(even);
    const draws = i64x2(rotl<u64>(mix(even), 32), rotl<u64>(mix(state), 32));
    v128.store(yPtr + at, v128.and(scaled, i32x4.lt_u(draws, threshold)));
  }
}

/** out ← standard normal numbers first … first + count of the stream, two of each pair of draws (Box & Muller 1958). */
export function gaussians(count: u32, seed: u32, stream: u32, first: u32, outPtr: usize): void {
  let state = stateAt(seed, stream, first >> 1);
  for (let out = outPtr, end = outPtr + (<usize>count << 2); out < end; out += 8) {
    state = advance(state);
    const bits = mix(state);
    const radius = Math.sqrt(-2 * Math.log((<f64>(bits >> 32) + 1) / 4294967296.0));
    const angle = <f64>(bits & 0xffffffff) * (6.283185307179586 / 4294967296.0);
    store<f32>(out, <f32>(radius * Math.cos(angle)));
    store<f32>(out, <f32>(radius * Math.sin(angle)), 4);
  }
}
