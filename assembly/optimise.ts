/*
 * Steps of optimisers, on whole vectors and on the rows of a batch. Reals of the recurrences are worked out in f64 and
 * rounded once; elements are f32. Counts are multiples of 4; columns are padded, and padding stays zero.
 *
 * Penalties and decaying moments carry numbers towards 0 for ever, and arithmetic with denormal numbers is some hundred times
 * slower. Parameters below 2^-50 and moments below 2^-100 in size become 0: beside ε they move nothing that f32 could show.
 */

// @ts-ignore: decorator
@inline
const PARAMETER_FLOOR: f32 = 8.881784197001252e-16;
// @ts-ignore: decorator
@inline
const MOMENT_FLOOR: f32 = 7.888609052210118e-31;

/** 0 in place of lanes below the floor in size; what is no number stays so. */
// @ts-ignore: decorator
@inline
function floored(x: v128, floor: f32): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), f32x4.splat(floor)));
}

/** base^exponent by repeated squaring: the same bits everywhere. */
function power(base: f64, exponent: u32): f64 {
  let result: f64 = 1;
  for (let square = base; exponent != 0; exponent >>= 1, square *= square) {
    if (exponent & 1) result *= square;
  }
  return result;
}

// @ts-ignore: decorator
@inline
function adamLanes(
  bytes: usize, p: usize, g: usize, m: usize, v: usize, rate: v128, keep1: v128, take1: v128, keep2: v128, take2: v128,
  epsilon: v128, l2: v128, decay: v128,
): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const parameter = v128.load(p + at);
    const gradient = f32x4.add(v128.load(g + at), f32x4.mul(l2, parameter));
    const first = f32x4.add(f32x4.mul(keep1, v128.load(m + at)), f32x4.mul(take1, gradient));
    const squared = f32x4.mul(f32x4.mul(take2, gradient), gradient);
    const second = f32x4.add(f32x4.mul(keep2, v128.load(v + at)), squared);
    v128.store(m + at, floored(first, MOMENT_FLOOR));
    v128.store(v + at, floored(second, MOMENT_FLOOR));
    const step = f32x4.div(f32x4.mul(rate, first), f32x4.add(f32x4.sqrt(second), epsilon));
    // Not (1 − decay) · p: rounding 1 − decay would move every parameter the same way at every step.
    const next = f32x4.sub(parameter, f32x4.add(f32x4.mul(decay, parameter), step));
    v128.store(p + at, floored(next, PARAMETER_FLOOR));
  }
}

/**
 * Adam (Kingma & Ba 2015) and AdamW (Loshchilov & Hutter 2019):
 *
 *   g ← g + l2·p      m ← β₁ m + (1 − β₁) g      v ← β₂ v + (1 − β₂) g²      p ← p − decay·p − rate · m / (√v + ε)
 *
 * rate and ε > 0 contain the bias corrections (adamStep in src/kernels/reference/neural-optimise.ts); decay is the learning
 * rate times the weight decay. All point to f32[count]. One step errs by at most 8 ε₃₂ of the step and ε₃₂ of p.
 */
export function adam(
  count: u32, parametersPtr: usize, gradientsPtr: usize, moments1Ptr: usize, moments2Ptr: usize, rate: f32, beta1: f64,
  beta2: f64, epsilon: f32, l2: f32, decay: f32,
): void {
  adamLanes(
    <usize>count << 2, parametersPtr, gradientsPtr, moments1Ptr, moments2Ptr, f32x4.splat(rate),
    f32x4.splat(<f32>beta1), f32x4.splat(<f32>(1 - beta1)), f32x4.splat(<f32>beta2), f32x4.splat(<f32>(1 - beta2)),
    f32x4.splat(epsilon), f32x4.splat(l2), f32x4.splat(decay),
  );
}

/**
 * Lazy Adam: gradient row s belongs to row rows[s] of the tables, each at most once. Only these move. Their moments decay
 * by β^(step − lastSteps[row]), the steps that the row missed and this one; parameters do not move for missed steps, nor
 * decay. lastStepsPtr u32[table rows], 0 for never, becomes `step`, which counts from 1.
 */
