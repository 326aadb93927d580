import { dot, sumLanes } from "./vector";

/**
 * Symmetric int8 quantisation by rows: scale ← max|row| / 127, out ← round(row / scale), ties to even.
 *
 * rowsPtr f32[count × stride], stride a multiple of 4; outPtr i8[count × int8Stride], int8Stride ≥ stride, its padding is
 * set to zero; scalesPtr f32[count], 0 for a zero row. |row − scale·out| ≤ scale / 2 (1 + 2·ε₃₂) for finite values.
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
    store<f32>(scalesPtr + (row << 2), scale);
    memory.fill(to, 0, int8Stride);
    if (!(scale > 0)) continue;
    // Divided, not multiplied by the inverse: 1 / scale overflows for subnormal scales.
    const divisor = f32x4.splat(scale);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const rounded = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.div(v128.load(from + at), divisor)));
      const words = i16x8.narrow_i32x4_s(rounded, rounded);
      const bytes = i8x16.max_s(i8x16.narrow_i16x8_s(words, words), i8x16.splat(-127));
      v128.store_lane<u32>(to + (at >> 2), bytes, 0);
    }
  }
}

/** out[i] ← 1 / ‖row i‖, 0 for a zero row; rows f32[count × stride], norms by f32 sums. */
export function inverseNormsF32(rowsPtr: usize, count: u32, stride: u32, outPtr: usize): void {
  const rowBytes = <usize>stride << 2;
  for (let row: usize = 0; row < <usize>count; row++) {
    const from = rowsPtr + row * rowBytes;
    const squared = dot(from, from, stride);
    store<f32>(outPtr + (row << 2), squared > 0 ? <f32>1 / sqrt<f32>(squared) : 0);
  }
}

/** out[i] ← 1 / ‖row i‖ of int8 rows without their scale (it cancels in a cosine); 0 for a zero row. Sums are exact. */
export function inverseNormsInt8(rowsPtr: usize, count: u32, int8Stride: u32, outPtr: usize): void {
  for (let row: usize = 0; row < <usize>count; row++) {
    const from = rowsPtr + row * <usize>int8Stride;
    let sums = i32x4.splat(0);
    for (let at: usize = 0; at < <usize>int8Stride; at += 8) {
      const values = v128.load_ext<i8>(from + at);
      sums = i32x4.add(sums, i32x4.dot_i16x8_s(values, values));
    }
    const squared = sumLanes(f32x4.convert_i32x4_s(sums));
    store<f32>(outPtr + (row << 2), squared > 0 ? <f32>1 / sqrt<f32>(squared) : 0);
  }
}
