import { sumLanes } from "./vector";

/** What kernels that learn from pairs of items share: the rows of interactions, margins, the logistic function. */

/**
 * Whether the ascending, distinct u32 from startPtr on, `count` of them, hold `wanted`. Without branches that depend on the
 * data: a search that is mispredicted at every step costs more than the update that it serves.
 */
// @ts-ignore: decorator
@inline
export function contains(startPtr: usize, count: u32, wanted: u32): bool {
  if (count == 0) return false;
  let base = startPtr;
  let length = count;
  while (length > 1) {
    const half = length >> 1;
    const middle = base + (<usize>half << 2);
    base = select<usize>(middle, base, load<u32>(middle) <= wanted);
    length -= half;
  }
  return load<u32>(base) == wanted;
}

/**
 * Σ_d x[d] · (a[d] − b[d]) over stride lanes (a multiple of 4), f32, two accumulators:
 * |error| ≤ (stride/8 + 5) · ε₃₂ · Σ|x|·(|a| + |b|).
 */
// @ts-ignore: decorator
@inline
export function margin(xPtr: usize, aPtr: usize, bPtr: usize, bytes: usize): f32 {
  let even = f32x4.splat(0);
  let odd = f32x4.splat(0);
  let at: usize = 0;
  for (; at + 16 < bytes; at += 32) {
    even = f32x4.add(
      even, f32x4.mul(v128.load(xPtr + at), f32x4.sub(v128.load(aPtr + at), v128.load(bPtr + at))),
    );
    odd = f32x4.add(
      odd, f32x4.mul(v128.load(xPtr + at, 16), f32x4.sub(v128.load(aPtr + at, 16), v128.load(bPtr + at, 16))),
    );
  }
  if (at < bytes) {
    even = f32x4.add(
      even, f32x4.mul(v128.load(xPtr + at), f32x4.sub(v128.load(aPtr + at), v128.load(bPtr + at))),
    );
  }
  return sumLanes(f32x4.add(even, odd));
}

/**
 * σ(−z) = 1 / (1 + eᶻ) in f32. eᶻ = 2ⁿ·eʳ with n = round(z/ln 2), |r| ≤ ln 2 / 2, and eʳ by its Taylor polynomial of
 * degree 7, whose remainder is 6·10⁻⁹. Beyond |z| = 87 it is that of ±87. |error| ≤ 4 · ε₃₂ · σ(−z); NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function sigmoidOfMinus(z: f32): f32 {
  const clamped = min<f32>(max<f32>(z, -87), 87);
  const n = nearest<f32>(clamped * 1.4426950408889634);
  // ln 2 in two parts: the first has few bits, so that n times it is exact.
  const r = clamped - n * <f32>0.693359375 - n * <f32>-2.12194440054690583e-4;
  let p: f32 = 1.0 / 5040.0;
  p = p * r + <f32>(1.0 / 720.0);
  p = p * r + <f32>(1.0 / 120.0);
  p = p * r + <f32>(1.0 / 24.0);
  p = p * r + <f32>(1.0 / 6.0);
  p = p * r + <f32>0.5;
  p = p * r + <f32>1;
  p = p * r + <f32>1;
  return <f32>1 / (<f32>1 + p * reinterpret<f32>((<i32>n + 127) << 23));
}