export function adamRows(
  count: u32, rowsPtr: usize, columns: u32, parametersPtr: usize, stride: u32, gradientsPtr: usize,
  gradientStride: u32, moments1Ptr: usize, moments2Ptr: usize, lastStepsPtr: usize, step: u32, rate: f32, beta1: f64,
  beta2: f64, epsilon: f32, l2: f32, decay: f32,
): void {
  const bytes = (<usize>columns + 3 & ~3) << 2;
  const take1 = f32x4.splat(<f32>(1 - beta1));
  const take2 = f32x4.splat(<f32>(1 - beta2));
  for (let slot: usize = 0; slot < <usize>count; slot++) {
    const row = <usize>load<u32>(rowsPtr + (slot << 2));
    const last = lastStepsPtr + (row << 2);
    const steps = step - load<u32>(last);
    store<u32>(last, step);
    const at = (row * <usize>stride) << 2;
    adamLanes(
      bytes, parametersPtr + at, gradientsPtr + ((slot * <usize>gradientStride) << 2), moments1Ptr + at,
      moments2Ptr + at, f32x4.splat(rate), f32x4.splat(<f32>power(beta1, steps)), take1,
      f32x4.splat(<f32>power(beta2, steps)), take2, f32x4.splat(epsilon), f32x4.splat(l2), f32x4.splat(decay),
    );
  }
}

// @ts-ignore: decorator
@inline
function sgdLanes(
  bytes: usize, p: usize, g: usize, u: usize, rate: v128, kept: v128, momentum: v128, l2: v128, nesterov: bool,
): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const parameter = v128.load(p + at);
    const gradient = f32x4.add(v128.load(g + at), f32x4.mul(l2, parameter));
    let moved = gradient;
    if (u != 0) {
      const velocity = f32x4.add(f32x4.mul(kept, v128.load(u + at)), gradient);
      v128.store(u + at, floored(velocity, MOMENT_FLOOR));
      moved = nesterov ? f32x4.add(gradient, f32x4.mul(momentum, velocity)) : velocity;
    }
    v128.store(p + at, floored(f32x4.sub(parameter, f32x4.mul(rate, moved)), PARAMETER_FLOOR));
  }
}

/**
 * Gradient descent with momentum; plain where velocityPtr is 0:
 *
 *   g ← g + l2·p      u ← momentum·u + g      p ← p − rate·u, with nesterov p − rate·(g + momentum·u)
 *
 * One step errs by at most 6 ε₃₂ of the step and ε₃₂ of p.
 */
export function sgd(
  count: u32, parametersPtr: usize, gradientsPtr: usize, velocityPtr: usize, rate: f32, momentum: f64, l2: f32,
  nesterov: bool,
): void {
  const splat = f32x4.splat(<f32>momentum);
  sgdLanes(
    <usize>count << 2, parametersPtr, gradientsPtr, velocityPtr, f32x4.splat(rate), splat, splat, f32x4.splat(l2),
    nesterov,
  );
}

/** The same for the rows of a batch, lazily as in adamRows: the velocity decays by momentum^(step − lastSteps[row]). */
export function sgdRows(
  count: u32, rowsPtr: usize, columns: u32, parametersPtr: usize, stride: u32, gradientsPtr: usize,
  gradientStride: u32, velocityPtr: usize, lastStepsPtr: usize, step: u32, rate: f32, momentum: f64, l2: f32,
  nesterov: bool,
): void {
  const bytes = (<usize>columns + 3 & ~3) << 2;
  for (let slot: usize = 0; slot < <usize>count; slot++) {
    const row = <usize>load<u32>(rowsPtr + (slot << 2));
    const last = lastStepsPtr + (row << 2);
    const kept = f32x4.splat(<f32>power(momentum, step - load<u32>(last)));
    store<u32>(last, step);
    const at = (row * <usize>stride) << 2;
    sgdLanes(
      bytes, parametersPtr + at, gradientsPtr + ((slot * <usize>gradientStride) << 2),
      velocityPtr == 0 ? 0 : velocityPtr + at, f32x4.splat(rate), kept, f32x4.splat(<f32>momentum), f32x4.splat(l2),
      nesterov,
    );
  }
}
