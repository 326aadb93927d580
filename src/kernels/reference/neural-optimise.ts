import type { Reals } from "./neural-layout.ts";

/** Parameters and moments below these in size become 0: arithmetic with denormal numbers is some hundred times slower. */
export const [PARAMETER_FLOOR, MOMENT_FLOOR] = [2 ** -50, 2 ** -100];

const floored = (value: number, floor: number): number => (Math.abs(value) < floor ? 0 : value);

/** The step size and ε that the Adam kernels take at step `step` (from 1). */
export interface AdamStep {
  readonly rate: number;
  readonly epsilon: number;
}

/**
 * Folds the bias corrections of Adam into its step size and ε, so that the kernels need no step:
 *
 *   η m̂ / (√v̂ + ε) = η′ m / (√v + ε′),   η′ = η √(1 − β₂ᵗ) / (1 − β₁ᵗ),   ε′ = ε √(1 − β₂ᵗ)
 */
export function adamStep(rate: number, beta1: number, beta2: number, epsilon: number, step: number): AdamStep {
  const root = Math.sqrt(1 - beta2 ** step);
  return { rate: (rate * root) / (1 - beta1 ** step), epsilon: epsilon * root };
}

/**
 * Adam (Kingma & Ba 2015). `rate` and `epsilon` > 0 are those of adamStep. `l2` is a penalty ½ l2·p² on the parameters; `decay`
 * is the learning rate (not the folded one) times the decoupled weight decay of AdamW (Loshchilov & Hutter 2019):
 *
 *   g ← g + l2·p      m ← β₁ m + (1 − β₁) g      v ← β₂ v + (1 − β₂) g²      p ← p − decay·p − η′ m / (√v + ε′)
 */
export function adam(
  count: number,
  parameters: Reals,
  gradients: Reals,
  moments1: Reals,
  moments2: Reals,
  rate: number,
  beta1: number,
  beta2: number,
  epsilon: number,
  l2: number,
  decay: number,
): void {
  for (let at = 0; at < count; at++) {
    const g = gradients[at]! + l2 * parameters[at]!;
    const m = beta1 * moments1[at]! + (1 - beta1) * g;
    const v = beta2 * moments2[at]! + (1 - beta2) * g * g;
    moments1[at] = floored(m, MOMENT_FLOOR);
    moments2[at] = floored(v, MOMENT_FLOOR);
    const step = decay * parameters[at]! + (rate * m) / (Math.sqrt(v) + epsilon);
    parameters[at] = floored(parameters[at]! - step, PARAMETER_FLOOR);
  }
}

/**
 * Lazy Adam: rows[s] is the row of the table that gradient row s belongs to, each at most once. Only these rows move. The
 * moments first decay by the steps that the row missed, β^(step − lastSteps[row] − 1); the parameters do not move for
 * those, nor decay. lastSteps[row] becomes `step`, which counts from 1; 0 says never. All tables have one stride.
 */
export function adamRows(
  count: number,
  rows: Uint32Array,
  columns: number,
  parameters: Reals,
  stride: number,
  gradients: Reals,
  gradientStride: number,
  moments1: Reals,
  moments2: Reals,
  lastSteps: Uint32Array,
  step: number,
  rate: number,
  beta1: number,
  beta2: number,
  epsilon: number,
  l2: number,
  decay: number,
): void {
  for (let slot = 0; slot < count; slot++) {
    const row = rows[slot]!;
    const missed = step - lastSteps[row]! - 1;
    const own = (table: Reals): Reals => table.subarray(row * stride, row * stride + columns);
    const [m, v] = [own(moments1), own(moments2)];
    for (let column = 0; column < columns; column++) {
      m[column]! *= beta1 ** missed;
      v[column]! *= beta2 ** missed;
    }
    const g = gradients.subarray(slot * gradientStride);
    adam(columns, own(parameters), g, m, v, rate, beta1, beta2, epsilon, l2, decay);
    lastSteps[row] = step;
  }
}

/**
 * Stochastic gradient descent with momentum; plain without `velocity`, where momentum counts as 0:
 *
 *   g ← g + l2·p      u ← momentum·u + g      p ← p − rate·u, with `nesterov` p − rate·(g + momentum·u)
 */
export function sgd(
  count: number,
  parameters: Reals,
  gradients: Reals,
  velocity: Reals | null,
  rate: number,
  momentum: number,
  l2: number,
  nesterov: boolean,
): void {
  for (let at = 0; at < count; at++) {
    const g = gradients[at]! + l2 * parameters[at]!;
    let moved = g;
    if (velocity !== null) {
      const u = momentum * velocity[at]! + g;
      velocity[at] = floored(u, MOMENT_FLOOR);
      moved = nesterov ? g + momentum * u : u;
    }
    parameters[at] = floored(parameters[at]! - rate * moved, PARAMETER_FLOOR);
  }
}

/** The same for the rows of a batch, lazily as in adamRows: the velocity decays by momentum^missed. */
export function sgdRows(
  count: number,
  rows: Uint32Array,
  columns: number,
  parameters: Reals,
  stride: number,
  gradients: Reals,
  gradientStride: number,
  velocity: Reals | null,
  lastSteps: Uint32Array,
  step: number,
  rate: number,
  momentum: number,
  l2: number,
  nesterov: boolean,
): void {
  for (let slot = 0; slot < count; slot++) {
    const row = rows[slot]!;
    const missed = step - lastSteps[row]! - 1;
    const p = parameters.subarray(row * stride, row * stride + columns);
    const u = velocity?.subarray(row * stride, row * stride + columns) ?? null;
    for (let column = 0; u !== null && column < columns; column++) u[column]! *= momentum ** missed;
    sgd(columns, p, gradients.subarray(slot * gradientStride), u, rate, momentum, l2, nesterov);
    lastSteps[row] = step;
  }
}
