import { laneMask, sigmoid4 } from "./activations";
import { addScaled, sumLanes } from "./vector";

/*
 * Contrastive divergence of a restricted Boltzmann machine whose visible units are ratings: each rated item is a softmax over
 * the values that ratings have.
 *
 *   weightsPtr       f32[items × values × stride], stride = hidden rounded up to 4, padding zero
 *   itemBiasesPtr    f32[items × values]             hiddenBiasesPtr  f32[stride], padding zero
 *   probabilitiesPtr f32[count × values]
 *
 * Sums are f32 in the order of the loops. Vectors of hidden units have zeros as padding.
 */

// @ts-ignore: decorator
@inline
function strideOf(hidden: u32): i32 {
  return <i32>(hidden + 3 & ~3);
}

/** a · b in two accumulators, which do not wait for each other. */
// @ts-ignore: decorator
@inline
function dotRow(aPtr: usize, bPtr: usize, bytes: usize): f32 {
  let even = f32x4.splat(0);
  let odd = even;
  let at: usize = 0;
  for (; at + 32 <= bytes; at += 32) {
    even = f32x4.add(even, f32x4.mul(v128.load(aPtr + at), v128.load(bPtr + at)));
    odd = f32x4.add(odd, f32x4.mul(v128.load(aPtr + at, 16), v128.load(bPtr + at, 16)));
  }
  if (at < bytes) even = f32x4.add(even, f32x4.mul(v128.load(aPtr + at), v128.load(bPtr + at)));
  return sumLanes(f32x4.add(even, odd));
}

/** out ← σ(out), zeros in the padding. */
// @ts-ignore: decorator
@inline
function squash(hidden: u32, outPtr: usize): void {
  for (let unit: u32 = 0; unit < hidden; unit += 4) {
    const at = outPtr + (<usize>unit << 2);
    v128.store(at, v128.and(sigmoid4(v128.load(at)), laneMask(hidden - unit)));
  }
}

/**
 * p(h_j = 1 | v) = σ(b_j + Σ_e w[rows[e], j]): hidden units of a user with these ratings, rowsPtr u32[count] = item · values +
 * value. |error| ≤ ½ (count + 8) · ε₃₂ · (|b| + Σ|w|) + 3 ε₃₂.
 */
export function rbmHidden(
  count: u32, rowsPtr: usize, hidden: u32, weightsPtr: usize, hiddenBiasesPtr: usize, outPtr: usize,
): void {
  const stride = strideOf(hidden);
  memory.copy(outPtr, hiddenBiasesPtr, <usize>stride << 2);
  for (let entry: usize = 0; entry < <usize>count; entry++) {
    const row = <usize>load<u32>(rowsPtr + (entry << 2));
    addScaled(outPtr, weightsPtr + ((row * <usize>stride) << 2), 1, stride);
  }
  squash(hidden, outPtr);
}

/**
 * One step down and up: q[e, k] = softmax_k(a[i, k] + Σ_j w[i, k, j] h_j) for the items i = items[e], and then
 * out_j = σ(b_j + Σ_e Σ_k q[e, k] w[i, k, j]). hiddenPtr is h, and may not be outPtr.
 *
 * |error of ln q| ≤ 2 (hidden/4 + 4) · ε₃₂ · (|a| + Σ|w·h|); exponentials are f64.
 */
export function rbmReconstruct(
  count: u32, itemsPtr: usize, values: u32, hidden: u32, hiddenPtr: usize, weightsPtr: usize, itemBiasesPtr: usize,
  hiddenBiasesPtr: usize, probabilitiesPtr: usize, outPtr: usize,
): void {
  const stride = strideOf(hidden);
  const rowBytes = <usize>stride << 2;
  memory.copy(outPtr, hiddenBiasesPtr, rowBytes);
  for (let entry: usize = 0; entry < <usize>count; entry++) {
    const item = <usize>load<u32>(itemsPtr + (entry << 2));
    const weights = weightsPtr + item * values * rowBytes;
    const biases = itemBiasesPtr + ((item * values) << 2);
    const q = probabilitiesPtr + ((entry * values) << 2);
    let most = -Infinity as f32;
    for (let value: usize = 0; value < <usize>values; value++) {
      const logit = load<f32>(biases + (value << 2)) + dotRow(weights + value * rowBytes, hiddenPtr, rowBytes);
      store<f32>(q + (value << 2), logit);
      most = max<f32>(most, logit);
    }
    let sum: f64 = 0;
    for (let value: usize = 0; value < <usize>values; value++) {
      const e = <f32>Math.exp(<f64>load<f32>(q + (value << 2)) - <f64>most);
      store<f32>(q + (value << 2), e);
      sum += e;
    }
    for (let value: usize = 0; value < <usize>values; value++) {
      const p = <f32>(<f64>load<f32>(q + (value << 2)) / sum);
      store<f32>(q + (value << 2), p);
    }
    for (let at: usize = 0; at < rowBytes; at += 16) {
      let sum = v128.load(outPtr + at);
      for (let value: usize = 0, row = weights + at; value < <usize>values; value++, row += rowBytes) {
        sum = f32x4.add(sum, f32x4.mul(v128.load_splat<f32>(q + (value << 2)), v128.load(row)));
      }
      v128.store(outPtr + at, sum);
    }
  }
  squash(hidden, outPtr);
}

