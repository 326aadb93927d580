/**
 * Building blocks of four f32 lanes. Rows are padded with zeros to a multiple of 4 lanes by the layout, so no loop here
 * has a scalar tail. All are inlined; none checks its arguments (src/kernels has verified the shapes).
 *
 * Error bounds here and in the other files: ε₃₂ = 2⁻²³, the distance from 1 to the next f32. They hold for normal numbers.
 */

/** (Σa, Σb, Σc, Σd): the lane sums of four accumulators as one vector, each summed as (x + z) + (y + w). */
// @ts-ignore: decorator
@inline
export function sumLanes4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 1, 4, 5), v128.shuffle<f32>(c, d, 2, 3, 6, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}

/** The same for four i32 accumulators. */
// @ts-ignore: decorator
@inline
export function sumLanes4i(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 1, 4, 5), v128.shuffle<i32>(a, b, 2, 3, 6, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 1, 4, 5), v128.shuffle<i32>(c, d, 2, 3, 6, 7));
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 2, 4, 6), v128.shuffle<i32>(ab, cd, 1, 3, 5, 7));
}

// @ts-ignore: decorator
@inline
export function sumLanes(a: v128): f32 {
  return (
    f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 2) + (f32x4.extract_lane(a, 1) + f32x4.extract_lane(a, 3))
  );
}

/**
 * Σ_d a[d] · b[d]
 *
 * aPtr, bPtr  f32[stride], stride a multiple of 4. One f32x4 accumulator: |error| ≤ (stride/4 + 2) · ε₃₂ · Σ|a·b|.
 */
// @ts-ignore: decorator
@inline
export function dot(aPtr: usize, bPtr: usize, stride: i32): f32 {
  let sum = f32x4.splat(0);
  const bytes = <usize>stride << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(aPtr + at), v128.load(bPtr + at)));
  }
  return sumLanes(sum);
}

/** y ← y + factor · x, over stride lanes. */
// @ts-ignore: decorator
@inline
export function addScaled(yPtr: usize, xPtr: usize, factor: f32, stride: i32): void {
  const splat = f32x4.splat(factor);
  const bytes = <usize>stride << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(yPtr + at, f32x4.add(v128.load(yPtr + at), f32x4.mul(splat, v128.load(xPtr + at))));
  }
}
