import { fillMatrix, type Reals } from "./neural-layout.ts";

/*
 * Losses return their sum in f64, and write the gradient times `scale` (one over the number of terms for a mean) where
 * `gradients` is given, which may be the outputs themselves. outputs, targets, weights and gradients are matrices of one
 * stride. A weight of 0 leaves an element out, whatever its output and target are; without weights each counts 1.
 */

/** ln(1 + eˣ) without overflow. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** ℓ(output, target) and its derivative by the output. */
type Term = (output: number, target: number) => readonly [loss: number, slope: number];

function masked(term: Term) {
  return (
    rows: number,
    columns: number,
    outputs: Reals,
    stride: number,
    targets: Reals,
    weights: Reals | null,
    scale: number,
    gradients: Reals | null,
  ): number => {
    let total = 0;
    fillMatrix(rows, columns, gradients ?? new Float32Array(rows * stride), stride, (row, column) => {
      const at = row * stride + column;
      const weight = weights?.[at] ?? 1;
      if (weight === 0) return 0;
      const [loss, slope] = term(outputs[at]!, targets[at]!);
      total += weight * loss;
      return weight * scale * slope;
    });
    return total;
  };
}

/** Σ w (o − t)² */
export const squaredLoss = masked((output, target) => [(output - target) ** 2, 2 * (output - target)]);

/** Σ w |o − t|; the derivative at 0 is 0. */
export const absoluteLoss = masked((output, target) => [Math.abs(output - target), Math.sign(output - target)]);

/** Σ w (softplus(o) − t·o), the cross-entropy of σ(o) with a target from 0 to 1. */
export const logisticLoss = masked((output, target) => [
  softplus(output) - target * output,
  1 / (1 + Math.exp(-output)) - target,
]);

/** Σ softplus(n − p): Bayesian personalised ranking (Rendle et al. 2009). All are matrices of one column and one stride. */
export function pairLoss(
  rows: number,
  positive: Reals,
  negative: Reals,
  stride: number,
  scale: number,
  gradPositive: Reals | null,
  gradNegative: Reals | null,
): number {
  let total = 0;
  for (let at = 0; at < rows * stride; at += stride) {
    const x = negative[at]! - positive[at]!;
    const slope = scale / (1 + Math.exp(-x));
    total += softplus(x);
    for (let lane = 0; lane < 4; lane++) {
      if (gradPositive !== null) gradPositive[at + lane] = lane === 0 ? -slope : 0;
      if (gradNegative !== null) gradNegative[at + lane] = lane === 0 ? slope : 0;
    }
  }
  return total;
}

/**
 * Σ_r Σ_e values[e] · (ln Σ_j exp x[r, j] − x[r, indices[e]]) over the entries offsets[r] … offsets[r + 1]: cross-entropy
 * of softmax with sparse targets, the multinomial likelihood. Without values, 1 each. A row without targets has no loss
 * and no gradient. Logits of −∞ have probability 0; log-Q corrections of sampled items go into the bias of the logits.
 */
export function softmaxLoss(
  rows: number,
  columns: number,
  logits: Reals,
  stride: number,
  offsets: Uint32Array,
  indices: Uint32Array,
  values: Reals | null,
  scale: number,
  gradients: Reals | null,
): number {
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const own = Float64Array.from(logits.subarray(row * stride, row * stride + columns));
    const largest = own.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY);
    const sum = own.reduce((all, x) => all + Math.exp(x - largest), 0);
    const targets = new Float64Array(columns);
    let weight = 0;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const value = values?.[entry] ?? 1;
      targets[indices[entry]!]! += value;
      weight += value;
      total += value * (largest + Math.log(sum) - own[indices[entry]!]!);
    }
    if (gradients === null) continue;
    const empty = offsets[row] === offsets[row + 1];
    fillMatrix(1, columns, gradients.subarray(row * stride), stride, (_, column) => {
      return empty ? 0 : scale * ((weight * Math.exp(own[column]! - largest)) / sum - targets[column]!);
    });
  }
  return total;
}

/**
 * Σ_r Σ_e |v_e| softplus(∓x[r, indices[e]]) over the entries offsets[r] … offsets[r + 1]: cross-entropy of the sigmoid of some
 * logits of a row, of which those with v > 0 are wanted and those with v < 0 are not. Gradients may not be the logits.
 */
export function markedLoss(
  rows: number,
  columns: number,
  logits: Reals,
  stride: number,
  offsets: Uint32Array,
  indices: Uint32Array,
  values: Reals,
  scale: number,
  gradients: Reals | null,
): number {
  let total = 0;
  for (let row = 0; row < rows; row++) {
    if (gradients !== null) fillMatrix(1, columns, gradients.subarray(row * stride), stride, () => 0);
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const [value, at] = [values[entry]!, row * stride + indices[entry]!];
      const x = value > 0 ? -logits[at]! : logits[at]!;
      total += Math.abs(value) * softplus(x);
      if (gradients !== null) gradients[at]! -= (scale * value) / (1 + Math.exp(-x));
    }
  }
  return total;
}