/**
 * Adds what a user's data say, minus what the reconstruction says, for the item in slot s = slots[e] with value k = chosen[e]:
 *
 *   G[s, k, :] += data      G[s, l, :] −= q[e, l] · model      B[s, k] += 1      B[s, l] −= q[e, l]
 *
 * slotsPtr, chosenPtr u32[count]; gradientsPtr f32[slots × values × stride], biasGradientsPtr f32[slots × values]. An element
 * errs by 2 ε₃₂ of the sizes added, a user each.
 */
export function rbmGradient(
  count: u32, slotsPtr: usize, chosenPtr: usize, values: u32, hidden: u32, dataPtr: usize, probabilitiesPtr: usize,
  modelPtr: usize, gradientsPtr: usize, biasGradientsPtr: usize,
): void {
  const stride = strideOf(hidden);
  const rowBytes = <usize>stride << 2;
  for (let entry: usize = 0; entry < <usize>count; entry++) {
    const first = <usize>load<u32>(slotsPtr + (entry << 2)) * values;
    const chosen = first + <usize>load<u32>(chosenPtr + (entry << 2));
    addScaled(gradientsPtr + chosen * rowBytes, dataPtr, 1, stride);
    store<f32>(biasGradientsPtr + (chosen << 2), load<f32>(biasGradientsPtr + (chosen << 2)) + 1);
    const probabilities = probabilitiesPtr + ((entry * values) << 2);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const model = v128.load(modelPtr + at);
      for (let value: usize = 0, row = gradientsPtr + first * rowBytes + at; value < <usize>values; value++, row += rowBytes) {
        const share = f32x4.mul(v128.load_splat<f32>(probabilities + (value << 2)), model);
        v128.store(row, f32x4.sub(v128.load(row), share));
      }
    }
    for (let value: usize = 0; value < <usize>values; value++) {
      const q = load<f32>(probabilities + (value << 2));
      const at = first + value;
      store<f32>(biasGradientsPtr + (at << 2), load<f32>(biasGradientsPtr + (at << 2)) - q);
    }
  }
}

/**
 * Moves the items of a batch, slot s being item i = items[s], by momentum:
 *
 *   u[i, k] ← momentum·u[i, k] + scales[s] · Σ_l prior[k, l] G[s, l] − decay·w[i, k]      w[i, k] ← w[i, k] + rate·u[i, k]
 *
 * and the biases likewise, without prior and decay. priorPtr f32[values × values], scalesPtr f32[count]. One step errs by
 * (values + 6) ε₃₂ of the sizes added.
 */
export function rbmMove(
  count: u32, itemsPtr: usize, scalesPtr: usize, values: u32, hidden: u32, priorPtr: usize, gradientsPtr: usize,
  biasGradientsPtr: usize, rate: f32, momentum: f32, decay: f32, weightsPtr: usize, velocitiesPtr: usize,
  itemBiasesPtr: usize, biasVelocitiesPtr: usize,
): void {
  const rowBytes = <usize>strideOf(hidden) << 2;
  const itemBytes = rowBytes * values;
  for (let slot: usize = 0; slot < <usize>count; slot++) {
    const item = <usize>load<u32>(itemsPtr + (slot << 2));
    const scale = load<f32>(scalesPtr + (slot << 2));
    const gradients = gradientsPtr + slot * itemBytes;
    for (let value: usize = 0; value < <usize>values; value++) {
      const prior = priorPtr + ((value * values) << 2);
      const weights = weightsPtr + item * itemBytes + value * rowBytes;
      const velocities = velocitiesPtr + item * itemBytes + value * rowBytes;
      for (let at: usize = 0; at < rowBytes; at += 16) {
        let gradient = f32x4.splat(0);
        for (let other: usize = 0; other < <usize>values; other++) {
          const share = f32x4.splat(load<f32>(prior + (other << 2)));
          gradient = f32x4.add(gradient, f32x4.mul(share, v128.load(gradients + other * rowBytes + at)));
        }
        const weight = v128.load(weights + at);
        let velocity = f32x4.mul(f32x4.splat(momentum), v128.load(velocities + at));
        velocity = f32x4.add(velocity, f32x4.mul(f32x4.splat(scale), gradient));
        velocity = f32x4.sub(velocity, f32x4.mul(f32x4.splat(decay), weight));
        v128.store(velocities + at, velocity);
        v128.store(weights + at, f32x4.add(weight, f32x4.mul(f32x4.splat(rate), velocity)));
      }
      const bias = (item * values + value) << 2;
      const gradient = load<f32>(biasGradientsPtr + ((slot * values + value) << 2));
      const velocity = momentum * load<f32>(biasVelocitiesPtr + bias) + scale * gradient;
      store<f32>(biasVelocitiesPtr + bias, velocity);
      store<f32>(itemBiasesPtr + bias, load<f32>(itemBiasesPtr + bias) + rate * velocity);
    }
  }
}
