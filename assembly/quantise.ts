import { sumLanes } from "./vector";

/**
 * Symmetric int8 quantisation by rows: scale ← max|row| / 127, out ← round(row / scale), ties to even.
 *
 * rowsPtr f32[count × stride], stride a multiple of 4; outPtr i8[count × int8Stride], int8Stride ≥ stride, its padding is
 * set to zero; scalesPtr f32[count]. |row − scale·out| ≤ scale/2 (1 + 127·ε₃₂), of which 1 is the rounding to integers and
 * the rest that of scale and quotient to f32. A row whose scale would be below 2⁻¹²⁶ counts as zero: scale 0. A row with
 * NaN gets scale NaN, one with an infinity scale ∞ and zeros: their scores are NaN, so that no scan returns them.
 */
export function quantiseRows(
  rowsPtr: usize, count: u32, stride: u32, outPtr: usize, int8Stride: u32, scalesPtr: usize,
): void {
  const rowBytes = <usize>stride << 2;
  for (let row: usize = 0; row < <usize>count; row++) {
    const from = rowsPtr + row * rowBytes;
    const to = outPtr + row * <usize>int8Stride;
    let largest = f32x4.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 16) largest = f32x4.max(largest, f32x4.abs(v128.load(from + at)));
    const maximum = max(
      max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1)),
      max(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3)),
    );
    const scale = maximum / 127;
    store<f32>(scalesPtr + (row << 2), scale < f32.MIN_NORMAL_VALUE ? 0 : scale);
    memory.fill(to, 0, int8Stride);
    if (!(scale >= f32.MIN_NORMAL_VALUE)) continue;
    // Divided, not multiplied by the inverse: one rounding, so that an exact tie stays one.
    const divisor = f32x4.splat(scale);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const rounded = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.div(v128.load(from + at), divisor)));
      const words = i16x8.narrow_i32x4_s(rounded, rounded);
      const bytes = i8x16.max_s(i8x16.narrow_i16x8_s(words, words), i8x16.splat(-127));
      v128.store_lane<u32>(to + (at >> 2), bytes, 0);
    }
  }
}

/** 1 / √squared as f32; 0 where that is not finite or squared is not positive. */
// @ts-ignore: decorator
@inline
function inverseRoot(squared: f64): f32 {
  const inverse = <f32>(1 / sqrt<f64>(squared));
  return squared > 0 && inverse < f32.MAX_VALUE ? inverse : 0;
}

/**
 * out[i] ← 1 / ‖row i‖, rows f32[count × stride], outPtr f32[count]; 0 for a row shorter than 2⁻¹²⁸, such as a zero row.
 *
 * Squares and sums are f64, for f32 squares overflow from 2⁶⁴ and vanish below 2⁻⁷⁵. |error| ≤ ε₃₂ · out for rows shorter
 * than 2¹²⁶.
 */
export function inverseNormsF32(rowsPtr: usize, count: u32, stride: u32, outPtr: usize): void {
  const rowBytes = <usize>stride << 2;
  for (let row: usize = 0; row < <usize>count; row++) {
    const from = rowsPtr + row * rowBytes;
    let sum = f64x2.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 8) {
      const values = f64x2.promote_low_f32x4(v128.load64_zero(from + at));
      sum = f64x2.add(sum, f64x2.mul(values, values));
    }
    store<f32>(outPtr + (row << 2), inverseRoot(f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
  }
}

/**
 * out[i] ← 1 / ‖row i‖ of int8 rows without their scale, which cancels in a cosine; 0 for a zero row.
 *
 * rowsPtr i8[count × int8Stride], outPtr f32[count]. The integer sums are exact. |error| ≤ ε₃₂ · out.
 */
export function inverseNormsInt8(rowsPtr: usize, count: u32, int8Stride: u32, outPtr: usize): void {
  for (let row: usize = 0; row < <usize>count; row++) {
    const from = rowsPtr + row * <usize>int8Stride;
    let sums = i32x4.splat(0);
    for (let at: usize = 0; at < <usize>int8Stride; at += 8) {
      const values = v128.load_ext<i8>(from + at);
      sums = i32x4.add(sums, i32x4.dot_i16x8_s(values, values));
    }
    store<f32>(outPtr + (row << 2), inverseRoot(<f64>sumLanes(f32x4.convert_i32x4_s(sums))));
  }
}
